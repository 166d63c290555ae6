/** A small still picture for tests of the board: one district, two communities, three grids, four buildings, two patrols. */
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { AreaPicture, GridPicture } from '#lib/wire/area-picture.ts';
import { packFootprints, unpackFootprints, type Footprints } from '#lib/wire/footprints.ts';

const shape = {
	type: 'Polygon',
	coordinates: [
		[
			[118, 32],
			[118.01, 32],
			[118.01, 32.01],
			[118, 32]
		]
	]
} as const;

const area = (id: number, parentId: number | null, depth: number, code: string) => ({
	id: id as AreaId,
	parentId: parentId as AreaId | null,
	depth,
	code,
	name: `区域${id}`,
	bbox: [118, 32, 118.01, 32.01] as const,
	fictional: true
});
const grid = (id: number, areaId: number, buildings: number): GridPicture => ({
	id: id as GridId,
	areaId: areaId as AreaId,
	code: `32010499000100${id - 10}`,
	name: `第${id}网格`,
	risk: 'low',
	shape,
	areaM2: 10_000,
	groundAreaM2: 9_000,
	buildings,
	households: buildings * 10,
	residents: buildings * 25,
	work: { household: buildings * 10 },
	workers: 1,
	duty: []
});
const patrol = (no: number) => ({
	no,
	person: { id: (100 + no) as PersonId, name: `人${no}`, role: 'grid-worker' as const, organisation: '' },
	gridId: 11 as GridId,
	areaId: 2 as AreaId
});

export const PICTURE: AreaPicture = {
	districtId: 1 as AreaId,
	areaId: 1 as AreaId,
	areas: [area(1, null, 0, '320104'), area(2, 1, 1, '320104990'), area(3, 1, 1, '320104991')],
	levels: [],
	boundary: shape,
	outlines: [],
	plan: null,
	rules: { version: 1, districtId: null, effectiveFromMs: 0, note: '', rules: DEFAULT_RULES },
	grids: [grid(11, 2, 2), grid(12, 2, 1), grid(13, 3, 1)],
	posts: [],
	compounds: [],
	patrols: [patrol(1), patrol(2)],
	people: [],
	attribution: '',
	fictional: true
};

export const footprints = (ids: readonly number[]): Footprints =>
	unpackFootprints(
		packFootprints(
			ids.map((id) => ({ id, gridId: 11 as GridId, name: `${id}栋`, households: 10, floors: 6, rings: [shape.coordinates[0]] }))
		).buffer
	);
