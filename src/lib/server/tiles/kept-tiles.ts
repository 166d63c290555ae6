/** Finished tiles, and those on their way, by layer and address. What a change touches is let go of, and so is what was asked for longest ago. */
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

	return {
		find(layer, z, x, y) {
			const key = keyOf(layer, z, x, y);
			const entry = entries.get(key);
			if (!entry) return undefined;
			entries.delete(key);
			entries.set(key, entry);
			return entry;
		},
		keep(layer, z, x, y, made) {
			const key = keyOf(layer, z, x, y);
			const entry: Entry<T> = { layer, box: tileBox(z, x, y), tile: undefined, made, outdated: false };
			entries.set(key, entry);
			made.then(
				(tile) => {
					if (entries.get(key) !== entry) return;
					entry.tile = tile;
					bytes += weight(entry);
					for (const [oldest, old] of entries) {
						if (bytes <= most) break;
						drop(oldest, old);
					}
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
