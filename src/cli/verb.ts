/** What a command-line verb is. */

export interface Verb {
	/** One line for the list. */
	readonly summary: string;
	/** What `--help` prints: the options, one a line. */
	readonly usage: string;
	/** @returns the exit status: 0 done, 1 done and something was found wrong, 2 the call itself is wrong. */
	run(args: readonly string[]): Promise<number>;
}

/** A sentence for the person who typed the command; printed without a stack. Exit status 2. */
export class CallError extends Error {}
