/** Where things stand in a JSON text: the place at which it stops being JSON, and where each feature of a collection begins. */

/** Walks the text once by the grammar of RFC 8259. */
export interface JsonPlaces {
	/** Offset (in characters) of the first thing that is not JSON; null when all of it is. */
	readonly wrongAt: number | null;
	/** What was looked for there. */
	readonly wanted: string;
	/** Offsets of the elements of the outermost object's `features`. */
	readonly features: readonly number[];
}

class Wrong extends Error {
	readonly at: number;
	readonly wanted: string;
	constructor(at: number, wanted: string) {
		super(wanted);
		this.at = at;
		this.wanted = wanted;
	}
}

/** Deeper nesting than any map data has would only exhaust the stack. */
const MAX_DEPTH = 500;

export function jsonPlaces(text: string): JsonPlaces {
	const features: number[] = [];
	let at = 0;
	const space = (): void => {
		for (;;) {
			const c = text.charCodeAt(at);
			if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
			at++;
		}
	};
	const string = (): string => {
		if (text[at] !== '"') throw new Wrong(at, '"');
		const from = ++at;
		for (;;) {
			const c = text.charCodeAt(at);
			if (Number.isNaN(c)) throw new Wrong(at, 'the end of the string');
			if (c === 34) return text.slice(from, at++);
			if (c < 32) throw new Wrong(at, 'a character that may stand in a string');
			if (c === 92) {
				at++;
				if (text[at] === 'u') {
					if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) throw new Wrong(at, 'four hexadecimal digits');
					at += 4;
				} else if (!'"\\/bfnrt'.includes(text[at] ?? 'x')) throw new Wrong(at, 'an escape that JSON knows');
			}
			at++;
		}
	};
	const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
	const value = (depth: number, inFeatures: boolean): void => {
		if (depth > MAX_DEPTH) throw new Wrong(at, `fewer than ${MAX_DEPTH} levels`);
		space();
		const c = text[at];
		if (c === '{') {
			at++;
			space();
			if (text[at] === '}') {
				at++;
				return;
			}
			for (;;) {
				space();
				const key = string();
				space();
				if (text[at] !== ':') throw new Wrong(at, ':');
				at++;
				value(depth + 1, depth === 0 && key === 'features');
				space();
				if (text[at] === ',') at++;
				else if (text[at] === '}') {
					at++;
					return;
				} else throw new Wrong(at, ', or }');
			}
		}
		if (c === '[') {
			at++;
			space();
			if (text[at] === ']') {
				at++;
				return;
			}
			for (;;) {
				space();
				if (inFeatures) features.push(at);
				value(depth + 1, false);
				space();
				if (text[at] === ',') at++;
				else if (text[at] === ']') {
					at++;
					return;
				} else throw new Wrong(at, ', or ]');
			}
		}
		if (c === '"') {
			string();
			return;
		}
		for (const word of ['true', 'false', 'null']) {
			if (text.startsWith(word, at)) {
				at += word.length;
				return;
			}
		}
		number.lastIndex = at;
		const found = number.exec(text);
		if (!found) throw new Wrong(at, 'a value');
		at += found[0].length;
	};
	try {
		value(0, false);
		space();
		if (at < text.length) throw new Wrong(at, 'the end of the file');
		return { wrongAt: null, wanted: '', features };
	} catch (error) {
		if (!(error instanceof Wrong)) throw error;
		return { wrongAt: error.at, wanted: error.wanted, features };
	}
}
