/**
 * What was drawn anew, and where: whoever keeps finished tiles lets go of those that a change touches, and of no others. The tables tell it themselves,
 * so that it holds whoever wrote to them. Numbers are given as transactions end, in the order in which others see what they did: who has read up to one
 * has missed nothing before it.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** So many changed shapes of one statement are told one by one; more are told as the box around them all. */
const ONE_BY_ONE = 32;
const NUMBERING = 720_231_103;

/** Tells a layer of boxes. @param shapes a query of `geom`, one row a shape; an empty shape counts as everywhere */
const tell = (layer: string, shapes: string): string => `
	insert into drawn_change (layer, west, south, east, north)
		select '${layer}', min(st_xmin(geom)), min(st_ymin(geom)), max(st_xmax(geom)), max(st_ymax(geom))
		from (select geom, row_number() over () as no, count(*) over () as of from (${shapes}) shape) told
		group by case when of > ${ONE_BY_ONE} then 0 else no end;`;

/** A function that is called after a statement, and the three triggers that call it. */
const watch = (
	table: string,
	told: { readonly fresh: string; readonly gone: string; readonly changed: string },
	keys = 'using (id)'
): readonly string[] => [
	...(
		[
			['insert', 'new table as fresh', told.fresh],
			['delete', 'old table as gone', told.gone],
			['update', 'old table as gone new table as fresh', told.changed.replaceAll('BOTH', `gone o join fresh n ${keys}`)]
		] as const
	).flatMap(([event, tables, body]) => [
		`create function note_drawn_${table}_${event}() returns trigger language plpgsql as $$
			begin
				if exists (select from ${event === 'insert' ? 'fresh' : 'gone'}) then ${body} end if;
				return null;
			end $$`,
		`create trigger drawn_${table}_${event} after ${event} on ${table} referencing ${tables} for each statement execute function note_drawn_${table}_${event}()`
	])
];

/** Rows of which one of these columns is another than it was; a shape is compared byte by byte. */
const differ = (...columns: readonly string[]): string => {
	const of = (row: string): string => columns.map((column) => `${row}.${column}${column === 'geom' ? '::bytea' : ''}`).join(', ');
	return `(${of('o')}) is distinct from (${of('n')})`;
};
/** Where it was and where it is. */
const moved = (where: string): string => `select unnest(array[o.geom, n.geom]) as geom from BOTH where ${where}`;

/** A table all of whose rows one layer draws. */
const plain = (table: string, layer: string, ...columns: readonly string[]): readonly string[] =>
	watch(table, {
		fresh: tell(layer, 'select geom from fresh'),
		gone: tell(layer, 'select geom from gone'),
		changed: tell(layer, moved(differ('geom', ...columns)))
	});

/** Only what the effective plan holds is drawn. */
const inForce = (rows: string): string => `${rows} join plan p on p.id = n.plan_id and p.state = 'effective'`;
const gridOf = (rows: string): string => `select n.geom from ${inForce(`${rows} n`)}`;
const givenOf = (rows: string): string => `select b.geom from ${inForce(`${rows} n`)} join building b on b.id = n.building_id`;

const movedGrid = (where: string): string => `select unnest(array[o.geom, n.geom]) as geom from ${inForce('BOTH')} where ${where}`;
/** Buildings say which grid they were given to, wherever they stand. */
const givenTo = (where: string): string =>
	`select b.geom from ${inForce('BOTH')} join grid_building gb on gb.grid_id = n.id join building b on b.id = gb.building_id where ${where}`;

/** Every layer says whose data it is, and its districts are its ground. */
const tellDistrict = (row: string): string => `
	insert into drawn_change (layer, west, south, east, north)
		select layer, st_xmin(${row}.geom), st_ymin(${row}.geom), st_xmax(${row}.geom), st_ymax(${row}.geom)
		from unnest(array['base', 'grids', 'buildings', 'posts']) layer;`;
const TELL_PLAN = `insert into drawn_change (layer) values ('grids'), ('buildings');`;

const rowTrigger = (name: string, when: string, body: string): readonly string[] => [
	`create function note_drawn_${name}() returns trigger language plpgsql as $$ begin ${body} return null; end $$`,
	`create trigger drawn_${name} after ${when} execute function note_drawn_${name}()`
];

const STATEMENTS: readonly string[] = [
	`create index road_geom on road using gist (geom)`,
	`create index poi_geom on poi using gist (geom)`,
	`create index post_geom on post using gist (geom)`,
	`create table drawn_change (
		id bigint generated always as identity primary key,
		no bigint unique,
		layer text not null check (layer in ('base', 'grids', 'buildings', 'posts')),
		west double precision,
		south double precision,
		east double precision,
		north double precision,
		mark uuid not null default gen_random_uuid(),
		at timestamptz not null default now()
	)`,
	`create index drawn_change_layer on drawn_change (layer, no)`,
	`create sequence drawn_number owned by drawn_change.no`,
	`insert into drawn_change (no, layer) select nextval('drawn_number'), layer from unnest(array['base', 'grids', 'buildings', 'posts']) layer`,
	// The lock is held until everybody sees what the transaction did: the next one gets its number after that.
	`create function number_drawn_change() returns trigger language plpgsql as $$
		begin
			perform pg_advisory_xact_lock(${NUMBERING});
			update drawn_change set no = nextval('drawn_number') where id = new.id;
			return null;
		end
	$$`,
	`create constraint trigger drawn_changes_are_numbered after insert on drawn_change deferrable initially deferred
		for each row execute function number_drawn_change()`,

	...watch('building', {
		fresh: tell('base', 'select geom from fresh') + tell('buildings', 'select geom from fresh'),
		gone: tell('base', 'select geom from gone') + tell('buildings', 'select geom from gone'),
		changed:
			tell('base', moved(differ('geom'))) +
			tell('buildings', moved(differ('geom', 'district_id', 'source_id', 'name', 'kind', 'floors', 'units')))
	}),
	...plain('road', 'base', 'class', 'name', 'bridge'),
	...plain('landuse', 'base', 'kind', 'name'),
	...plain('poi', 'base', 'kind', 'name'),
	...plain('post', 'posts', 'code', 'name', 'kind', 'required'),
	...watch('grid', {
		fresh: tell('grids', gridOf('fresh')),
		gone: tell('grids', gridOf('gone')),
		changed:
			tell('grids', movedGrid(differ('geom', 'plan_id', 'area_id', 'code', 'name', 'risk', 'area_m2', 'ground_area_m2'))) +
			tell('buildings', givenTo(differ('plan_id', 'code')))
	}),
	...watch(
		'grid_building',
		{
			fresh: tell('buildings', givenOf('fresh')),
			gone: tell('buildings', givenOf('gone')),
			changed: tell(
				'buildings',
				`select b.geom from ${inForce('BOTH')} join building b on b.id = n.building_id where o.grid_id <> n.grid_id`
			)
		},
		'using (plan_id, building_id)'
	),
	...rowTrigger('district_insert', 'insert on area for each row when (new.depth = 0)', tellDistrict('new')),
	...rowTrigger('district_delete', 'delete on area for each row when (old.depth = 0)', tellDistrict('old')),
	// By its columns: an area counts its events in its own row, many times a minute.
	...rowTrigger(
		'area_update',
		`update of depth, code, name, attribution, geom on area for each row when (
			(old.depth, old.code, old.name, old.attribution, old.geom::bytea) is distinct from (new.depth, new.code, new.name, new.attribution, new.geom::bytea))`,
		`if old.depth = 0 or new.depth = 0 then ${tellDistrict('old')} ${tellDistrict('new')} end if;
		if old.code <> new.code then ${tell('grids', `${gridOf('grid')} where n.area_id = new.id`)} end if;`
	),
	...rowTrigger(
		'plan_update',
		`update of state, district_id on plan for each row when ((old.state = 'effective') <> (new.state = 'effective'))`,
		TELL_PLAN
	),
	...rowTrigger('plan_delete', `delete on plan for each row when (old.state = 'effective')`, TELL_PLAN)
];
