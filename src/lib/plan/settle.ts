/**
 * What every edit that redraws borders must pass before it is a plan again: borders meet only at corners, every grid concerned is in one piece and large
 * enough, no building is newly cut without a reason, and every building has its one grid. Looks only at what changed.
 */
import { surfaceAreaM2 } from '../geo/area-m2.ts';
import { labelPoint } from '../geo/label-point.ts';
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { Bbox } from '../geo/position.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGround } from './border-plan.ts';
import { borderBox } from './border-segments.ts';
import { cornersChange } from './corners.ts';
import { regiveBuildings } from './regive-buildings.ts';
import { planeAt } from './ground-buildings.ts';
import { gridRings, gridShape, holds } from './grid-shape.ts';
import { positionOf } from './lattice-point.ts';
import { wrongMeeting } from './meeting.ts';
import type { PlanChange, PlanProblem } from './plan-edit.ts';

/** What an edit wants: the plan as it would be, its buildings not yet given out anew. */
export interface Wish {
	readonly plan: BorderPlan;
	/** Grids that gain or lose ground, those that end or begin among them. */
	readonly concerned: readonly GridCode[];
	readonly cutReason?: string | undefined;
}

export function settle(before: BorderPlan, wish: Wish, ground: PlanGround): Outcome<PlanChange, PlanProblem> {
	const { plan } = wish;
	const concerned = [...new Set(wish.concerned)].sort();
	const locked = concerned.filter((code) => (before.grids.get(code) ?? plan.grids.get(code))?.locked);
	if (locked.length > 0) return refused({ kind: 'plan.locked', grids: locked, ...spotOf(before, locked[0]!) });

	const { drawn, gone } = redrawn(before, plan);
	cornersChange(before.borders, plan.borders, gone, drawn);
	const meeting = wrongMeeting(drawn, plan.borders.values());
	if (meeting) {
		const grids = [...new Set(meeting.borders.flatMap(({ left, right }) => [left, right]))].filter((code) => code !== null).sort();
		return refused({ kind: 'plan.crosses', at: positionOf(meeting.at), grids });
	}
	const touched = new Set([...concerned, ...[...drawn, ...gone].flatMap(({ left, right }) => [left, right])]);
	for (const code of [...touched].sort()) {
		const problem = code === null || !plan.grids.has(code) ? null : pieceProblem(plan, code);
		if (problem) return refused(problem);
	}
	for (const code of concerned) {
		const problem = plan.grids.has(code) ? sizeProblem(before, plan, code, ground) : null;
		if (problem) return refused(problem);
	}
	const given = regiveBuildings(before, plan, concerned, boxOf([...drawn, ...gone]), ground, wish.cutReason);
	if (!given.ok) return given;
	const few = concerned.filter(
		(code) => plan.grids.has(code) && tooFew(before.belongs, given.value.plan.belongs, code, given.value.moved, ground)
	);
	if (few.length > 0) return refused({ kind: 'plan.too-small', grids: few, ...spotOf(plan, few[0]!) });
	return done({ plan: given.value.plan, grids: concerned, moved: given.value.moved });
}

/** Borders that are drawn anew, and those that are no more or no more as they were. */
function redrawn(before: BorderPlan, after: BorderPlan): { drawn: Border[]; gone: Border[] } {
	return {
		drawn: [...after.borders.values()].filter((border) => before.borders.get(border.id) !== border),
		gone: [...before.borders.values()].filter((border) => after.borders.get(border.id) !== border)
	};
}

function boxOf(borders: readonly Border[]): Bbox {
	return borders.reduce<Bbox>(
		(box, border) => {
			const own = borderBox(border);
			return [Math.min(box[0], own[0]), Math.min(box[1], own[1]), Math.max(box[2], own[2]), Math.max(box[3], own[3])];
		},
		[Infinity, Infinity, -Infinity, -Infinity]
	);
}

/** Where to show something about a grid: in the middle of it. */
export function spotOf(plan: BorderPlan, code: GridCode): Pick<PlanProblem, 'at'> {
	const shape = gridShape(plan, code);
	return shape ? { at: labelPoint(shape) } : {};
}

/** Whether a grid is one piece of ground, by its rings: one outer ring, holes in it and not in one another, corners that agree. */
export function pieceProblem(plan: BorderPlan, code: GridCode): PlanProblem | null {
	const { outer, holes, sound } = gridRings(plan, code);
	const [shell] = outer;
	if (!shell) return { kind: 'plan.too-small', grids: [code] };
	const apart = (at: LatticePoint): PlanProblem => ({ kind: 'plan.in-pieces', grids: [code], at: positionOf(at) });
	if (outer.length > 1) return apart(outer.toSorted((a, b) => a.length - b.length)[0]![0]!);
	if (!sound) return apart(shell[0]!);
	for (const hole of holes) {
		if (!holds(shell, hole)) return apart(hole[0]!);
		if (holes.some((other) => other !== hole && other.length > 0 && holds(other, hole))) return apart(hole[0]!);
	}
	return null;
}

function sizeProblem(before: BorderPlan, after: BorderPlan, code: GridCode, ground: PlanGround): PlanProblem | null {
	const areaM2 = areaOf(after, code);
	if (areaM2 >= ground.minimum.areaM2) return null;
	// What was too small before may stay so, but not shrink.
	if (before.grids.has(code) && areaM2 >= areaOf(before, code)) return null;
	return {
		kind: 'plan.too-small',
		grids: [code],
		detail: { areaM2: Math.round(areaM2), least: ground.minimum.areaM2 },
		...spotOf(after, code)
	};
}

function areaOf(plan: BorderPlan, code: GridCode): number {
	const shape = gridShape(plan, code);
	return shape ? surfaceAreaM2(shape, planeAt(gridRings(plan, code).outer[0]![0]!)) : 0;
}

function tooFew(
	before: BorderPlan['belongs'],
	after: BorderPlan['belongs'],
	code: GridCode,
	moved: PlanChange['moved'],
	{ minimum }: PlanGround
): boolean {
	if (minimum.buildings <= 0 || !moved.some(([, from, to]) => from === code || to === code)) return false;
	let [was, is] = [0, 0];
	for (const owner of before.values()) if (owner === code) was++;
	for (const owner of after.values()) if (owner === code) is++;
	return is < minimum.buildings && (was === 0 || is < was);
}
