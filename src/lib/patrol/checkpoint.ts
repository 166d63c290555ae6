/** A checkpoint of a district's coverage as bytes: what was seen when, and the tracks that late fixes will be fitted into. */

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;
/** Columns of numbers by name. */
export type Columns = ReadonlyMap<string, Column>;

/** Columns with what is needed to know them again. */
export interface Checkpoint {
	/** Names the ground and the rules the numbers belong to: on other ground they mean nothing. */
	readonly ground: string;
	readonly parts: Columns;
}

const MAGIC = 0x31434b47; // 'GKC1', little-endian
const KINDS = { f64: Float64Array, u32: Uint32Array, i32: Int32Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;

interface Head {
	readonly ground: string;
	readonly parts: readonly { readonly name: string; readonly kind: Kind; readonly length: number }[];
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

export function packCheckpoint({ ground, parts }: Checkpoint): Uint8Array {
	const columns = [...parts];
	const head: Head = {
		ground,
		parts: columns.map(([name, column]) => ({
			name,
			kind: column instanceof Float64Array ? 'f64' : column instanceof Uint32Array ? 'u32' : column instanceof Int32Array ? 'i32' : 'u8',
			length: column.length
		}))
	};
	const json = new TextEncoder().encode(JSON.stringify(head));
	const bytes = new Uint8Array(8 + padded(json.length) + columns.reduce((sum, [, column]) => sum + padded(column.byteLength), 0));
	const view = new DataView(bytes.buffer);
	view.setUint32(0, MAGIC, true);
	view.setUint32(4, json.length, true);
	bytes.set(json, 8);
	let at = 8 + padded(json.length);
	for (const [, column] of columns) {
		bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
		at += padded(column.byteLength);
	}
	return bytes;
}

/** @throws RangeError when the bytes are not a checkpoint of this version. */
export function unpackCheckpoint(bytes: Uint8Array): Checkpoint {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new RangeError('coverage checkpoint: not one of this version');
	const length = view.getUint32(4, true);
	if (8 + length > bytes.byteLength) throw new RangeError('coverage checkpoint: cut short');
	const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Head;
	const parts = new Map<string, Column>();
	let at = 8 + padded(length);
	for (const part of head.parts) {
		const column = KINDS[part.kind];
		const size = part.length * column.BYTES_PER_ELEMENT;
		if (at + size > bytes.byteLength) throw new RangeError('coverage checkpoint: cut short');
		// Copied by hand: the slice of a Node Buffer is a window on a larger buffer, which a typed array would read from its beginning.
		const own = new Uint8Array(size);
		own.set(bytes.subarray(at, at + size));
		parts.set(part.name, new column(own.buffer));
		at += padded(size);
	}
	return { ground: head.ground, parts };
}

/** @throws RangeError when there is no such column of this kind. */
export function partOf<A extends Column>({ parts }: Checkpoint, name: string, kind: new (length: number) => A): A {
	const column = parts.get(name);
	if (!(column instanceof kind)) throw new RangeError(`coverage checkpoint: ${name} is missing`);
	return column;
}
