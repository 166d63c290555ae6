/** Makes one grid of several: borders between them vanish, the others end and are remembered. Work and workers go together, the higher risk holds. */
import type { Risk } from '../area/area.ts';
import { refused } from '../geo/outcome.ts';
import type { WorkKind } from '../rules/rule-set.ts';
import type { GridCode, PlanGrid } from './border-plan.ts';
import { stretchesOf } from './chain-borders.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { rebuildBorders } from './rebuild-borders.ts';
import { pieceProblem, settle, spotOf } from './settle.ts';

const RISKS: readonly Risk[] = ['low', 'medium', 'high'];

export const mergeGrids: ApplyVerb<'merge-grids'> = (plan, { grids: asked, into, cutReason }, ground) => {
	const codes = new Set([...asked, into]);
	for (const code of codes) if (!plan.grids.has(code)) return refused({ kind: 'plan.no-such-grid', grids: [code] });
	if (codes.size < 2) return refused({ kind: 'plan.nothing-to-do', grids: [into] });
	const members = [...codes].sort().map((code) => plan.grids.get(code)!);
	const stranger = members.find(({ areaCode }) => areaCode !== plan.grids.get(into)!.areaCode);
	if (stranger) return refused({ kind: 'plan.other-community', grids: [stranger.code], ...spotOf(plan, stranger.code) });

	const old = [...plan.borders.values()].filter(({ left, right }) => codes.has(left!) || codes.has(right!));
	const now = (code: GridCode | null): GridCode | null => (code !== null && codes.has(code) ? into : code);
	const stretches = old
		.map((border) => ({ ...border, left: now(border.left), right: now(border.right) }))
		.filter(({ left, right }) => left !== right)
		.flatMap(stretchesOf);
	const grids = new Map(plan.grids);
	const ended = new Map(plan.ended);
	for (const { code } of members) {
		if (code === into) continue;
		grids.delete(code);
		ended.set(code, [into]);
	}
	grids.set(into, mergedGrid(plan.grids.get(into)!, members));
	const merged = { ...plan, ...rebuildBorders(plan, old, stretches), grids, ended };
	if (pieceProblem(merged, into)?.kind === 'plan.in-pieces')
		return refused({ kind: 'plan.not-neighbours', grids: [...codes].sort(), ...spotOf(plan, into) });
	return settle(plan, { plan: merged, concerned: [...codes], cutReason }, ground);
};

function mergedGrid(into: PlanGrid, members: readonly PlanGrid[]): PlanGrid {
	const work: Partial<Record<WorkKind, number>> = {};
	for (const member of members)
		for (const [kind, count] of Object.entries(member.work) as [WorkKind, number][]) work[kind] = (work[kind] ?? 0) + count;
	return {
		...into,
		work,
		workers: members.reduce((sum, { workers }) => sum + workers, 0),
		risk: RISKS[Math.max(...members.map(({ risk }) => RISKS.indexOf(risk)))]!
	};
}
