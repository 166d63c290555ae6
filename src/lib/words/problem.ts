import type { WordList } from './words.ts';

export const problem = {} as const satisfies WordList;
