/**
 * Positions by days: `fix` is partitioned by the UTC day a fix was recorded on, so that a day can be looked up and let go of as a whole. What is
 * there already is carried over with its numbers. A fix of a day that has no table of its own yet lands in `fix_other`.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of BEFORE) await sql.raw(statement).execute(db);
	const { rows } = await sql<{ day: string }>`
		select to_char(day, 'YYYY-MM-DD') as day from (select distinct (recorded_at at time zone 'UTC')::date as day from fix_before) days order by day`.execute(
		db
	);
	for (const { day } of rows) await sql.raw(dayTable(day)).execute(db);
	for (const statement of AFTER) await sql.raw(statement).execute(db);
}

const DAY_MS = 86_400_000;

function dayTable(day: string): string {
	const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString();
	return `create table fix_${day.replaceAll('-', '')} partition of fix for values from ('${day}T00:00:00Z') to ('${next}')`;
}

const COLUMNS = 'device_id, recorded_at, seq, received_at, lng, lat, accuracy_m, speed_mps, bearing_deg, battery';

const BEFORE = [
	`alter table fix rename to fix_before`,
	`drop index fix_seq`,
	`drop index fix_recorded`,
	`alter table fix_before drop constraint fix_pkey`,
	// Identity columns on partitioned tables came with PostgreSQL 17.
	`create sequence fix_number`,
	`create table fix (
		device_id int not null,
		recorded_at timestamptz not null,
		seq bigint not null default nextval('fix_number'),
		received_at timestamptz not null,
		lng double precision not null,
		lat double precision not null,
		accuracy_m real,
		speed_mps real,
		bearing_deg real,
		battery real
	) partition by range (recorded_at)`,
	`create table fix_other partition of fix default`
];

const AFTER = [
	`insert into fix (${COLUMNS}) select ${COLUMNS} from fix_before`,
	// From where the old count stood, and not from the newest row: a number once given is never given again.
	`select setval('fix_number', nextval(pg_get_serial_sequence('fix_before', 'seq')), false)`,
	`drop table fix_before`,
	`alter table fix add primary key (device_id, recorded_at)`,
	`alter table fix add foreign key (device_id) references device on delete cascade`,
	`create index fix_seq on fix (seq)`,
	`create index fix_recorded on fix (recorded_at)`,
	`alter sequence fix_number owned by fix.seq`
];
