/** D4 gaps of one grid at one moment, in the shape the ledger takes: stale buildings in clusters, stale ground in parts. */
import type { GridId } from '../area/area.ts';
import type { SurfaceShape } from '../geo/position.ts';
import { clusters, outlineOfCluster, type Neighbours } from './building-gaps.ts';
import type { CoverageRules } from './credit.ts';
import { groundGaps } from './ground-gaps.ts';
import type { ClipFrame } from './outline.ts';
import type { SeenBuildings } from './seen-buildings.ts';
import type { SeenMap } from './seen-map.ts';

/** A gap as found now, without an id or a history; what the ledger calls a finding. */
export interface StaleFinding {
	readonly dimension: 'D4';
	readonly kind: 'buildings-stale' | 'ground-stale';
	/** `ids`: the buildings of a cluster, ascending; of ground, its grid. `name` is left to who knows the streets. */
	readonly subject: { readonly kind: 'buildings' | 'ground'; readonly ids: readonly number[]; readonly name: string };
	readonly gridId: GridId;
	readonly shape: SurfaceShape;
	/** When the first of it passed the limit; now, where no sighting says. */
	readonly sinceMs: number;
	readonly measures: {
		readonly areaM2: number;
		readonly buildings?: number;
		readonly households?: number;
		readonly oldestSeenAtMs: number | null;
		readonly limitH: number;
	};
	readonly cause: 'limit-passed' | 'never-seen';
}

/** What gaps are looked for in. */
export interface GridSight {
	readonly gridId: GridId;
	readonly frame: ClipFrame;
	readonly limitH: number;
	readonly map: SeenMap;
}

const since = (knownMs: number | null, limitH: number, nowMs: number): number =>
	knownMs === null ? nowMs : Math.min(nowMs, knownMs + limitH * 3_600_000);

/** `stale` are numbers of buildings in `seen`; `idOf` and `householdsOf` go by the same numbers. */
export function buildingFindings(
	{ gridId, frame, limitH }: GridSight,
	stale: readonly number[],
	pairs: readonly Neighbours[],
	seen: SeenBuildings,
	idOf: (building: number) => number,
	householdsOf: (building: number) => number,
	rules: CoverageRules,
	nowMs: number
): StaleFinding[] {
	return clusters(stale, pairs).flatMap((cluster): StaleFinding[] => {
		// A building given to this grid may stand wholly outside it. Then it is drawn where it stands: a gap that is nowhere would be overlooked.
		const outline =
			outlineOfCluster(cluster, seen, rules.joinBuildingsM, frame) ??
			outlineOfCluster(cluster, seen, rules.joinBuildingsM, { ...frame, flat: null });
		// A footprint without any ground.
		if (!outline) return [];
		const times = cluster.buildings.map((b) => seen.seenMs[b]!);
		const known = times.filter((ms) => ms > 0);
		const never = known.length < times.length;
		const oldestMs = known.length === 0 ? null : Math.min(...known);
		return [
			{
				dimension: 'D4',
				kind: 'buildings-stale',
				subject: { kind: 'buildings', ids: cluster.buildings.map(idOf).sort((a, b) => a - b), name: '' },
				gridId,
				shape: outline.shape,
				sinceMs: since(oldestMs, limitH, nowMs),
				measures: {
					areaM2: outline.areaM2,
					buildings: cluster.buildings.length,
					households: cluster.buildings.reduce((sum, b) => sum + householdsOf(b), 0),
					oldestSeenAtMs: never ? null : oldestMs,
					limitH
				},
				cause: never ? 'never-seen' : 'limit-passed'
			}
		];
	});
}

export function groundFindings({ gridId, frame, limitH, map }: GridSight, rules: CoverageRules, nowMs: number): StaleFinding[] {
	return groundGaps(map, frame, rules.groundGapRadiusM).map((gap) => ({
		dimension: 'D4',
		kind: 'ground-stale',
		subject: { kind: 'ground', ids: [gridId], name: '' },
		gridId,
		shape: gap.shape,
		sinceMs: since(gap.oldestKnownS === null ? null : gap.oldestKnownS * 1000, limitH, nowMs),
		measures: { areaM2: gap.areaM2, oldestSeenAtMs: gap.oldestSeenS === null ? null : gap.oldestSeenS * 1000, limitH },
		cause: gap.oldestKnownS === null ? 'never-seen' : 'limit-passed'
	}));
}
