/**
 * Things that are drawn together in neighbourhoods, told apart by identity: when one of many becomes another, its neighbourhood is drawn without it once and
 * it is drawn loose from then on. So what a pointer move costs does not depend on how many things there are.
 */
import type { Bbox } from '#lib/geo/position.ts';

export interface Chunk<T> {
	readonly key: number;
	/** The same array for as long as it holds the same things. */
	readonly items: readonly T[];
}

export interface Chunks<T> {
	readonly chunks: readonly Chunk<T>[];
	/** What is not drawn in any neighbourhood; the same array for as long as it holds the same things. */
	readonly loose: readonly T[];
}

interface Home<T> {
	readonly members: readonly T[];
	chunk: Chunk<T>;
	here: number;
}
interface Place<T> {
	readonly home: Home<T>;
	turn: number;
}

/**
 * @param most things a neighbourhood
 * @returns takes all things as they are now; `settled`: nobody is drawing, so what is loose may be given homes again
 */
export function chunker<T extends object>(
	boxOf: (thing: T) => Bbox,
	most: number
): (things: ReadonlyMap<unknown, T>, settled: boolean) => Chunks<T> {
	let homes: Home<T>[] = [];
	let places = new Map<T, Place<T>>();
	let shown: Chunks<T> = { chunks: [], loose: [] };
	let turn = 0;

	function settle(things: readonly T[]): void {
		homes = [];
		places = new Map();
		const split = (part: { thing: T; box: Bbox }[], axis: 0 | 1): void => {
			if (part.length === 0) return;
			if (part.length > most) {
				part.sort((a, b) => a.box[axis] + a.box[axis + 2]! - b.box[axis] - b.box[axis + 2]!);
				const half = part.length >> 1;
				split(part.slice(0, half), axis === 0 ? 1 : 0);
				split(part.slice(half), axis === 0 ? 1 : 0);
				return;
			}
			const members = part.map(({ thing }) => thing);
			const home: Home<T> = { members, chunk: { key: homes.length, items: members }, here: 0 };
			homes.push(home);
			for (const thing of members) places.set(thing, { home, turn: 0 });
		};
		split(
			things.map((thing) => ({ thing, box: boxOf(thing) })),
			0
		);
	}

	return (things, settled) => {
		turn++;
		for (const home of homes) home.here = 0;
		const loose: T[] = [];
		for (const thing of things.values()) {
			const place = places.get(thing);
			if (!place) {
				loose.push(thing);
				continue;
			}
			place.turn = turn;
			place.home.here++;
		}
		if (homes.length === 0 ? loose.length > 0 : settled && loose.length > most) {
			settle([...things.values()]);
			shown = { chunks: homes.map(({ chunk }) => chunk), loose: [] };
			return shown;
		}
		let changed = shown.chunks.length !== homes.length;
		for (const home of homes) {
			const { members, chunk } = home;
			if (home.here === members.length && chunk.items === members) continue;
			if (home.here === chunk.items.length && chunk.items.every((thing) => places.get(thing)!.turn === turn)) continue;
			const items = home.here === members.length ? members : members.filter((thing) => places.get(thing)!.turn === turn);
			home.chunk = { key: chunk.key, items };
			changed = true;
		}
		const sameLoose = loose.length === shown.loose.length && loose.every((thing, i) => thing === shown.loose[i]);
		if (changed || !sameLoose)
			shown = {
				chunks: changed ? homes.map(({ chunk }) => chunk) : shown.chunks,
				loose: sameLoose ? shown.loose : loose
			};
		return shown;
	};
}
