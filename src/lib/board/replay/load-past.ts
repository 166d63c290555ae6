/** Fetches the past of an area: from when on there is one, the still picture of then, and ten minutes of it. Answers, never throws. */
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { unpackFootprints } from '#lib/wire/footprints.ts';
import { GROUND_HEADER } from '#lib/wire/live.ts';
import { unpackWayColumns, type WayColumns } from '#lib/wire/packed-tracks.ts';
import type { PersonWithin } from '#lib/wire/replay-requests.ts';
import { unpackStretch, type ReplayDetail, type Stretch } from '#lib/wire/replay.ts';
import type { ProblemAnswer } from '#lib/wire/problem-answer.ts';
import type { Position } from '#lib/geo/position.ts';
import { get, getJson, type LoadProblem, type StillArea } from '../load-area.ts';

export interface PastSpan {
	readonly fromMs: number;
	readonly nowMs: number;
}

export const pastSpan = (areaId: number): Promise<Outcome<PastSpan, LoadProblem>> => getJson<PastSpan>(`/api/areas/${areaId}/replay/span`);

export async function pastArea(areaId: number, atMs: number): Promise<Outcome<StillArea, LoadProblem>> {
	const of = (what: string): Promise<Outcome<Response, LoadProblem>> => get(`/api/areas/${areaId}/replay/${what}?at=${Math.round(atMs)}`);
	const [picture, footprints] = await Promise.all([of('picture'), of('buildings')]);
	if (!picture.ok) return picture;
	if (!footprints.ok) return footprints;
	return whole(picture.value, async (response) => ({
		picture: (await response.json()) as AreaPicture,
		footprints: unpackFootprints(await footprints.value.arrayBuffer()),
		ground: response.headers.get(GROUND_HEADER) ?? ''
	}));
}

export async function pastStretch(areaId: number, atMs: number, detail: ReplayDetail): Promise<Outcome<Stretch, LoadProblem>> {
	const answer = await get(`/api/areas/${areaId}/replay?at=${Math.round(atMs)}&detail=${detail}`);
	return answer.ok ? whole(answer.value, async (response) => unpackStretch(new Uint8Array(await response.arrayBuffer()))) : answer;
}

export interface Within {
	readonly fromMs: number;
	readonly untilMs: number;
	readonly people: readonly PersonWithin[];
}

/** Who was in a polygon; refused with the server's own sentence where it says no. */
export async function askWithin(
	areaId: number,
	question: { readonly polygon: readonly Position[]; readonly fromMs: number; readonly untilMs: number; readonly reason: string }
): Promise<Outcome<Within, { readonly kind: 'unreachable' } | { readonly kind: 'said-no'; readonly detail: ProblemAnswer['message'] }>> {
	try {
		const response = await fetch(`/api/tracks/within?area=${areaId}`, {
			method: 'POST',
			credentials: 'same-origin',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(question)
		});
		if (response.ok) return done((await response.json()) as Within);
		return refused({ kind: 'said-no', detail: ((await response.json()) as ProblemAnswer).message });
	} catch {
		return refused({ kind: 'unreachable' });
	}
}

/** Where everybody of an area walked between two moments. */
export async function pastWays(areaId: number, fromMs: number, untilMs: number): Promise<Outcome<WayColumns, LoadProblem>> {
	const answer = await get(`/api/tracks/packed?area=${areaId}&from=${Math.round(fromMs)}&until=${Math.round(untilMs)}`);
	return answer.ok ? whole(answer.value, async (response) => unpackWayColumns(new Uint8Array(await response.arrayBuffer()))) : answer;
}

async function whole<T>(response: Response, read: (response: Response) => Promise<T>): Promise<Outcome<T, LoadProblem>> {
	try {
		return done(await read(response));
	} catch {
		return refused({ kind: 'broken', detail: { status: response.status } });
	}
}
