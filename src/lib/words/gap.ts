import type { WordList } from './words.ts';

export const gap = {} as const satisfies WordList;
