/** Trails that grow with the live positions and lose what is older than half an hour, so that they are fetched, and logged, once. */
import type { PatrolColumns } from './board-view.ts';
import { TRAIL_MIN, type Track, type TrackPoint } from './track.ts';

const TRAIL_MS = TRAIL_MIN * 60_000;
/** A trail is drawn a hundred metres wide at most: a point a few seconds is enough. */
const STEP_MS = 5_000;

/** Time alone makes trails shorter: looked at this often. */
const AGEING_MS = 15_000;

export interface Trails {
	/** Takes in where everybody is. @returns the trails as they are now; the very same where nothing of them would be seen to change. */
	follow(patrols: PatrolColumns, nowMs: number): readonly Track[];
}

export function trails(stored: readonly Track[]): Trails {
	const points = new Map<number, TrackPoint[]>(stored.map((track) => [track.no, [...track.points]]));
	let of: PatrolColumns | null = null;
	let read = 0;
	const grown = new Set<number>();
	let shown = new Map<number, Track>();
	let tracks: readonly Track[] = [];
	let shownAtMs = -Infinity;

	function grow(patrols: PatrolColumns, row: number, nowMs: number): void {
		const atMs = patrols.recordedAtMs[row] as number;
		if (atMs <= nowMs - TRAIL_MS) return;
		const no = patrols.no[row] as number;
		const own = points.get(no) ?? [];
		if (atMs - (own.at(-1)?.[2] ?? 0) < STEP_MS) return;
		own.push([patrols.lngLat[row * 2] as number, patrols.lngLat[row * 2 + 1] as number, atMs]);
		points.set(no, own);
		grown.add(no);
	}

	function show(nowMs: number): void {
		const now = new Map<number, Track>();
		for (const [no, own] of points) {
			const from = own.findIndex((point) => point[2] > nowMs - TRAIL_MS);
			if (from < 0) {
				points.delete(no);
				continue;
			}
			if (from > 0) own.splice(0, from);
			const before = shown.get(no);
			now.set(no, before && from === 0 && !grown.has(no) ? before : { no, points: [...own] });
		}
		grown.clear();
		shown = now;
		tracks = [...now.values()];
		shownAtMs = nowMs;
	}

	return {
		follow(patrols, nowMs) {
			const moved = patrols === of ? patrols.moved.since(read) : null;
			if (moved === null) for (let row = 0; row < patrols.count; row++) grow(patrols, row, nowMs);
			else for (const row of moved) grow(patrols, row, nowMs);
			of = patrols;
			read = patrols.moved.written;
			const sinceMs = nowMs - shownAtMs;
			if (sinceMs < 0 || sinceMs >= AGEING_MS || (grown.size > 0 && sinceMs >= STEP_MS)) show(nowMs);
			return tracks;
		}
	};
}
