/**
 * Which rows of a table have changed, for readers that come when they like: each keeps how far it has read, and looks at what changed since, not at
 * everything. Whoever is too far behind looks at every row.
 */

export interface RowLog {
	/** Changes ever written; a reader remembers this. */
	readonly written: number;
	/** Rows changed since a reader was here, a row as often as it changed; null: look at all of them. */
	since(read: number): Iterable<number> | null;
}

export interface WritableRowLog extends RowLog {
	changed(row: number): void;
	/** Every reader must look at every row. */
	allChanged(): void;
}

/** @param room changes it remembers: about as many as there are rows, for past that a look at all is no dearer */
export function rowLog(room: number): WritableRowLog {
	const ring = new Uint32Array(Math.max(16, room));
	let written = 0;
	/** Readers from before this one know nothing. */
	let knownFrom = 0;
	return {
		get written() {
			return written;
		},
		since(read) {
			if (read < knownFrom || written - read > ring.length) return null;
			const [from, to] = [read % ring.length, written % ring.length];
			if (read === written) return [];
			// A copy: whoever reads may write on.
			return from < to ? ring.slice(from, to) : [...ring.subarray(from), ...ring.subarray(0, to)];
		},
		changed(row) {
			ring[written++ % ring.length] = row;
		},
		allChanged() {
			knownFrom = ++written;
		}
	};
}
