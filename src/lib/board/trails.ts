/** Trails that grow with the live positions and lose what is older than half an hour, so that they are fetched, and logged, once. */
import type { PatrolColumns } from './board-view.ts';
import { TRAIL_MIN, type Track, type TrackPoint } from './track.ts';

const TRAIL_MS = TRAIL_MIN * 60_000;
/** A trail is drawn a hundred metres wide at most: a point a few seconds is enough. */
const STEP_MS = 5_000;

export interface Trails {
	/** Takes in where everybody is. @returns the trails as they are now. */
	follow(patrols: PatrolColumns, nowMs: number): readonly Track[];
}

export function trails(stored: readonly Track[]): Trails {
	const points = new Map<number, TrackPoint[]>(stored.map((track) => [track.no, [...track.points]]));
	return {
		follow(patrols, nowMs) {
			for (let row = 0; row < patrols.count; row++) {
				const atMs = patrols.recordedAtMs[row] as number;
				if (atMs <= nowMs - TRAIL_MS) continue;
				const no = patrols.no[row] as number;
				const own = points.get(no) ?? [];
				if (atMs - (own.at(-1)?.[2] ?? 0) < STEP_MS) continue;
				own.push([patrols.lngLat[row * 2] as number, patrols.lngLat[row * 2 + 1] as number, atMs]);
				points.set(no, own);
			}
			const tracks: Track[] = [];
			for (const [no, own] of points) {
				const from = own.findIndex((point) => point[2] > nowMs - TRAIL_MS);
				if (from < 0) points.delete(no);
				else {
					if (from > 0) own.splice(0, from);
					tracks.push({ no, points: [...own] });
				}
			}
			return tracks;
		}
	};
}
