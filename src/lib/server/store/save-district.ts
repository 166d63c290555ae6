/**
 * Writes a whole district in one transaction: all of it or nothing. Areas of grids are measured by PostGIS on the spheroid, and a
 * building that names no grid is given to the grid that holds most of it.
 */
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { Database } from '../../../../db/tables.ts';
import type { AreaId } from '../../area/area.ts';
import { bboxCentre, bboxOf } from '../../geo/bbox.ts';
import { localPlane } from '../../geo/plane.ts';
import { ROUNDING_WIDTH_M } from '../../plan/check-grids.ts';
import { excludedAreasM2 } from '../../plan/ground-area.ts';
import { placeBuildings } from '../../plan/place-buildings.ts';
import { DEFAULT_RULES, ruleSetAt } from '../../rules/rule-set.ts';
import type { DistrictSource } from '../../wire/district-source.ts';
import { ruleSets } from './rule-sets.ts';

type Trx = Transaction<Database>;

export interface SaveOptions {
	readonly nowMs: number;
	/** A plan with faults is a draft; an effective one holds from `nowMs`. */
	readonly plan: { readonly state: 'effective' | 'draft'; readonly faults: readonly unknown[] };
	/** Told what is being written and how many rows of it are. */
	readonly progress?: (step: SaveStep, done: number, of: number) => void;
}
export type SaveStep = 'areas' | 'grids' | 'compounds' | 'buildings' | 'posts' | 'roads' | 'landuse' | 'pois' | 'people' | 'measures';

export interface SavedDistrict {
	readonly districtId: AreaId;
	readonly planId: number;
}

/** Rows a statement: large enough to be quick, small enough that nobody else waits long. */
const BATCH = 2000;

/**
 * @throws Error of the database when a code is already there or a shape is refused; nothing is left behind.
 * @throws RangeError when something names an area, grid, compound or post the source does not hold.
 */
export function saveDistrict(db: Db, source: DistrictSource, options: SaveOptions): Promise<SavedDistrict> {
	return db.transaction().execute((trx) => saveDistrictIn(trx, source, options));
}

/** The same within a transaction that does more. */
export async function saveDistrictIn(
	trx: Trx,
	source: DistrictSource,
	{ nowMs, plan, progress = () => undefined }: SaveOptions
): Promise<SavedDistrict> {
	const at = new Date(nowMs);
	const rules = await rulesFor(trx, at);
	const areaIds = await saveAreas(trx, source, progress);
	const districtId = known(areaIds, source.code, 'area');
	const planId = await savePlan(trx, districtId, at, plan);

	const each = <T>(step: SaveStep, rows: readonly T[], write: (batch: readonly T[]) => RawBuilder<{ id: number; key: string }>) =>
		inBatches(trx, rows, write, (done) => progress(step, done, rows.length));

	const gridIds = await each('grids', source.grids, (batch) => {
		const rows = batch.map((g) => ({ ...g, areaId: known(areaIds, g.areaCode, 'area') }));
		return sql`insert into grid (plan_id, area_id, code, name, risk, geom, area_m2, ground_area_m2)
			select ${planId}::int, r."areaId", r.code, r.name, r.risk, g.geom, m.area_m2, m.area_m2
			from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r ("areaId" int, code text, name text, risk text, shape jsonb)
			cross join lateral (select ${shape()} as geom) g
			cross join lateral (select st_area(g.geom::geography) as area_m2) m
			returning id, code as key`;
	});
	await saveWork(trx, source, gridIds);

	const compoundIds = await each(
		'compounds',
		source.compounds,
		(batch) => sql`insert into compound (district_id, source_id, name, kind, property_company, gates, geom)
			select ${districtId}::int, r."sourceId", r.name, r.kind, r."propertyCompany", r.gates, ${shape()}
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
				r ("sourceId" text, name text, kind text, "propertyCompany" text, gates int, shape jsonb)
			returning id, source_id as key`
	);
	const buildingIds = await each('buildings', source.buildings, (batch) => {
		const rows = batch.map((b) => ({ ...b, compoundId: b.compoundId === null ? null : known(compoundIds, b.compoundId, 'compound') }));
		return sql`insert into building (district_id, compound_id, source_id, name, kind, floors, units, households, residents, geom)
			select ${districtId}::int, r."compoundId", r."sourceId", r.name, r.kind, r.floors, r.units, r.households, r.residents, ${shape()}
			from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
				r ("compoundId" int, "sourceId" text, name text, kind text, floors int, units int, households int, residents int, shape jsonb)
			returning id, source_id as key`;
	});
	const postIds = await each(
		'posts',
		source.posts,
		(batch) => sql`insert into post (district_id, code, kind, name, required, geom)
			select ${districtId}::int, r.code, r.kind, r.name, r.required, ${shape()}
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r (code text, kind text, name text, required int, shape jsonb)
			returning id, code as key`
	);
	await each(
		'roads',
		source.roads,
		(batch) => sql`insert into road (district_id, source_id, class, name, bridge, geom)
			select ${districtId}::int, r."sourceId", r.class, r.name, r.bridge, ${shape()}
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r ("sourceId" text, class text, name text, bridge boolean, shape jsonb)
			returning id, source_id as key`
	);
	await each(
		'landuse',
		source.landuse,
		(batch) => sql`insert into landuse (district_id, source_id, kind, name, geom)
			select ${districtId}::int, r."sourceId", r.kind, r.name, ${shape()}
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r ("sourceId" text, kind text, name text, shape jsonb)
			returning id, source_id as key`
	);
	await each(
		'pois',
		source.pois,
		(batch) => sql`insert into poi (district_id, source_id, kind, name, geom)
			select ${districtId}::int, r."sourceId", r.kind, r.name, ${shape()}
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r ("sourceId" text, kind text, name text, shape jsonb)
			returning id, source_id as key`
	);
	const personIds = await each('people', source.people, (batch) => {
		const rows = batch.map((p) => ({ ...p, areaId: known(areaIds, p.areaCode, 'area'), duties: undefined }));
		return sql`insert into person (district_id, area_id, source_id, name, role, organisation, fictional)
			select ${districtId}::int, r."areaId", r."sourceId", r.name, r.role, r.organisation, ${source.fictional}::boolean
			from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r ("areaId" int, "sourceId" text, name text, role text, organisation text)
			returning id, source_id as key`;
	});
	await saveDuties(trx, source, at, personIds, { grid: gridIds, post: postIds, compound: compoundIds });

	progress('measures', 0, 1);
	await giveBuildings(trx, source, planId, gridIds, buildingIds);
	await measureGround(trx, source, gridIds, rules.coverage.excludedLanduse);
	progress('measures', 1, 1);
	return { districtId: districtId as AreaId, planId };
}

/** The shape of row `r` as it is in the source. */
const shape = () => sql`st_setsrid(st_geomfromgeojson(r.shape), 4326)`;

/** @returns the ids the database gave, by the key each statement returns. */
async function inBatches<T>(
	trx: Trx,
	rows: readonly T[],
	write: (batch: readonly T[]) => RawBuilder<{ id: number; key: string }>,
	done: (rows: number) => void
): Promise<Map<string, number>> {
	const ids = new Map<string, number>();
	for (let from = 0; from < rows.length; from += BATCH) {
		const batch = rows.slice(from, from + BATCH);
		for (const { id, key } of (await write(batch).execute(trx)).rows) ids.set(key, id);
		done(from + batch.length);
	}
	return ids;
}

function known(ids: ReadonlyMap<string, number>, key: string, what: string): number {
	const id = ids.get(key);
	if (id === undefined) throw new RangeError(`the source names ${what} ${key} and does not hold it`);
	return id;
}

/** The rules that hold now for a district without its own; the defaults are written where none do. */
async function rulesFor(trx: Trx, at: Date) {
	const held = ruleSetAt(await ruleSets(trx), NO_DISTRICT, at.getTime());
	if (held) return held.rules;
	// They hold for the past too, so that fixes from before the first import can be judged.
	await trx
		.insertInto('rule_set')
		.values({ district_id: null, effective_from: new Date(0), body: JSON.stringify(DEFAULT_RULES) })
		.execute();
	return DEFAULT_RULES;
}
const NO_DISTRICT = 0;

async function saveAreas(trx: Trx, source: DistrictSource, progress: (step: SaveStep, done: number, of: number) => void) {
	const ids = new Map<string, number>();
	const of = source.areas.length + 1;
	const insert = async (row: {
		parentId: number | null;
		districtId: number | null;
		depth: number;
		code: string;
		name: string;
		shape: unknown;
	}) => {
		const { rows } = await sql<{ id: number }>`insert into area (parent_id, district_id, depth, code, name, geom, fictional, attribution)
			values (${row.parentId}, ${row.districtId}, ${row.depth}, ${row.code}, ${row.name},
				st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(row.shape)}::text), 4326)), ${source.fictional}, ${source.attribution})
			returning id`.execute(trx);
		ids.set(row.code, rows[0]?.id ?? 0);
		progress('areas', ids.size, of);
	};
	await insert({ parentId: null, districtId: null, depth: 0, code: source.code, name: source.name, shape: source.boundary });
	const districtId = known(ids, source.code, 'area');
	await trx.updateTable('area').set({ district_id: districtId }).where('id', '=', districtId).execute();
	for (const area of source.areas) await insert({ ...area, districtId, parentId: known(ids, area.parentCode, 'area') });
	if (source.levels.length > 0) {
		const levels = source.levels.map((l) => ({ district_id: districtId, depth: l.depth, name_zh: l.nameZh, name_en: l.nameEn }));
		await trx.insertInto('area_level').values(levels).execute();
	}
	return ids;
}

async function savePlan(trx: Trx, districtId: number, at: Date, plan: SaveOptions['plan']): Promise<number> {
	const { id } = await trx
		.insertInto('plan')
		.values({
			district_id: districtId,
			revision: 1,
			name: '首版',
			state: plan.state,
			effective_from: plan.state === 'effective' ? at : null,
			faults: JSON.stringify(plan.faults),
			created_at: at
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

async function saveWork(trx: Trx, source: DistrictSource, gridIds: ReadonlyMap<string, number>): Promise<void> {
	const work = source.grids.flatMap((grid) =>
		Object.entries(grid.work).map(([kind, count]) => ({ grid_id: known(gridIds, grid.code, 'grid'), kind, count }))
	);
	for (let from = 0; from < work.length; from += BATCH)
		await trx
			.insertInto('grid_work')
			.values(work.slice(from, from + BATCH))
			.execute();
}

async function saveDuties(
	trx: Trx,
	source: DistrictSource,
	at: Date,
	personIds: ReadonlyMap<string, number>,
	subjectIds: Readonly<Record<'grid' | 'post' | 'compound', ReadonlyMap<string, number>>>
): Promise<void> {
	const duties = source.people.flatMap((person) =>
		person.duties.map(({ kind, code, duty }) => ({
			person_id: known(personIds, person.sourceId, 'person'),
			subject_kind: kind,
			subject_id: known(subjectIds[kind], code, kind),
			duty,
			holds_from: at
		}))
	);
	for (let from = 0; from < duties.length; from += BATCH)
		await trx
			.insertInto('assignment')
			.values(duties.slice(from, from + BATCH))
			.execute();
}

/** Each building to the grid it names, else to the one that holds most of it; one outside every grid stays without. */
async function giveBuildings(
	trx: Trx,
	source: DistrictSource,
	planId: number,
	gridIds: ReadonlyMap<string, number>,
	buildingIds: ReadonlyMap<string, number>
): Promise<void> {
	const given = [...source.buildings.filter((b) => b.gridCode !== null), ...placed(source)].flatMap(({ sourceId, gridCode }) =>
		gridCode === null ? [] : [[known(buildingIds, sourceId, 'building'), known(gridIds, gridCode, 'grid')] as const]
	);
	await sql`insert into grid_building (plan_id, building_id, grid_id)
		select ${planId}::int, b, g from unnest(${given.map(([b]) => b)}::int[], ${given.map(([, g]) => g)}::int[]) as given (b, g)`.execute(trx);
}

/** The buildings that name no grid, with the one they belong to. */
function placed(source: DistrictSource): { sourceId: string; gridCode: string | null }[] {
	const nameless = source.buildings.filter((b) => b.gridCode === null);
	if (nameless.length === 0) return [];
	const places = placeBuildings(
		source.grids,
		nameless.map(({ shape }) => shape),
		localPlane(bboxCentre(bboxOf(source.boundary))),
		ROUNDING_WIDTH_M
	);
	return nameless.map(({ sourceId }, i) => {
		const grid = places[i]?.grid ?? null;
		return { sourceId, gridCode: grid === null ? null : (source.grids[grid]?.code ?? null) };
	});
}

/**
 * Ground to cover is the grid without the land use that the rules leave out. Reckoned here and not by `st_difference`: where ground meets in slivers the
 * embedded engine's GEOS gives up without an error and the statement does nothing.
 */
async function measureGround(
	trx: Trx,
	source: DistrictSource,
	gridIds: ReadonlyMap<string, number>,
	excluded: readonly string[]
): Promise<void> {
	const surfaces = source.landuse.flatMap(({ kind, shape }) =>
		excluded.includes(kind) && (shape.type === 'Polygon' || shape.type === 'MultiPolygon') ? [shape] : []
	);
	const areas = excludedAreasM2(
		source.grids.map(({ shape }) => shape),
		surfaces
	);
	const cut = source.grids.flatMap(({ code }, i) => (areas[i]! > 0 ? [[known(gridIds, code, 'grid'), areas[i]!] as const] : []));
	await sql`update grid set ground_area_m2 = greatest(0, grid.area_m2 - cut.area_m2)
		from unnest(${cut.map(([id]) => id)}::int[], ${cut.map(([, areaM2]) => areaM2)}::float8[]) as cut (id, area_m2)
		where cut.id = grid.id`.execute(trx);
}
