/** The shape of a topic's words: every key in Chinese and in English. */

export type Language = 'zh' | 'en';
/** `[Chinese, English]` */
export type Pair = readonly [zh: string, en: string];
export type WordList = Readonly<Record<string, Pair>>;
