/** Fetches what stands still: which areas this person may see, the picture of one, and its footprints. Answers, never throws. */
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { Area } from '#lib/area/area.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { unpackFootprints, type Footprints } from '#lib/wire/footprints.ts';
import { GROUND_HEADER } from '#lib/wire/live.ts';

export type LoadProblem =
	| { readonly kind: 'signed-out' }
	| { readonly kind: 'forbidden' }
	| { readonly kind: 'missing' }
	| { readonly kind: 'unreachable' }
	| { readonly kind: 'broken'; readonly detail: { readonly status: number } };

export interface StillArea {
	readonly picture: AreaPicture;
	readonly footprints: Footprints;
	/** On which ground of the district both were read; empty where a change fell between them. */
	readonly ground: string;
}

/** The areas this person may watch, and the chains above them for their names only. */
export interface OwnAreas {
	readonly areas: readonly Area[];
	readonly above: readonly Area[];
}

export const loadAreas = (): Promise<Outcome<OwnAreas, LoadProblem>> => getJson<OwnAreas>('/api/areas');

export async function loadArea(areaId: number): Promise<Outcome<StillArea, LoadProblem>> {
	const [picture, footprints] = await Promise.all([get(`/api/areas/${areaId}/picture`), get(`/api/areas/${areaId}/buildings`)]);
	if (!picture.ok) return picture;
	if (!footprints.ok) return footprints;
	return body(picture.value, async (response) => ({
		picture: (await response.json()) as AreaPicture,
		footprints: unpackFootprints(await footprints.value.arrayBuffer()),
		ground: groundOf(response) === groundOf(footprints.value) ? groundOf(response) : ''
	}));
}

const groundOf = (response: Response): string => response.headers.get(GROUND_HEADER) ?? '';

/** GET with the session. */
export async function get(path: string): Promise<Outcome<Response, LoadProblem>> {
	try {
		const response = await fetch(path, { credentials: 'same-origin', headers: { accept: 'application/json, application/octet-stream' } });
		if (response.ok) return done(response);
		if (response.status === 401) return refused({ kind: 'signed-out' });
		if (response.status === 403) return refused({ kind: 'forbidden' });
		if (response.status === 404) return refused({ kind: 'missing' });
		return refused({ kind: 'broken', detail: { status: response.status } });
	} catch {
		return refused({ kind: 'unreachable' });
	}
}

/** GET of a JSON body. */
export async function getJson<T>(path: string): Promise<Outcome<T, LoadProblem>> {
	const answer = await get(path);
	return answer.ok ? body(answer.value, async (response) => (await response.json()) as T) : answer;
}

/** A body may still break off half-way, or not be what was promised. */
async function body<T>(response: Response, read: (response: Response) => Promise<T>): Promise<Outcome<T, LoadProblem>> {
	try {
		return done(await read(response));
	} catch {
		return refused({ kind: 'broken', detail: { status: response.status } });
	}
}
