import { describe, expect, it } from 'vitest';
import { DEFAULT_LAYERS } from '#lib/board/look.ts';
import { makeChunks } from '#lib/map/layers/building-chunks.ts';
import { moveOn, restingMotion } from '#lib/map/layers/patrol-motion.ts';
import { rowLog } from '#lib/board/row-log.ts';
import { pick, type PickScene } from '#lib/map/pick.ts';
import { packFootprints, unpackFootprints } from '#lib/wire/footprints.ts';

const NOW = 1_700_000_000_000;
/** A flat world: one hundredth of a degree is a thousand pixels. */
const project = (lng: number, lat: number) => [lng * 1e5, -lat * 1e5] as const;
const box = (x: number, y: number, side: number) => [
	[
		[x, y],
		[x + side, y],
		[x + side, y + side],
		[x, y + side],
		[x, y]
	]
];
const grid = { id: 7, shape: { type: 'Polygon', coordinates: box(0, 0, 0.01) } };
const gap = { id: 3, shape: { type: 'Polygon', coordinates: box(0.001, 0.001, 0.004) } };
const footprints = unpackFootprints(
	packFootprints([{ id: 42, gridId: null, name: '', households: 1, floors: 1, rings: box(0.002, 0.002, 0.001) as never }]).buffer
);
const columns = {
	count: 1,
	no: Uint32Array.of(9),
	lngLat: Float64Array.of(0.008, 0.008),
	fromLngLat: new Float64Array(2),
	recordedAtMs: Float64Array.of(NOW),
	fromRecordedAtMs: new Float64Array(1),
	receivedAtMs: Float64Array.of(NOW),
	bearingDeg: new Float32Array(1),
	accuracyM: new Float32Array(1),
	moved: rowLog(1)
};
const motion = moveOn(restingMotion(1), columns, { staleAfterS: 60, lostAfterS: 300, offShiftAfterS: 9999 }, NOW);
const scene = (off: Partial<typeof DEFAULT_LAYERS> = {}, buildingsShown = true): PickScene => ({
	board: {
		picture: { grids: [grid], posts: [{ id: 5, position: [0.0081, 0.008] }] },
		gaps: new Map([[3, gap]]),
		footprints,
		patrols: columns
	} as never,
	look: { layers: { ...DEFAULT_LAYERS, ...off } } as never,
	motion,
	nowMs: NOW,
	patrolShown: () => true,
	patrolsWithin: () => [0],
	postShown: () => true,
	reports: [],
	boxes: makeChunks(footprints).boxes,
	buildingsShown,
	scale: 1,
	project,
	unproject: (x, y) => [x / 1e5, -y / 1e5]
});
const at = (lng: number, lat: number, from = scene()) => pick(from, ...project(lng, lat), [lng, lat]);

describe('pointing at the map', () => {
	it('finds the reports of one spot one after another, above the place they point at, and none where they are switched off', () => {
		const spot = { at: [0.0081, 0.008] as const, ids: [12, 11] };
		const here = (selected: number | null, off: Partial<typeof DEFAULT_LAYERS> = {}) => {
			const from = { ...scene({ patrols: false, ...off }), reports: [spot] };
			const [x, y] = project(0.0081, 0.008);
			const look = { ...from.look, selection: selected === null ? null : { kind: 'report' as const, id: selected } };
			return pick({ ...from, look }, x, y - 17, [0.0081, 0.00817]);
		};
		expect(here(null)).toEqual({ kind: 'report', id: 12 });
		expect(here(12)).toEqual({ kind: 'report', id: 11 });
		expect(here(11)).toEqual({ kind: 'report', id: 12 });
		expect(here(null, { reports: false })).not.toMatchObject({ kind: 'report' });
	});
	it('finds the patrol before the post beside it, and the post where patrols are switched off', () => {
		expect(at(0.00804, 0.008)).toEqual({ kind: 'patrol', id: 9 });
		expect(at(0.00804, 0.008, scene({ patrols: false }))).toEqual({ kind: 'post', id: 5 });
	});
	it('finds no post that is not drawn', () => {
		expect(at(0.00804, 0.008, { ...scene({ patrols: false }), postShown: () => false })).not.toMatchObject({ kind: 'post' });
	});
	it('finds a building inside a gap, the gap around it, the grid around that, and nothing outside', () => {
		expect(at(0.0025, 0.0025)).toEqual({ kind: 'building', id: 42 });
		expect(at(0.004, 0.004)).toEqual({ kind: 'gap', id: 3 });
		expect(at(0.0005, 0.009)).toEqual({ kind: 'grid', id: 7 });
		expect(at(0.02, 0.02)).toBeNull();
	});
	it('finds no building where none is drawn', () => {
		expect(at(0.0025, 0.0025, scene({}, false))).toEqual({ kind: 'gap', id: 3 });
		expect(at(0.0025, 0.0025, scene({ buildings: false, gaps: false }))).toEqual({ kind: 'grid', id: 7 });
	});
});
