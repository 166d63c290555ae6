/** Why a database was not opened: a sentence for the person at the terminal, in Chinese and English. Printed without a stack. */
import { sentence, type TerminalKey } from '../src/lib/words/terminal.ts';

export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly key: TerminalKey;

	constructor(key: TerminalKey, values: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
		super(sentence(key, values), { cause });
		this.key = key;
	}
}
