/** The requests that look at the past: what a district looked like, and who was where. */
import * as v from 'valibot';
import { LAST_MOMENT_MS } from './last-moment.ts';

const MAX_ID = 2 ** 31 - 1;
const id = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number), v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ID));
const params = v.object({ id });
/** Unix milliseconds as text. */
const moment = v.pipe(v.string(), v.regex(/^\d{1,14}$/), v.transform(Number), v.number());
const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT_MS));
const position = v.strictTuple([
	v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
	v.pipe(v.number(), v.minValue(-90), v.maxValue(90))
]);

/** Within which time people may be asked for at once. */
const WITHIN_MOST_MS = 7 * 86_400_000;
/** … and on how much ground: sides of the box around it, degrees; about 20 km. */
const WITHIN_MOST_DEG = 0.2;
const sideOf = (corners: readonly (readonly [number, number])[], axis: 0 | 1): number => {
	const values = corners.map((corner) => corner[axis]);
	return Math.max(...values) - Math.min(...values);
};

export const ReplayRequestSchemas = {
	'GET /api/areas/[id]/replay': {
		summary:
			'Ten minutes of the past of an area, as the live line would have told them, packed (GKR1, wire/replay.ts). Opening it is logged.',
		params,
		/** `at`: Unix ms within those ten minutes; the last ones where it is left out. */
		query: v.object({ at: v.exactOptional(moment), detail: v.optional(v.picklist(['fine', 'coarse']), 'fine') }),
		media: 'application/octet-stream'
	},
	'GET /api/areas/[id]/replay/span': { summary: 'From when on the past of an area is kept, Unix ms.', params },
	'GET /api/areas/[id]/replay/picture': {
		summary: 'The still picture of an area with the plan, the rules and the duties that held at a moment.',
		params,
		query: v.object({ at: v.exactOptional(moment) })
	},
	'GET /api/areas/[id]/replay/buildings': {
		summary: 'Building footprints of an area by the plan that held at a moment, packed little-endian (GKB1).',
		params,
		query: v.object({ at: v.exactOptional(moment) }),
		media: 'application/octet-stream'
	},
	'GET /api/tracks/packed': {
		summary:
			'Ways of everybody in an area over up to 31 days, simplified and packed for drawing (GKW1, wire/packed-tracks.ts). Opening them is logged.',
		query: v.object({
			area: v.exactOptional(id),
			/** Unix ms; the last day where they are left out. */
			from: v.exactOptional(moment),
			until: v.exactOptional(moment),
			/** Metres that a drawn way may lie beside where it ran; 5 where it is left out. */
			tolerance: v.exactOptional(
				v.pipe(v.string(), v.regex(/^\d{1,3}(\.\d{1,2})?$/), v.transform(Number), v.number(), v.minValue(0.5), v.maxValue(500))
			)
		}),
		media: 'application/octet-stream'
	},
	'POST /api/tracks/within': {
		summary:
			'Who was in a polygon between two times, at most seven days: everybody with a fix in it, with the first and the last of them. A reason has to be given, and is logged.',
		query: v.object({ area: v.exactOptional(id) }),
		body: v.pipe(
			v.strictObject({
				/** Corners of one ring, `[lng, lat]`; it closes by itself. */
				polygon: v.pipe(
					v.array(position),
					v.minLength(3),
					v.maxLength(500),
					v.check((corners) => sideOf(corners, 0) <= WITHIN_MOST_DEG && sideOf(corners, 1) <= WITHIN_MOST_DEG, 'at most 0.2° across')
				),
				fromMs: instant,
				untilMs: instant,
				reason: v.pipe(v.string(), v.trim(), v.minLength(4), v.maxLength(500))
			}),
			v.forward(
				v.check(({ fromMs, untilMs }) => fromMs < untilMs && untilMs - fromMs <= WITHIN_MOST_MS, 'after fromMs, by seven days at most'),
				['untilMs']
			)
		)
	}
} as const;

/** Somebody who was there. Times are those of the fixes within; who only crossed between two fixes is not among them. */
export interface PersonWithin {
	/** The number they travel under. */
	readonly no: number;
	readonly personId: number | null;
	readonly name: string;
	readonly role: string;
	readonly firstMs: number;
	readonly lastMs: number;
	readonly fixes: number;
}
