import type { WordList } from './words.ts';

export const frame = {} as const satisfies WordList;
