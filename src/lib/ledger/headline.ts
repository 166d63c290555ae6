/**
 * The headline of an area: the worst dimension and the count of open gaps, each dimension for itself. The six are never averaged into one number,
 * and what is not known is its own state.
 */
import type { PatrolStatus } from '../patrol/fix.ts';
import type { GridCoverage } from '../patrol/grid-coverage.ts';
import type { PostStaffing } from '../duty/post.ts';
import type { Rules } from '../rules/rule-set.ts';
import { DIMENSIONS, type Dimension, type Gap } from './gap.ts';
import { severityOf } from './urgency.ts';

/** Dimensions whose rules run and feed the ledger. The others are unknown, never zero. */
export const FED_DIMENSIONS: ReadonlySet<Dimension> = new Set<Dimension>(['D1', 'D2', 'D3', 'D4', 'D6']);

export interface DimensionState {
	readonly dimension: Dimension;
	/** Open gaps; null while nothing feeds this dimension. */
	readonly open: number | null;
	readonly urgent: number;
	/** Share of what should be covered and is, 0–1; null where it is unknown or there is nothing to cover. */
	readonly covered: number | null;
}

export interface Headline {
	readonly open: number;
	readonly urgent: number;
	readonly dimensions: Readonly<Record<Dimension, DimensionState>>;
	/** Most urgent gaps, then most gaps, then least covered; null while no gap is open. */
	readonly worst: Dimension | null;
	readonly buildings: number;
	readonly fresh: number;
	/** Seen, but longer ago than the limit. */
	readonly overdue: number;
	/** Never seen by anyone. */
	readonly neverSeen: number;
	/** Fresh ÷ buildings, 0–1; null where there are none. */
	readonly freshShare: number | null;
	readonly people: PeopleCount;
	readonly posts: PostCount;
}

export interface PeopleCount {
	readonly live: number;
	readonly stale: number;
	readonly lost: number;
	/** Off shift: no longer waited for, so in no total. */
	readonly off: number;
	/** Live + stale + lost. */
	readonly expected: number;
}

export interface PostCount {
	readonly all: number;
	/** Fewer people than required. */
	readonly short: number;
	/** Nobody ever reported for it. */
	readonly unknown: number;
}

export interface HeadlineInput {
	readonly coverage: Iterable<GridCoverage>;
	readonly gaps: Iterable<Gap>;
	/** Ground of the area, m²; the whole that D1 is measured against. */
	readonly areaM2: number;
	readonly patrols: Iterable<PatrolStatus>;
	readonly posts: Iterable<{ readonly required: number; readonly staffing: PostStaffing | undefined }>;
	readonly rules: Rules['ledger'];
	readonly nowMs: number;
	readonly fed?: ReadonlySet<Dimension>;
}

export function headline(input: HeadlineInput): Headline {
	const fed = input.fed ?? FED_DIMENSIONS;
	const gaps = [...input.gaps];
	const sums = { buildings: 0, fresh: 0, neverSeen: 0 };
	let grids = 0;
	for (const c of input.coverage) {
		grids++;
		sums.buildings += c.buildings;
		sums.fresh += c.freshBuildings;
		sums.neverSeen += c.neverSeenBuildings;
	}
	const people = countPeople(input.patrols);
	const posts = countPosts(input.posts);
	const covered: Record<Dimension, number | null> = {
		D1: spaceCovered(gaps, input.areaM2, sums.buildings),
		D2: dutyCovered(gaps, grids + posts.all),
		D3: timeCovered(gaps, posts.all),
		D4: sums.buildings === 0 ? null : sums.fresh / sums.buildings,
		D5: null,
		D6: people.expected === 0 ? null : (people.live + people.stale) / people.expected
	};
	const dimensions = Object.fromEntries(
		DIMENSIONS.map((dimension) => {
			const own = gaps.filter((gap) => gap.dimension === dimension);
			const known = fed.has(dimension) || own.length > 0;
			const urgent = own.filter((gap) => severityOf(gap, input.rules, input.nowMs) === 'urgent').length;
			return [dimension, { dimension, open: known ? own.length : null, urgent, covered: known ? covered[dimension] : null }];
		})
	) as Record<Dimension, DimensionState>;
	return {
		open: gaps.length,
		urgent: DIMENSIONS.reduce((n, d) => n + dimensions[d].urgent, 0),
		dimensions,
		worst: worstOf(dimensions),
		buildings: sums.buildings,
		fresh: sums.fresh,
		neverSeen: sums.neverSeen,
		overdue: sums.buildings - sums.fresh - sums.neverSeen,
		freshShare: sums.buildings === 0 ? null : sums.fresh / sums.buildings,
		people,
		posts
	};
}

export function countPeople(statuses: Iterable<PatrolStatus>): PeopleCount {
	const n = { live: 0, stale: 0, lost: 0, off: 0 };
	for (const status of statuses) n[status]++;
	return { ...n, expected: n.live + n.stale + n.lost };
}

export function countPosts(posts: HeadlineInput['posts']): PostCount {
	const n = { all: 0, short: 0, unknown: 0 };
	for (const { required, staffing } of posts) {
		n.all++;
		if (staffing === undefined || staffing.present === null) n.unknown++;
		else if (staffing.present < required) n.short++;
	}
	return n;
}

/** The lesser of two shares: ground in exactly one grid, and buildings in exactly one grid. */
function spaceCovered(gaps: readonly Gap[], areaM2: number, buildings: number): number | null {
	if (areaM2 <= 0) return null;
	let holesM2 = 0;
	let strayBuildings = 0;
	for (const gap of gaps) {
		if (gap.kind === 'ground-uncovered' || gap.kind === 'ground-doubled') holesM2 += gap.measures.areaM2 ?? 0;
		if (gap.kind === 'building-orphan' || gap.kind === 'building-doubled')
			strayBuildings += gap.measures.buildings ?? gap.subject.ids.length;
	}
	const ofBuildings = buildings === 0 ? 1 : 1 - strayBuildings / Math.max(buildings, strayBuildings);
	return Math.max(0, Math.min(1 - holesM2 / areaM2, ofBuildings));
}

/** Of grids and posts, those of which nothing is missed. */
function dutyCovered(gaps: readonly Gap[], subjects: number): number | null {
	if (subjects === 0) return null;
	const own = gaps.filter((gap) => gap.dimension === 'D2');
	if (own.some((gap) => gap.kind === 'nobody-known')) return 0;
	const missed = new Set(own.flatMap(({ subject: { kind, ids } }) => (kind === 'grid' || kind === 'post' ? [`${kind}${ids.join()}`] : [])));
	return Math.max(0, 1 - missed.size / subjects);
}

/** Of posts that have a rule, those at which no seat is empty. */
function timeCovered(gaps: readonly Gap[], posts: number): number | null {
	const own = gaps.filter((gap) => gap.dimension === 'D3');
	const ruled = posts - own.reduce((n, { measures }) => n + (measures.posts ?? 0), 0);
	if (ruled <= 0) return null;
	const empty = new Set(own.flatMap(({ kind, subject }) => (kind === 'seat-empty' ? subject.ids : [])));
	return Math.max(0, 1 - empty.size / ruled);
}

function worstOf(dimensions: Headline['dimensions']): Dimension | null {
	let worst: DimensionState | null = null;
	for (const dimension of DIMENSIONS) {
		const state = dimensions[dimension];
		if (!state.open) continue;
		const worse =
			worst === null || state.urgent - worst.urgent || (state.open ?? 0) - (worst.open ?? 0) || (worst.covered ?? 1) - (state.covered ?? 1);
		if (worse === true || (typeof worse === 'number' && worse > 0)) worst = state;
	}
	return worst?.dimension ?? null;
}
