/** Plans the walk past what is due in some grids: along streets, within the minutes there are, and back in time to the post where the person has a seat. */
import { urgencyOfStop, serviceMinutesOf } from '#lib/duty/route/urgency.ts';
import type { RouteStop } from '#lib/duty/route/plan-route.ts';
import { type Outcome, type Problem, done, refused } from '#lib/geo/outcome.ts';
import type { Position } from '#lib/geo/position.ts';
import type { PostId } from '#lib/duty/post.ts';
import type { FieldRoute } from '#lib/wire/field.ts';
import type { Db } from '#db/open.ts';
import { rulesNow } from '../store/area-picture.ts';
import { buildingsOfGrids, seatToBeAt, waysToWalk } from '../store/walk-ground.ts';
import { walkInThread } from '../walking/walk-thread.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A seat that begins within so long is one to be back for, hours. */
const SEAT_SOON_H = 4;
/** The search for a short walk, milliseconds: a little for each stop, and never long. */
const SEARCH_MS = { least: 100, perStop: 2, most: 1000 };

export interface WalkRequest {
	readonly districtId: number;
	readonly gridIds: readonly number[];
	readonly start: Position | null;
	readonly minutes: number | null;
	readonly people: number;
	/** Who asks, where they are a person: of one walk alone it is theirs. */
	readonly personId: number | null;
	readonly seenAtMs: (buildingId: number) => number | null;
}

export interface PlannedWalk {
	readonly answer: FieldRoute;
	readonly stops: readonly RouteStop[];
}

/** @returns null where too many wait for theirs */
export async function planWalk(db: Db, request: WalkRequest, nowMs: number): Promise<Outcome<PlannedWalk, Problem> | null> {
	const { gridIds, people, seenAtMs } = request;
	const { rules } = await rulesNow(db, request.districtId, nowMs);
	const seat =
		people === 1 && request.personId !== null ? await seatToBeAt(db, request.personId, nowMs, nowMs + SEAT_SOON_H * HOUR_MS) : null;
	// Who sits at a post already comes back to it; who is due at one is there when it begins.
	const untilSeat = seat !== null && seat.startMs > nowMs ? (seat.startMs - nowMs) / MINUTE_MS : null;
	const minutes = untilSeat === null ? request.minutes : Math.max(1, Math.min(request.minutes ?? untilSeat, untilSeat));
	const untilMs = nowMs + (minutes ?? 0) * MINUTE_MS;
	const due = (await buildingsOfGrids(db, gridIds)).flatMap((building) => {
		const seen = seenAtMs(building.id);
		if (seen !== null && seen + rules.coverage.limitH[building.risk] * HOUR_MS > untilMs) return [];
		const sighting = { risk: building.risk, priority: 1, overdueMinutes: null, lastSeenAtMs: seen };
		return [{ building, seen, urgency: urgencyOfStop(sighting, rules, nowMs) }];
	});
	const stops = due.map(({ building, urgency }): RouteStop => ({
		id: String(building.id),
		name: building.name || building.gridName,
		shape: building.shape,
		serviceMinutes: serviceMinutesOf('household', rules),
		urgency
	}));
	const end = seat?.position ?? null;
	const ways = await waysToWalk(
		db,
		request.districtId,
		gridIds,
		[request.start, end].filter((at): at is Position => at !== null)
	);
	const searchMs = Math.min(SEARCH_MS.most, SEARCH_MS.least + SEARCH_MS.perStop * stops.length);
	const { workload } = rules;
	const planned = await walkInThread({
		wish: { stops, network: ways.length > 0 ? ways : null, start: request.start, end, minutes, people, rules: { workload }, seed: 1 },
		searchMs
	});
	if (planned === null) return null;
	if (!planned.ok) return refused(planned.problem);
	const answer: FieldRoute = {
		route: planned.value,
		stops: due.map(({ building, seen, urgency }, i) => ({
			...{ buildingId: building.id, gridId: building.gridId, name: building.name, seenAtMs: seen },
			...{ urgency, serviceMinutes: stops[i]?.serviceMinutes ?? 0 }
		})),
		minutes,
		backTo: seat ? { postId: seat.postId as PostId, name: seat.postName, startMs: seat.startMs } : null
	};
	return done({ answer, stops });
}
