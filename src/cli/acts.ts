/** A verb of several acts, as in `account create`: picks the act, reads its options, and says both languages' sentence where the world says no. */
import { say } from '../lib/words/words.ts';
import { readOptions, type Options } from './options.ts';
import { CallError, type Verb } from './verb.ts';

export type Act = (options: Options) => Promise<number>;

export const verbOfActs = (of: {
	readonly summary: string;
	readonly usage: string;
	readonly texts: readonly string[];
	readonly flags: readonly string[];
	readonly acts: Readonly<Record<string, Act>>;
}): Verb => ({
	summary: of.summary,
	usage: of.usage,
	async run([name, ...args]) {
		const act = name !== undefined && Object.hasOwn(of.acts, name) ? of.acts[name] : undefined;
		if (!act) throw new CallError(of.usage);
		return await act(readOptions(args, of));
	}
});

export const inBoth = (kind: Parameters<typeof say>[1], detail?: Readonly<Record<string, string | number>>): string =>
	`${say('zh', kind, detail)}\n${say('en', kind, detail)}`;
