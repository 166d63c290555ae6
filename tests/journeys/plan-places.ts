/**
 * Where a planner's hand can go: a plan and its ground as the app serves them, one view of it with room for a drag, a split along a road and a merge, and where
 * the places of that view lie on the page. Chooses scenes; says nothing about what must come of them.
 */
import { applyEdit } from '../../src/lib/plan/apply-edit.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '../../src/lib/plan/border-plan.ts';
import { cornersOf, leftOf } from '../../src/lib/plan/corners.ts';
import { stepsPerMetre } from '../../src/lib/plan/ground-buildings.ts';
import { latticePointAt, positionOf } from '../../src/lib/plan/lattice-point.ts';
import { planOfBytes } from '../../src/lib/plan/plan-bytes.ts';
import { snapPoint } from '../../src/lib/plan/snap.ts';
import { unpackGround } from '../../src/lib/wire/plan-ground.ts';
import { splitAlong } from '../../src/lib/map/modes/draw-edits.ts';
import { hitsOf } from '../../src/lib/map/modes/draw-hits.ts';
import { roadThrough } from '../../src/lib/map/modes/road-through.ts';

export interface View {
	readonly at: LatticePoint;
	readonly zoom: number;
}
export interface Frame {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}
export interface Scene {
	readonly view: View;
	readonly corner: LatticePoint;
	readonly to: LatticePoint;
	readonly around: readonly GridCode[];
	readonly road: LatticePoint;
	readonly split: GridCode;
	readonly stays: GridCode;
	readonly joins: GridCode;
	/** A place in each grid. */
	inside(code: GridCode): LatticePoint;
}

/** What the page draws with, fetched as the page does. */
export async function fetchPlan(
	get: (path: string) => Promise<Response>,
	districtId: number
): Promise<{ readonly plan: BorderPlan; readonly ground: PlanGround; readonly planId: number }> {
	const { plans } = (await (await get(`/api/areas/${districtId}/plans`)).json()) as { plans: { id: number; state: string }[] };
	const planId = plans.find(({ state }) => state === 'effective')!.id;
	const plan = planOfBytes(new Uint8Array(await (await get(`/api/plans/${planId}/borders`)).arrayBuffer()));
	if (!plan.ok) throw new Error(plan.problem.kind);
	return { plan: plan.value, ground: unpackGround(await (await get(`/api/areas/${districtId}/plan-ground`)).arrayBuffer()), planId };
}

const TILE_PX = 512;
const mercatorY = (lat: number): number => (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;

/** Web Mercator: where a place stands on a page that shows this view in this frame. */
export function pageOf({ at, zoom }: View, { x, y, width, height }: Frame, place: LatticePoint): readonly [x: number, y: number] {
	const scale = TILE_PX * 2 ** zoom;
	const [[lng, lat], [midLng, midLat]] = [positionOf(place), positionOf(at)];
	return [x + width / 2 + ((lng - midLng) / 360) * scale, y + height / 2 + (mercatorY(lat) - mercatorY(midLat)) * scale];
}
const metresPerPx = ({ at, zoom }: View): number =>
	(40_075_016.686 * Math.cos((positionOf(at)[1] * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);

/** @param free the part of the map, within a frame of 0, 0, that nothing covers */
export function findScene(plan: BorderPlan, ground: PlanGround, size: { width: number; height: number }, free: Frame, zoom: number): Scene {
	const frame = { x: 0, y: 0, ...size };
	const corners = cornersOf(plan.borders);
	const points = new Map<string, LatticePoint>();
	for (const { line } of plan.borders.values()) for (const end of [line[0]!, line.at(-1)!]) points.set(end.join(), end);
	for (const corner of points.values()) {
		const around = corners.at(corner).map(leftOf);
		if (around.length !== 4 || new Set(around).size !== 4 || around.includes(null)) continue;
		const own = around.filter((code) => code !== null);
		if (new Set(own.map((code) => plan.grids.get(code)!.areaCode)).size !== 1) continue;
		const view: View = { at: corner, zoom };
		const seen = (place: LatticePoint): boolean => {
			const [x, y] = pageOf(view, frame, place);
			return x > free.x && x < free.x + free.width && y > free.y && y < free.y + free.height;
		};
		const to = whereTo(plan, ground, corner, metresPerPx(view));
		if (!to) continue;
		const dragged = applyEdit(plan, { verb: 'move-corner', at: corner, to }, ground);
		if (!dragged.ok) continue;
		const inside = insides(dragged.value.plan, view, frame, free);
		const road = roadIn(dragged.value.plan, ground, new Set(own), seen, metresPerPx(view));
		if (!road) continue;
		const pair = pairIn(road.plan, ground, new Set([...own, road.split, ...road.fresh]), new Set(inside.keys()));
		if (!pair) continue;
		return {
			view,
			corner,
			to,
			around: own,
			road: road.at,
			split: road.split,
			...pair,
			inside: (code) => inside.get(code)!
		};
	}
	throw new Error('no corner has room around it for all that');
}

/** A drag of some metres that is accepted and ends where no line draws it aside. */
function whereTo(plan: BorderPlan, ground: PlanGround, at: LatticePoint, mPerPx: number): LatticePoint | null {
	const [x, y] = stepsPerMetre(at);
	for (const farM of [30, 24, 18, 14])
		for (let way = 0; way < 8; way++) {
			const [east, north] = [Math.cos((way * Math.PI) / 4) * farM, Math.sin((way * Math.PI) / 4) * farM];
			const to: LatticePoint = [Math.round(at[0] + east * x), Math.round(at[1] + north * y)];
			const room = ([dx, dy]: readonly [number, number]): boolean =>
				applyEdit(plan, { verb: 'move-corner', at, to: [Math.round(to[0] + dx * x), Math.round(to[1] + dy * y)] }, ground).ok;
			if (snapPoint(ground.lines, to, 9 * mPerPx)) continue;
			const done = applyEdit(plan, { verb: 'move-corner', at, to }, ground);
			if (!done.ok) continue;
			// The mouse stands on whole pixels: the neighbours of the place are as good.
			const near = 1.5 * mPerPx;
			if (
				[
					[near, 0],
					[-near, 0],
					[0, near],
					[0, -near]
				].every((by) => room(by as [number, number]))
			)
				return to;
		}
	return null;
}

/** A place well inside each grid that is on the screen. */
function insides(plan: BorderPlan, view: View, frame: Frame, free: Frame): Map<GridCode, LatticePoint> {
	const hits = hitsOf(plan);
	const best = new Map<GridCode, { at: LatticePoint; far: number }>();
	const scale = TILE_PX * 2 ** view.zoom;
	const [midLng, midLat] = positionOf(view.at);
	for (let px = free.x; px < free.x + free.width; px += 12)
		for (let py = free.y; py < free.y + free.height; py += 12) {
			const lng = midLng + ((px - frame.x - frame.width / 2) / scale) * 360;
			const yAt = mercatorY(midLat) + (py - frame.y - frame.height / 2) / scale;
			const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * yAt))) * 180) / Math.PI;
			const at = latticePointAt([lng, lat]);
			const code = hits.gridAt(at);
			if (!code) continue;
			let far = 0;
			for (const step of [8, 16, 24, 32, 48, 64]) {
				const all = [
					[step, 0],
					[-step, 0],
					[0, step],
					[0, -step]
				].every(([dx, dy]) => {
					const [x, y] = stepsPerMetre(at);
					return hits.gridAt([Math.round(at[0] + dx! * x), Math.round(at[1] + dy! * y)]) === code;
				});
				if (!all) break;
				far = step;
			}
			if (far >= 16 && far > (best.get(code)?.far ?? 0)) best.set(code, { at, far });
		}
	return new Map([...best].map(([code, { at }]) => [code, at]));
}

function roadIn(plan: BorderPlan, ground: PlanGround, not: ReadonlySet<GridCode>, seen: (at: LatticePoint) => boolean, mPerPx: number) {
	const hits = hitsOf(plan);
	for (const { kind, line } of ground.lines) {
		if (kind !== 'road') continue;
		for (let i = 0; i + 1 < line.length; i++) {
			const at: LatticePoint = [Math.round((line[i]![0] + line[i + 1]![0]) / 2), Math.round((line[i]![1] + line[i + 1]![1]) / 2)];
			if (!seen(at)) continue;
			const grid = hits.gridAt(at);
			if (!grid || not.has(grid) || plan.grids.get(grid)!.locked) continue;
			const road = roadThrough(plan, grid, ground.lines, at, 10 * mPerPx);
			const edit = road && splitAlong(plan, grid, road.line, ground);
			const done = edit && applyEdit(plan, edit, ground);
			if (!done?.ok) continue;
			return { at, split: grid, plan: done.value.plan, fresh: done.value.grids };
		}
	}
	return null;
}

function pairIn(plan: BorderPlan, ground: PlanGround, not: ReadonlySet<GridCode>, seen: ReadonlySet<GridCode>) {
	for (const { left, right } of plan.borders.values()) {
		if (left === null || right === null || not.has(left) || not.has(right) || !seen.has(left) || !seen.has(right)) continue;
		if (applyEdit(plan, { verb: 'merge-grids', grids: [left, right], into: left }, ground).ok) return { stays: left, joins: right };
	}
	return null;
}
