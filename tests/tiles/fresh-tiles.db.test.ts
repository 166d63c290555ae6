/** After whatever edit, by whomever: the tile is the one that a whole new layer would give, and nothing else was cut again. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GridCode } from '#lib/plan/border-plan.ts';
import { advancePlans } from '#lib/server/actions/advance-plans.ts';
import { deleteOldDrawnChanges } from '#lib/server/store/drawn-changes.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { saveImport } from '#lib/server/store/save-import.ts';
import { TILE_LAYERS, type TileLayer } from '#lib/server/tiles/tile-layers.ts';
import { openTileStore, type TileStore } from '#lib/server/tiles/tile-store.ts';
import { testEngine } from '../database.ts';
import { at, DISTRICT_CODE, ground } from '../ground.ts';
import { HOUR_MS, type PlannedDistrict, openPlannedDistrict, publishWith, split, START_MS } from '../planner/planned-district.ts';
import { shifted } from '../two-districts.ts';
import { apart, decoded, wholeLayer } from './whole-layer.ts';

const EDITS = Number(process.env['TILE_EDITS'] ?? 40);
let district: PlannedDistrict;
let store: TileStore;
beforeAll(async () => {
	district = await openPlannedDistrict();
	store = openTileStore(district.database.db);
});
afterAll(async () => {
	await store?.close();
	await district?.database.close();
});

type Address = readonly [z: number, x: number, y: number];
/** The tile that holds a place, so many metres from the origin. */
function tileAt(z: number, eastM: number, northM: number): Address {
	const [lng, lat] = at(eastM, northM);
	const row = ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;
	return [z, Math.floor(((lng + 180) / 360) * 2 ** z), Math.floor(row)];
}
/** A number from 0 up to `n`, the same row of them each time. */
function dice(seed: number): (n: number) => number {
	let state = seed;
	return (n) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * n);
	};
}

async function compare(layer: TileLayer, addresses: Iterable<Address>): Promise<number> {
	const whole = await wholeLayer(district.database.db, layer);
	let shapes = 0;
	for (const [z, x, y] of addresses) {
		const { tile } = await store.tile(layer, z, x, y);
		const [ours, theirs] = [decoded(tile?.raw ?? null), decoded(whole(z, x, y))];
		const where = `${layer} ${z}/${x}/${y}`;
		expect([...ours.keys()].sort(), where).toEqual([...theirs.keys()].sort());
		for (const [id, one] of ours) {
			const other = theirs.get(id)!;
			expect([one.type, one.properties], `${where} ${id}`).toEqual([other.type, other.properties]);
			expect(apart(one, other), `${where} ${id}`).toBeLessThanOrEqual(1);
			shapes++;
		}
	}
	return shapes;
}

const some = (table: string, roll: (n: number) => number): string =>
	`(select id from (select id, row_number() over (order by id) as no, count(*) over () as of from ${table}) t where no = 1 + ${roll(1_000_000)} % of)`;
const moved = (roll: (n: number) => number): string => `st_translate(geom, ${(roll(200) - 100) / 1e5}, ${(roll(200) - 100) / 1e5})`;

/** Whatever may be written to what is drawn. */
const VERBS: readonly ((roll: (n: number) => number) => string)[] = [
	(roll) => `update building set name = '${roll(1e6)}号' where id = ${some('building', roll)}`,
	(roll) => `update building set floors = ${1 + roll(40)}, kind = 'office' where id % 7 = ${roll(7)}`,
	(roll) => `update building set geom = ${moved(roll)} where id = ${some('building', roll)}`,
	(roll) => `update building set geom = ${moved(roll)}, name = name || 'x'`,
	(roll) => `delete from building where id = ${some('building', roll)}`,
	(roll) => `insert into building (district_id, source_id, name, kind, geom)
		select district_id, 'new-${roll(1e9)}', '', 'shop', ${moved(roll)} from building where id = ${some('building', roll)}`,
	(roll) => `update building set residents = ${roll(99)}, households = ${roll(99)}`,
	(roll) => `update grid set name = '${roll(1e6)}', risk = 'high' where id = ${some('grid', roll)}`,
	(roll) => `update grid set geom = ${moved(roll)} where id = ${some('grid', roll)}`,
	(roll) => `update grid set code = code || 'x' where id = ${some('grid', roll)}`,
	(roll) =>
		`update grid_building set grid_id = ${some('grid', roll)} where building_id % 3 = ${roll(3)} and plan_id in (select plan_id from grid where id = ${some('grid', roll)})`,
	(roll) => `delete from grid_building where building_id = ${some('building', roll)}`,
	() => `update plan set state = case state when 'effective' then 'ended' else 'effective' end, effective_until = now()`,
	(roll) => `update post set required = required + 1, geom = ${moved(roll)} where id = ${some('post', roll)}`,
	() => `update post set weight = weight + 1, changed_at = now()`,
	(roll) =>
		`update road set class = '${['primary', 'service', 'tertiary_link'][roll(3)]}', geom = ${moved(roll)} where id = ${some('road', roll)}`,
	(roll) => `update landuse set kind = '${['water', 'park'][roll(2)]}' where id = ${some('landuse', roll)}`,
	(roll) => `update poi set name = '${roll(1e6)}' where id = ${some('poi', roll)}`,
	(roll) => `update area set name = '${roll(1e6)}', last_seq = last_seq + 1 where depth = 0`,
	(roll) => `update area set geom = ${moved(roll)} where id = ${some('area', roll)}`,
	(roll) => `update area set code = code || '${roll(10)}' where id = ${some('area', roll)}`
];

it('a published plan is in the tiles as soon as it holds, and a district brought in anew as well', async () => {
	const { db } = district.database;
	const addresses = [12, 14, 15, 16].map((z) => tileAt(z, 100, 100));
	const before = await store.tile('grids', ...addresses[3]!);
	await publishWith(district, [split(0, 0, `${DISTRICT_CODE}001001009` as GridCode)], { effectiveFromMs: START_MS + HOUR_MS });
	store.changed();
	// It is written and nobody sees it yet.
	expect((await store.tile('grids', ...addresses[3]!)).tile).toBe(before.tile);
	expect(await advancePlans(db, START_MS + HOUR_MS)).toEqual([district.districtId]);
	const holds = performance.now();
	while ((await store.tile('grids', ...addresses[3]!)).tile === before.tile) expect(performance.now() - holds).toBeLessThan(20_000);
	const codes = [...decoded((await store.tile('grids', ...addresses[3]!)).tile!.raw).values()].map(
		({ properties }) => (properties as { code: string }).code
	);
	expect(codes).toContain(`${DISTRICT_CODE}001001009`);
	for (const layer of TILE_LAYERS) expect(await compare(layer, addresses)).toBeGreaterThan(0);

	await saveImport(db, { ...ground, name: '另一区' }, { nowMs: START_MS + 2 * HOUR_MS, plan: { state: 'effective', faults: [] } }, true);
	store.changed();
	for (const layer of TILE_LAYERS) expect(await compare(layer, addresses)).toBeGreaterThan(0);
});

it('only what an edit touches is cut again; all the rest stays as it was kept', async () => {
	const { db } = district.database;
	await saveDistrict(db, { ...shifted(ground, '990102'), name: '邻区' }, { nowMs: START_MS, plan: { state: 'effective', faults: [] } });
	store.changed();
	const here = tileAt(16, 30, 46);
	const there: Address = [16, here[1] + Math.round(2 ** 16 / 360), here[2]];
	const kept = [await store.tile('buildings', ...here), await store.tile('buildings', ...there), await store.tile('base', ...here)];
	for (const { tile } of kept) expect(tile).not.toBeNull();
	await sql`update building set name = '改' where st_intersects(geom, st_setsrid(st_makepoint(${at(30, 46)[0]}, ${at(30, 46)[1]}), 4326))`.execute(
		db
	);
	store.changed();
	const after = [await store.tile('buildings', ...here), await store.tile('buildings', ...there), await store.tile('base', ...here)];
	expect(after[0]!.tile!.etag).not.toBe(kept[0]!.tile!.etag);
	expect(after[0]!.revision).not.toBe(kept[0]!.revision);
	expect(after[1]!.tile).toBe(kept[1]!.tile);
	expect(after[1]!.revision).toBe(after[0]!.revision);
	expect([after[2]!.tile, after[2]!.revision]).toEqual([kept[2]!.tile, kept[2]!.revision]);
	// What is not drawn changes nothing.
	await sql`update building set residents = residents + 1`.execute(db);
	await sql`update area set last_seq = last_seq + 1`.execute(db);
	store.changed();
	expect((await store.tile('buildings', ...here)).revision).toBe(after[0]!.revision);
});

it('a change of another process is noticed though nobody tells of it', async () => {
	const { db } = district.database;
	const address = tileAt(15, 300, 200);
	const before = (await store.tile('posts', ...address)).tile?.etag;
	await sql`update post set required = required + 1`.execute(db);
	const untilMs = performance.now() + 20_000;
	while ((await store.tile('posts', ...address)).tile?.etag === before) expect(performance.now()).toBeLessThan(untilMs);
});

it('a tile of before a commit never goes under the revision of after it, however edits and askers meet', async () => {
	const { db } = district.database;
	const address = tileAt(16, 30, 46);
	/** By revision: the edit that made it. */
	const edits = new Map<string, number>();
	const nameOf = (tile: Uint8Array): number =>
		Math.max(
			...[...decoded(tile).values()].map(({ properties }) =>
				Number(/^n(\d+)$/.exec(String((properties as { name?: string }).name))?.[1] ?? 0)
			)
		);
	let over = false;
	const answers: { readonly revision: string | null; readonly n: number }[] = [];
	const asker = async (): Promise<void> => {
		while (!over) {
			const { revision, tile } = await store.tile('buildings', ...address);
			answers.push({ revision, n: nameOf(tile!.raw) });
			await new Promise((next) => setImmediate(next));
		}
	};
	const askers = [asker(), asker(), asker()];
	for (let n = 1; n <= 25; n++) {
		await sql`update building set name = ${`n${n}`} where st_intersects(geom, st_setsrid(st_makepoint(${at(30, 46)[0]}, ${at(30, 46)[1]}), 4326))`.execute(
			db
		);
		if (n % 2 === 0) store.changed();
		// Somebody who looks for the first time sees which revision this is.
		const other = openTileStore(db);
		edits.set((await other.layer('buildings')).revision, n);
		await other.close();
	}
	over = true;
	await Promise.all(askers);
	const known = answers.filter(({ revision }) => revision !== null && edits.has(revision));
	expect(known.length).toBeGreaterThan(10);
	for (const { revision, n } of known) expect(n).toBeGreaterThanOrEqual(edits.get(revision!)!);
});

it.skipIf(testEngine === 'embedded')(
	'who wrote first and committed last is missed by nobody (native only: the embedded engine has one transaction at a time)',
	async () => {
		const { db } = district.database;
		const address = tileAt(16, 300, 200);
		const number = async (): Promise<number> => (await sql<{ no: number }>`select max(no) as no from drawn_change`.execute(db)).rows[0]!.no;
		await store.tile('posts', ...address);
		const before = await number();
		const slow = await db.startTransaction().execute();
		await sql`update post set required = required + 1`.execute(slow);
		await sql`update road set name = 'quick'`.execute(db);
		store.changed();
		await store.layer('base');
		expect(await number()).toBeGreaterThan(before);
		await slow.commit().execute();
		store.changed();
		expect(await compare('posts', [address])).toBeGreaterThan(0);
	}
);

it('a tile is what a whole new layer would give, after any edits in any order', async () => {
	const roll = dice(20_261_122);
	const { db } = district.database;
	let shapes = 0;
	for (let i = 0; i < EDITS; i++) {
		const verb = VERBS[i < VERBS.length ? i : roll(VERBS.length)]!;
		await sql.raw(verb(roll)).execute(db);
		store.changed();
		for (const layer of TILE_LAYERS) {
			// Those of the middle again and again, so that they are there from before; others wherever.
			const addresses = [0, 9, 12, 13, 14, 15, 16].map((z) => tileAt(z, 300, 200));
			for (let more = 0; more < 3; more++) addresses.push(tileAt(13 + roll(4), roll(800) - 100, roll(600) - 100));
			shapes += await compare(layer, addresses);
		}
	}
	expect(shapes).toBeGreaterThan(EDITS * 50);
});

it('old changes are let go of, and who slept meanwhile finds that everything changed', async () => {
	const { db } = district.database;
	const address = tileAt(16, 100, 100);
	const far: Address = [16, 1, 1];
	await store.tile('posts', ...far);
	const sleeper = openTileStore(db);
	await sleeper.tile('posts', ...address);
	for (let i = 0; i < 3; i++) await sql`update post set required = required + 1`.execute(db);
	await sql`update drawn_change set at = now() - interval '2 days'`.execute(db);
	await deleteOldDrawnChanges(db, Date.now() - 24 * HOUR_MS);
	const { rows } = await sql<{ layer: string; n: number }>`select layer, count(*)::int as n from drawn_change group by layer`.execute(db);
	expect(rows.map(({ n }) => n)).toEqual([1, 1, 1, 1]);
	sleeper.changed();
	store.changed();
	const { tile } = await sleeper.tile('posts', ...address);
	expect(tile?.etag).toBe((await store.tile('posts', ...address)).tile?.etag);
	expect(await compare('posts', [address])).toBeGreaterThan(0);
	await sleeper.close();
});
