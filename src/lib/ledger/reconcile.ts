/**
 * Fits what is found now to the gaps that are open: which is the same gap as before, perhaps changed, which is new, which is over. A gap keeps its
 * id as long as something of it is left, also when it splits or merges.
 */
import { bboxesTouch, bboxOf } from '../geo/bbox.ts';
import { polygonsOf, type Shape, type SurfaceShape } from '../geo/position.ts';
import { scanRows } from '../geo/scanline.ts';
import type { Dimension, Gap, GapFinding } from './gap.ts';

/** Why a gap is over, as a key into the words (`cause.…`): its ground or people are covered again, or another gap has taken it in. */
export type ClosingCause =
	'plan-mended' | 'assigned' | 'manned' | 'planned' | 'begun' | 'rule-made' | 'seen-again' | 'contacted' | 'fresh-again' | 'merged';

export interface Reconciled {
	readonly opened: readonly GapFinding[];
	/** The same gap with another outline or other numbers. Its `sinceMs` is the earlier of both: the gap as a whole began then. */
	readonly changed: readonly { readonly gap: Gap; readonly finding: GapFinding }[];
	readonly closed: readonly { readonly gap: Gap; readonly cause: ClosingCause }[];
}

const OVER: Readonly<Record<Dimension, ClosingCause>> = {
	D1: 'plan-mended',
	D2: 'assigned',
	D3: 'manned',
	D4: 'seen-again',
	D5: 'contacted',
	D6: 'fresh-again'
};

/**
 * `open` and `findings` are all there are of the subjects considered: one grid's D4, or one dimension of a district. The answer does not depend on
 * the order of either. Buildings go by how many they share, ground by how much of it, all else by being of the same subject.
 */
export function reconcile(open: readonly Gap[], findings: readonly GapFinding[]): Reconciled {
	const pairs: { readonly gap: Gap; readonly finding: GapFinding; readonly shared: number }[] = [];
	// Only within the same place or subject can anything be shared: with every tracker of a city silent, each with each would take seconds.
	const candidates = Map.groupBy(findings, placeOf);
	for (const gap of open) {
		for (const finding of candidates.get(placeOf(gap)) ?? []) {
			const shared = sharedBy(gap, finding);
			if (shared > 0) pairs.push({ gap, finding, shared });
		}
	}
	// The most shared first; where that is equal, the older gap, then the finding that comes first by its subject.
	pairs.sort((a, b) => b.shared - a.shared || a.gap.id - b.gap.id || (keyOf(a.finding) < keyOf(b.finding) ? -1 : 1));
	const continued = new Set(pairs.map(({ gap }) => gap));
	const findingOf = new Map<Gap, GapFinding>();
	const taken = new Set<GapFinding>();
	for (const { gap, finding } of pairs) {
		if (findingOf.has(gap) || taken.has(finding)) continue;
		findingOf.set(gap, finding);
		taken.add(finding);
	}
	return {
		opened: findings.filter((finding) => !taken.has(finding)),
		changed: [...findingOf]
			.filter(([gap, finding]) => !isSame(gap, finding))
			.map(([gap, finding]) => ({ gap, finding: { ...finding, sinceMs: Math.min(gap.sinceMs, finding.sinceMs) } })),
		closed: open.filter((gap) => !findingOf.has(gap)).map((gap) => ({ gap, cause: continued.has(gap) ? 'merged' : OVER[gap.dimension] }))
	};
}

const keyOf = (finding: GapFinding): string => JSON.stringify([finding.subject.ids, finding.shape]);

/** What a gap and a finding must have in common for one to be the other. A silent tracker is the same one in whichever grid it was last heard. */
function placeOf({ dimension, kind, gridId, subject }: Pick<GapFinding, 'dimension' | 'kind' | 'gridId' | 'subject'>): string {
	if (subject.kind === 'device') return `${kind} ${subject.ids.join()}`;
	const place = `${dimension} ${kind} ${gridId}`;
	return subject.kind === 'buildings' || subject.kind === 'ground' ? place : `${place} ${subject.kind} ${subject.ids.join()}`;
}

/** How much of the gap the finding is: 0 for none of it. Only ever asked of two in the same place. */
function sharedBy(gap: Gap, finding: GapFinding): number {
	if (finding.subject.kind === 'buildings') {
		const ids = new Set(gap.subject.ids);
		return finding.subject.ids.filter((id) => ids.has(id)).length;
	}
	if (finding.subject.kind === 'ground') return commonGround(gap.shape, finding.shape);
	// At one post each role is missed for itself.
	if (gap.measures.role !== finding.measures.role) return 0;
	return 1;
}

/** The first samples along each side of the common box; a part too small to be hit by them is looked for four times as finely. */
const SAMPLES = 24;

/** About how much ground two surfaces share, in square degrees, by sampling: it decides which gap is continued, and nothing else. */
function commonGround(a: Shape | null, b: Shape | null): number {
	if (!isSurface(a) || !isSurface(b)) return 0;
	const boxA = bboxOf(a);
	const boxB = bboxOf(b);
	if (!bboxesTouch(boxA, boxB)) return 0;
	const west = Math.max(boxA[0], boxB[0]);
	const south = Math.max(boxA[1], boxB[1]);
	const width = Math.min(boxA[2], boxB[2]) - west;
	const height = Math.min(boxA[3], boxB[3]) - south;
	for (const side of [SAMPLES, SAMPLES * 4]) {
		const marksA = samplesIn(a, west, south, width, height, side);
		const marksB = samplesIn(b, west, south, width, height, side);
		let hits = 0;
		for (let i = 0; i < marksA.length; i++) hits += marksA[i]! & marksB[i]!;
		if (hits > 0) return (hits * width * height) / (side * side);
	}
	return 0;
}

/** 1 for each of `side` × `side` samples of the box that lies on the surface: row by row, since point by point costs as many times more. */
function samplesIn(surface: SurfaceShape, west: number, south: number, width: number, height: number, side: number): Uint8Array {
	const marks = new Uint8Array(side * side);
	for (const rings of polygonsOf(surface)) {
		const scaled = rings.map((ring) => {
			const xy = new Float64Array(2 * ring.length);
			ring.forEach(([lng, lat], i) => {
				xy[2 * i] = ((lng - west) / width) * side;
				xy[2 * i + 1] = ((lat - south) / height) * side;
			});
			return xy;
		});
		scanRows(scaled, { x0: 0, y0: 0, cell: 1, columns: side, rows: side }).forEach((spans, row) => {
			for (let k = 0; k < spans.length; k += 2) marks.fill(1, row * side + spans[k]!, row * side + spans[k + 1]!);
		});
	}
	return marks;
}

const isSurface = (shape: Shape | null): shape is SurfaceShape => shape?.type === 'Polygon' || shape?.type === 'MultiPolygon';

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((id, i) => id === b[i]);

/** Whether there is nothing to tell: subject, outline, numbers, cause and grid are those of the gap. Its name and its beginning are the gap's own. */
function isSame(gap: Gap, finding: GapFinding): boolean {
	const keys = new Set([...Object.keys(gap.measures), ...Object.keys(finding.measures)]) as Set<keyof GapFinding['measures']>;
	return (
		gap.gridId === finding.gridId &&
		gap.cause === finding.cause &&
		sameNumbers(gap.subject.ids, finding.subject.ids) &&
		[...keys].every((key) => key === 'hours' || gap.measures[key] === finding.measures[key]) &&
		sameHours(gap.measures.hours, finding.measures.hours) &&
		sameShape(gap.shape, finding.shape)
	);
}

/** Whether the same seats are missed at the same times. */
export const sameHours = (a: GapFinding['measures']['hours'] = [], b: GapFinding['measures']['hours'] = []): boolean =>
	a.length === b.length && a.every((stretch, i) => stretch.every((number, j) => number === b[i]?.[j]));

/** A shape that went through the database may come back with its coordinates written otherwise in the last digit. */
const sameShape = (a: Shape | null, b: Shape | null): boolean =>
	a === b || (a !== null && b !== null && a.type === b.type && sameCoordinates(a.coordinates, b.coordinates));

function sameCoordinates(a: unknown, b: unknown): boolean {
	if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) < 1e-9;
	return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => sameCoordinates(one, b[i]));
}
