/** Gives the ground inside a drawn ring to a grid, from whatever grids of its community have it. */
import { refused } from '../geo/outcome.ts';
import { boxOfLine } from './border-segments.ts';
import { spotOf, settle } from './settle.ts';
import { positionOf, samePoint, withoutRepeats } from './lattice-point.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { recut } from './recut.ts';

export const giveGround: ApplyVerb<'give-ground'> = (plan, { ring: drawn, to, cutReason }, ground) => {
	const receiver = plan.grids.get(to);
	if (!receiver) return refused({ kind: 'plan.no-such-grid', grids: [to] });
	const open = withoutRepeats(drawn);
	const ring = open.length > 0 && !samePoint(open[0]!, open.at(-1)!) ? [...open, open[0]!] : open;
	if (ring.length < 4) return refused({ kind: 'plan.empty-line', ...(ring[0] && { at: positionOf(ring[0]) }) });
	const cut = recut(plan, { give: [[ring.map(positionOf)]], keep: [], box: boxOfLine(ring), from: () => true, to });
	if (!cut.ok) return cut;
	const { donors, borders, nextBorderId } = cut.value;
	if (donors.length === 0) return refused({ kind: 'plan.nothing-to-do', at: positionOf(ring[0]!), grids: [to] });
	const stranger = donors.find((code) => plan.grids.get(code)!.areaCode !== receiver.areaCode);
	if (stranger) return refused({ kind: 'plan.other-community', grids: [stranger], ...spotOf(plan, stranger) });
	return settle(plan, { plan: { ...plan, borders, nextBorderId }, concerned: [to, ...donors], cutReason }, ground);
};
