import type { WordList } from './words.ts';

export const map = {} as const satisfies WordList;
