/** The walks of a grid as the desk shows them. */
import { describe, expect, it } from 'vitest';
import type { GridId } from '#lib/area/area.ts';
import { bboxOfWalks, deskWalks, stopStates } from '#lib/board/desk-walk.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldRoute } from '#lib/wire/field.ts';

const p = (x: number): Position => [118 + x / 1000, 32];
const stop = (buildingId: number, seenAtMs: number | null) => ({
	...{ buildingId, gridId: 11 as GridId, name: `${buildingId}号楼`, seenAtMs, urgency: 2, serviceMinutes: 3 }
});
const answer: FieldRoute = {
	route: {
		start: p(0),
		end: p(0),
		people: [
			{
				visits: [
					{ stop: 1, at: p(2), etaMinutes: 2 },
					{ stop: 0, at: p(5), etaMinutes: 9 }
				],
				line: [p(0), p(1), p(2), p(3), p(5), p(0)],
				lengthM: 900,
				minutes: 18,
				urgency: 4
			},
			{ visits: [], line: [], lengthM: 0, minutes: 0, urgency: 0 }
		],
		skipped: [{ stop: 2, at: p(9), reason: 'no-time' }],
		pieces: 1,
		linkM: 0,
		farFromLines: []
	},
	stops: [stop(7, null), stop(8, 500), stop(9, null)],
	minutes: 60,
	backTo: null
};
const walks = deskWalks(answer, { gridId: 11 as GridId, names: ['甄'], plannedAtMs: 1000 });

describe('the walks of a grid', () => {
	it('have a letter each, the stops in order with the way to each, and the way back', () => {
		const [mine, other] = walks.walks;
		expect([mine?.letter, mine?.name, other?.letter, other?.name]).toEqual(['A', '甄', 'B', null]);
		expect(mine?.stops.map(({ name, leg }) => [name, leg])).toEqual([
			['8号楼', [p(0), p(1), p(2)]],
			['7号楼', [p(2), p(3), p(5)]]
		]);
		expect(mine?.home).toEqual([p(5), p(0)]);
		expect(other?.stops).toEqual([]);
	});
	it('say which stops were left out, and why', () => {
		expect(walks.leftOut).toEqual([{ buildingId: 9, name: '9号楼', reason: 'no-time' }]);
	});
	it('move on when a stop was seen after they were planned, whoever saw it, and not by what was seen before', () => {
		const [mine] = walks.walks;
		const seen = new Map([[8, 500]]);
		const states = () => stopStates(mine!, walks.plannedAtMs, (id) => seen.get(id) ?? 0);
		expect(states()).toEqual(['next', 'later']);
		seen.set(7, 1500);
		expect(states()).toEqual(['next', 'done']);
		seen.set(8, 1600);
		expect(states()).toEqual(['done', 'done']);
	});
	it('lie within their box', () => {
		expect(bboxOfWalks(walks)).toEqual([118, 32, p(5)[0], 32]);
	});
});
