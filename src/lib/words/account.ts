import type { WordList } from './words.ts';

export const account = {} as const satisfies WordList;
