/** The way the phone's holder walked today, when they ask for it: what the server has of it and what still waits on the phone. */
import type { Position } from '#lib/geo/position.ts';

/** `[lng, lat, Unix ms]` */
export type WayPoint = readonly [lng: number, lat: number, atMs: number];

/** A pause longer than this parts two stretches: nobody knows how one came from here to there. */
const APART_MS = 5 * 60_000;

/** In order of time, each moment once, parted where nothing was measured for a while. */
export function stretchesOf(points: readonly WayPoint[]): readonly (readonly Position[])[] {
	const sorted = [...points].sort((a, b) => a[2] - b[2]);
	const stretches: Position[][] = [];
	let beforeMs = -Infinity;
	for (const [lng, lat, atMs] of sorted) {
		if (atMs === beforeMs) continue;
		if (atMs - beforeMs > APART_MS) stretches.push([]);
		stretches.at(-1)!.push([lng, lat]);
		beforeMs = atMs;
	}
	return stretches;
}

export class OwnWay {
	/** Null: not asked for. */
	shown = $state.raw<readonly (readonly Position[])[] | null>(null);
	busy = $state(false);
	/** Only what waits on this phone is shown: the server could not be asked. */
	partial = $state(false);

	/** @param load what the server has, null where it does not answer @param waiting what it has not yet */
	async show(load: () => Promise<readonly WayPoint[] | null>, waiting: readonly WayPoint[]): Promise<void> {
		this.busy = true;
		const sent = await load();
		this.shown = stretchesOf([...(sent ?? []), ...waiting]);
		this.partial = sent === null;
		this.busy = false;
	}

	hide(): void {
		this.shown = null;
		this.partial = false;
	}
}
