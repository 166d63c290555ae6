/**
 * The walk past what is due, from here to the post, in the minutes that are left: planned by the server where it knows all that the phone knows, by the
 * phone otherwise.
 */
import { lngLatDistanceM, pointLineM } from '#lib/geo/distance-m.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldDay, FieldFix } from '#lib/wire/field.ts';
import type { seatNow } from './check-in-rule.ts';
import { type DueStop, routeStops } from './due-stops.ts';
import type { FieldApi } from './field-api.ts';
import { planWalk, type WalkThread } from './plan-walk.ts';
import { leftOf, walkOf, type Walk } from './walk.ts';

/** How long the phone searches for a walk. */
const SEARCH_MS = 800;
/** A walk is planned for what is left of the shift, at most so long; without a shift for as long as this says, minutes. */
const MOST_WALK_MIN = 240;
const USUAL_WALK_MIN = 120;
/** A seat that begins within so long is one to be at, ms. */
const SEAT_SOON_MS = 4 * 3_600_000;
/** Farther than this from the walk it is planned anew, metres. */
const ASTRAY_M = 120;
/** Farther than this from every building of the grids a walk does not begin here, metres. */
const NEAR_M = 2_000;

/** What a walk is planned by, as it is now. */
export interface WalkGround {
	readonly api: FieldApi;
	readonly day: FieldDay | null;
	readonly due: readonly DueStop[];
	readonly seat: ReturnType<typeof seatNow>;
	readonly placeFresh: FieldFix | null;
	readonly nowMs: number;
	/** Whether nothing that bears on the walk waits on the phone, and the server answers. */
	readonly knownThere: boolean;
}

export class NextWalk {
	readonly #ground: WalkGround;
	now = $state.raw<Walk | null>(null);
	planning = $state(false);
	readonly left = $derived.by(() =>
		this.now ? leftOf(this.now, (id) => !this.#ground.due.some(({ building, putOff }) => building.id === id && !putOff)) : null
	);
	#thread: WalkThread | null = null;
	#no = 0;
	#closed = false;

	constructor(ground: WalkGround) {
		this.#ground = ground;
	}

	end(): void {
		this.#closed = true;
		this.#thread?.end();
	}

	isAstray(fix: FieldFix): boolean {
		const line = this.now?.route.people[0]?.line;
		return line !== undefined && pointLineM([fix.lng, fix.lat], line) > ASTRAY_M;
	}

	/** Plans it from here; without a position from the most urgent stop. */
	plan(): void {
		const { api, day, nowMs, seat, knownThere, due: all } = this.#ground;
		if (!day) return;
		const due = all.filter(({ putOff }) => !putOff);
		this.#thread?.end();
		const no = ++this.#no;
		if (due.length === 0) {
			this.now = null;
			this.planning = false;
			return;
		}
		this.planning = true;
		const start = this.#startOf(day);
		const soon = seat && seat.startMs < nowMs + SEAT_SOON_MS ? seat : null;
		const endMs = soon === null ? null : soon.startMs > nowMs ? soon.startMs : soon.endMs;
		const minutes = endMs === null ? USUAL_WALK_MIN : Math.max(5, Math.min(MOST_WALK_MIN, Math.floor((endMs - nowMs) / 60_000)));
		const here = (): void => {
			this.#thread = planWalk(
				{
					stops: routeStops(due, day.rules),
					network: day.ways.map(({ shape }) => ({ shape, apart: false })),
					start,
					end: day.posts.find(({ id }) => id === soon?.postId)?.position ?? null,
					minutes,
					rules: { workload: day.rules.workload },
					lengthMs: SEARCH_MS
				},
				(answer) => {
					this.planning = false;
					this.now = 'route' in answer ? walkOf(answer.route, due) : null;
				}
			);
		};
		if (!knownThere || due.length !== all.length) return here();
		void api.route({ gridIds: day.grids.map(({ id }) => id), start, minutes, people: 1 }).then((answer) => {
			if (no !== this.#no || this.#closed) return;
			const stops = answer.ok ? answer.value.stops.map(({ buildingId }) => due.find(({ building }) => building.id === buildingId)) : [];
			// The day on this phone is older or newer than what the server planned by: plan by the day.
			if (!answer.ok || stops.some((stop) => stop === undefined)) return here();
			this.planning = false;
			this.now = walkOf(answer.value.route, stops as readonly DueStop[]);
		});
	}

	/** Where the walk begins: here, unless here is far from the grids. */
	#startOf(day: FieldDay): Position | null {
		const { placeFresh } = this.#ground;
		if (!placeFresh) return null;
		const near = day.grids.some((grid) =>
			grid.buildings.some(({ shape }) => {
				const [lng, lat] = (shape.type === 'Polygon' ? shape.coordinates[0]?.[0] : shape.coordinates[0]?.[0]?.[0]) ?? [0, 0];
				return lngLatDistanceM(lng, lat, placeFresh.lng, placeFresh.lat) < NEAR_M;
			})
		);
		return near ? [placeFresh.lng, placeFresh.lat] : null;
	}
}
