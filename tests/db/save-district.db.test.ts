import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveDistrict, type SavedDistrict } from '../../src/lib/server/store/save-district.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { DISTRICT_CODE, GRID_SIDE_M, ground, gridCode } from '../ground.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 8);
const effective = { state: 'effective', faults: [] } as const;

describe('a district is saved', () => {
	let base: TestDatabase;
	let saved: SavedDistrict;
	const rows = async (query: ReturnType<typeof sql>) => (await query.execute(base.db)).rows;

	beforeAll(async () => {
		base = await openTestDatabase();
		saved = await saveDistrict(base.db, ground, { nowMs: NOW_MS, plan: effective });
	});
	afterAll(() => base.close());

	test('everything drawn is there', async () => {
		const tables = [
			'area',
			'area_level',
			'grid',
			'compound',
			'building',
			'post',
			'road',
			'landuse',
			'poi',
			'person',
			'assignment',
			'rule_set'
		];
		const counts: Record<string, number> = {};
		for (const table of tables) counts[table] = ((await rows(sql`select count(*) n from ${sql.table(table)}`))[0] as { n: number }).n;
		expect(counts).toEqual({
			area: 4,
			area_level: 4,
			grid: 6,
			compound: 6,
			building: 42,
			post: 3,
			road: 2,
			landuse: 3,
			poi: 1,
			person: 7,
			assignment: 7,
			rule_set: 1
		});
	});

	test('areas form the tree they were drawn in and belong to their district', async () => {
		const tree = await rows(sql`select a.code, p.code as parent, a.district_id = ${saved.districtId} as own
			from area a left join area p on p.id = a.parent_id order by a.depth, a.code`);
		expect(tree).toEqual([
			{ code: DISTRICT_CODE, parent: null, own: true },
			{ code: '990101001', parent: DISTRICT_CODE, own: true },
			{ code: '990101001001', parent: '990101001', own: true },
			{ code: '990101001002', parent: '990101001', own: true }
		]);
	});

	test('grids measure what was drawn, and water is no ground', async () => {
		const grids = (await rows(sql`select code, area_m2, ground_area_m2 from grid order by code`)) as {
			code: string;
			area_m2: number;
			ground_area_m2: number;
		}[];
		for (const grid of grids) {
			expect(Math.abs(grid.area_m2 / GRID_SIDE_M ** 2 - 1)).toBeLessThan(0.003);
			const pond = grid.code === gridCode(0, 0) || grid.code === gridCode(0, 1) ? 1000 : 0;
			expect(Math.abs(grid.area_m2 - grid.ground_area_m2 - pond)).toBeLessThan(5);
		}
	});

	test('every building is in the grid it stands in, named or not', async () => {
		const strays = await rows(sql`select b.source_id from building b
			left join grid_building gb on gb.building_id = b.id and gb.plan_id = ${saved.planId}
			left join grid g on g.id = gb.grid_id
			where g.id is null or not st_covers(g.geom, b.geom)`);
		expect(strays).toEqual([]);
		expect(await rows(sql`select count(*) n from grid_building`)).toEqual([{ n: 42 }]);
	});

	test('the plan holds from the moment it was saved', async () => {
		expect(await rows(sql`select revision, state, effective_from, faults from plan`)).toEqual([
			{ revision: 1, state: 'effective', effective_from: new Date(NOW_MS), faults: [] }
		]);
	});

	test('work and duties are kept by grid', async () => {
		expect(
			await rows(sql`select g.code, w.kind, w.count from grid_work w join grid g on g.id = w.grid_id where w.count > 0 order by 1, 2`)
		).toHaveLength(7);
		const workers = await rows(sql`select p.name from assignment a join person p on p.id = a.person_id join grid g on g.id = a.subject_id
			where a.subject_kind = 'grid' and a.duty = 'primary' and a.holds_until is null and g.code = ${gridCode(1, 2)}`);
		expect(workers).toEqual([{ name: '网格员6' }]);
	});

	test('the same district again is refused and changes nothing', async () => {
		await expect(saveDistrict(base.db, ground, { nowMs: NOW_MS, plan: effective })).rejects.toMatchObject({ code: '23505' });
		expect(await rows(sql`select count(*) n from area`)).toEqual([{ n: 4 }]);
	});

	test('a fault in the last row leaves nothing of the district behind', async () => {
		const people = [...ground.people, { ...ground.people[0], sourceId: 'x', areaCode: 'nowhere' } as (typeof ground.people)[number]];
		const other = {
			...ground,
			code: '990102',
			areas: [],
			grids: [],
			buildings: ground.buildings.map((b) => ({ ...b, gridCode: null })),
			people: people.map((p) => ({ ...p, areaCode: p.areaCode === 'nowhere' ? 'nowhere' : '990102', duties: [] }))
		};
		await expect(saveDistrict(base.db, other, { nowMs: NOW_MS, plan: effective })).rejects.toThrow('nowhere');
		expect(await rows(sql`select count(*) n from building`)).toEqual([{ n: 42 }]);
		expect(await rows(sql`select count(*) n from area`)).toEqual([{ n: 4 }]);
	});

	test('a second district stands beside the first, as a draft with its faults', async () => {
		const second = {
			...ground,
			code: '990103',
			areas: [],
			grids: ground.grids.map((g) => ({ ...g, areaCode: '990103', code: g.code.replace('990101', '990103') })),
			buildings: ground.buildings.map((b) => ({ ...b, gridCode: null })),
			people: []
		};
		const fault = { kind: 'gap', areaM2: 12 };
		const { districtId, planId } = await saveDistrict(base.db, second, { nowMs: NOW_MS, plan: { state: 'draft', faults: [fault] } });
		expect(await rows(sql`select state, faults, effective_from from plan where id = ${planId} and district_id = ${districtId}`)).toEqual([
			{ state: 'draft', faults: [fault], effective_from: null }
		]);
		expect(await rows(sql`select count(*) n from rule_set`)).toEqual([{ n: 1 }]);
		expect(await rows(sql`select count(*) n from grid_building where plan_id = ${planId}`)).toEqual([{ n: 42 }]);
	});
});
