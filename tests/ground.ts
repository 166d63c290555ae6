/**
 * A small drawn district for tests, on open sea: 2 communities of 3 grids in a row, 200 m squares, with buildings in rows, a pond, a road
 * between the communities, posts and people. Round numbers, so that a test can say by hand what must come out.
 */
import type { PolygonShape, Position } from '../src/lib/geo/position.ts';
import type { BuildingSource, DistrictSource, GridSource } from '../src/lib/wire/district-source.ts';

/** South-west corner. */
export const ORIGIN: Position = [123, 30];
/** One metre in degrees, on the sphere through the ellipsoid's mean radius at 30° north; within 0.3 % of the ellipsoid. */
export const DEG_PER_M = { lng: 1 / 96_486, lat: 1 / 110_852 } as const;

export const GRID_SIDE_M = 200;
export const DISTRICT_CODE = '990101';

/** Metres east and north of the origin to a position. */
export const at = (eastM: number, northM: number): Position => [ORIGIN[0] + eastM * DEG_PER_M.lng, ORIGIN[1] + northM * DEG_PER_M.lat];

/** A rectangle given in metres from the origin. */
export function box(westM: number, southM: number, eastM: number, northM: number): PolygonShape {
	const sw = at(westM, southM);
	return { type: 'Polygon', coordinates: [[sw, at(eastM, southM), at(eastM, northM), at(westM, northM), sw]] };
}

const COLUMNS = [0, 1, 2] as const;
const ROWS = [0, 1] as const;
const RISKS = ['low', 'medium', 'high'] as const;
const communityCode = (row: number): string => `${DISTRICT_CODE}001${String(row + 1).padStart(3, '0')}`;
export const gridCode = (row: number, column: number): string => `${communityCode(row)}${String(column + 1).padStart(3, '0')}`;

const cells = ROWS.flatMap((row) => COLUMNS.map((column) => ({ row, column, west: column * GRID_SIDE_M, south: row * GRID_SIDE_M })));

const grids: readonly GridSource[] = cells.map(({ row, column, west, south }) => ({
	code: gridCode(row, column),
	areaCode: communityCode(row),
	name: `第${row * 3 + column + 1}网格`,
	risk: RISKS[column],
	shape: box(west, south, west + GRID_SIDE_M, south + GRID_SIDE_M),
	work: { enterprise: column, isolatedHousehold: row }
}));

/** Seven buildings a grid, 20 m × 12 m, in two rows; those of the south row stand in the grid's compound. */
const buildings: readonly BuildingSource[] = cells.flatMap(({ row, column, west, south }) =>
	Array.from({ length: 7 }, (_, i): BuildingSource => {
		const east = west + 20 + (i % 4) * 40;
		const north = south + (i < 4 ? 40 : 120);
		return {
			sourceId: `b-${row}-${column}-${i}`,
			name: `${i + 1}号楼`,
			kind: 'apartments',
			floors: 6,
			units: 2,
			households: 24,
			residents: 60,
			compoundId: i < 4 ? `c-${row}-${column}` : null,
			// Half of them leave it to the store to find their grid.
			gridCode: i % 2 === 0 ? gridCode(row, column) : null,
			shape: box(east, north, east + 20, north + 12)
		};
	})
);

export const WIDTH_M = GRID_SIDE_M * COLUMNS.length;
export const HEIGHT_M = GRID_SIDE_M * ROWS.length;

export const ground: DistrictSource = {
	code: DISTRICT_CODE,
	name: '测试区',
	fictional: true,
	attribution: 'drawn for tests',
	boundary: box(0, 0, WIDTH_M, HEIGHT_M),
	levels: [
		{ depth: 0, nameZh: '区', nameEn: 'District' },
		{ depth: 1, nameZh: '街道', nameEn: 'Street' },
		{ depth: 2, nameZh: '社区', nameEn: 'Community' },
		{ depth: 3, nameZh: '网格', nameEn: 'Grid' }
	],
	areas: [
		{
			code: `${DISTRICT_CODE}001`,
			parentCode: DISTRICT_CODE,
			depth: 1,
			name: '一街道',
			shape: { type: 'MultiPolygon', coordinates: [box(0, 0, WIDTH_M, HEIGHT_M).coordinates] }
		},
		...ROWS.map((row) => ({
			code: communityCode(row),
			parentCode: `${DISTRICT_CODE}001`,
			depth: 2,
			name: `${row === 0 ? '南' : '北'}社区`,
			shape: { type: 'MultiPolygon' as const, coordinates: [box(0, row * GRID_SIDE_M, WIDTH_M, (row + 1) * GRID_SIDE_M).coordinates] }
		}))
	],
	grids,
	compounds: cells.map(({ row, column, west, south }) => ({
		sourceId: `c-${row}-${column}`,
		name: `${row * 3 + column + 1}号院`,
		kind: 'managed' as const,
		propertyCompany: '测试物业',
		gates: 2,
		shape: box(west + 10, south + 30, west + 190, south + 70)
	})),
	buildings,
	posts: [
		{ code: 'K01', kind: 'checkpoint', name: '西口', required: 3, shape: { type: 'Point', coordinates: at(1, 200) } },
		{ code: 'K02', kind: 'checkpoint', name: '东口', required: 3, shape: { type: 'Point', coordinates: at(599, 200) } },
		{ code: 'Q01', kind: 'dissuasion', name: '南劝返点', required: 1, shape: { type: 'Point', coordinates: at(300, 5) } }
	],
	roads: [
		{
			sourceId: 'r-1',
			class: 'secondary',
			name: '中路',
			bridge: false,
			shape: { type: 'LineString', coordinates: [at(0, 200), at(300, 200), at(600, 200)] }
		},
		{
			sourceId: 'r-2',
			class: 'footway',
			name: '',
			bridge: false,
			shape: {
				type: 'MultiLineString',
				coordinates: [
					[at(100, 0), at(100, 200)],
					[at(100, 200), at(100, 400)]
				]
			}
		}
	],
	// The pond lies half in grid 1 of the south and half in grid 2: 2,000 m² of each.
	landuse: [
		{ sourceId: 'l-1', kind: 'water', name: '月塘', shape: box(180, 150, 220, 200) },
		{ sourceId: 'l-2', kind: 'park', name: '', shape: box(420, 150, 560, 190) },
		{ sourceId: 'l-3', kind: 'water', name: '小渠', shape: { type: 'LineString', coordinates: [at(0, 390), at(600, 390)] } }
	],
	pois: [{ sourceId: 'p-1', kind: 'school', name: '测试小学', shape: { type: 'Point', coordinates: at(500, 300) } }],
	people: [
		...cells.map(({ row, column }) => ({
			sourceId: `w-${row}-${column}`,
			name: `网格员${row * 3 + column + 1}`,
			role: 'grid-worker' as const,
			organisation: '一街道',
			areaCode: communityCode(row),
			duties: [{ kind: 'grid' as const, code: gridCode(row, column), duty: 'primary' as const }],
			tracked: true
		})),
		{
			sourceId: 'v-1',
			name: '志愿者',
			role: 'volunteer',
			organisation: '志愿者协会',
			areaCode: DISTRICT_CODE,
			duties: [{ kind: 'post', code: 'K01', duty: 'primary' }],
			tracked: false
		}
	]
};
