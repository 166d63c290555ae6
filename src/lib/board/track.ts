/** Ways that were walked, as they are stored. Asked for, never shown unasked: the server logs who opened them. */
import { done, type Outcome } from '#lib/geo/outcome.ts';
import { getJson, type LoadProblem } from './load-area.ts';

/** `[lng, lat, Unix ms]` */
export type TrackPoint = readonly [lng: number, lat: number, atMs: number];
export interface Track {
	readonly no: number;
	/** Oldest first. */
	readonly points: readonly TrackPoint[];
}

const DAY_MIN = 24 * 60;
export const TRAIL_MIN = 30;

/** What is stored of one patrol's last day. */
export async function patrolTrack(no: number): Promise<Outcome<readonly TrackPoint[], LoadProblem>> {
	const answer = await getJson<Track>(`/api/patrols/${no}/track?minutes=${DAY_MIN}`);
	return answer.ok ? done(answer.value.points) : answer;
}

/** Trails of everybody in an area over the last half hour. */
export async function areaTrails(areaId: number): Promise<Outcome<readonly Track[], LoadProblem>> {
	const answer = await getJson<{ readonly tracks: readonly Track[] }>(`/api/tracks?area=${areaId}&minutes=${TRAIL_MIN}`);
	return answer.ok ? done(answer.value.tracks) : answer;
}
