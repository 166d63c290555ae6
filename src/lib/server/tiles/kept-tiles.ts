/** Finished tiles, and those on their way, by layer and address. What a change touches is let go of, and where there are too many, what nobody asked for again. */
import { tileBox, touch, type LngLatBox } from './tile-box.ts';
import type { TileLayer } from './tile-layers.ts';

export interface KeptTile<T> {
	/** null where the tile is empty; undefined as long as it is on its way. */
	readonly tile: T | null | undefined;
	readonly made: Promise<T | null>;
	/** Something in it changed after it was asked for. */
	readonly outdated: boolean;
}

export interface KeptTiles<T> {
	/** Counts as use. */
	find(layer: TileLayer, z: number, x: number, y: number): KeptTile<T> | undefined;
	/** Where making it fails nothing is kept. */
	keep(layer: TileLayer, z: number, x: number, y: number, made: Promise<T | null>): KeptTile<T>;
	/** @param box null: everywhere */
	forget(layer: TileLayer, box: LngLatBox | null): void;
}

interface Entry<T> extends KeptTile<T> {
	readonly layer: TileLayer;
	readonly box: LngLatBox;
	tile: T | null | undefined;
	made: Promise<T | null>;
	outdated: boolean;
	/** Asked for since it was last looked at for letting go. */
	used: boolean;
}

/** @param most bytes of finished tiles */
export function keepTiles<T>(most: number, bytesOf: (tile: T) => number): KeptTiles<T> {
	const entries = new Map<string, Entry<T>>();
	let bytes = 0;
	const keyOf = (layer: TileLayer, z: number, x: number, y: number): string => `${layer}/${z}/${x}/${y}`;
	/** An empty tile costs its key only. */
	const weight = ({ tile }: Entry<T>): number => (tile === undefined ? 0 : 256 + (tile ? bytesOf(tile) : 0));

	function drop(key: string, entry: Entry<T>): void {
		if (entries.get(key) !== entry) return;
		entries.delete(key);
		bytes -= weight(entry);
	}

	/** Oldest first; one that was asked for again gets another turn. */
	function makeRoom(): void {
		for (const [key, entry] of entries) {
			if (bytes <= most) break;
			if (entry.tile === undefined) continue;
			drop(key, entry);
			if (!entry.used) continue;
			entry.used = false;
			entries.set(key, entry);
			bytes += weight(entry);
		}
	}

	return {
		find(layer, z, x, y) {
			const entry = entries.get(keyOf(layer, z, x, y));
			if (entry) entry.used = true;
			return entry;
		},
		keep(layer, z, x, y, made) {
			const key = keyOf(layer, z, x, y);
			const entry: Entry<T> = { layer, box: tileBox(z, x, y), tile: undefined, made, outdated: false, used: false };
			entries.set(key, entry);
			made.then(
				(tile) => {
					if (entries.get(key) !== entry) return;
					entry.tile = tile;
					bytes += weight(entry);
					makeRoom();
				},
				() => drop(key, entry)
			);
			return entry;
		},
		forget(layer, box) {
			for (const [key, entry] of entries) {
				if (entry.layer !== layer || (box && !touch(box, entry.box))) continue;
				entry.outdated = true;
				drop(key, entry);
			}
		}
	};
}
