/** The first schema: areas, plans and grids, what stands in them, people and trackers, coverage, ledger, events, rules. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS.split(/;\s*\n/)) if (statement.trim() !== '') await sql.raw(statement).execute(db);
}

const STATEMENTS = `
create table area (
	id int generated always as identity primary key,
	parent_id int references area on delete cascade,
	district_id int references area on delete cascade,
	depth int not null check (depth >= 0),
	code text not null unique,
	name text not null,
	geom geometry(MultiPolygon, 4326) not null,
	fictional boolean not null default false,
	attribution text not null default '',
	last_seq bigint not null default 0,
	created_at timestamptz not null default now(),
	check ((depth = 0) = (parent_id is null))
);
create index area_parent on area (parent_id);
create index area_geom on area using gist (geom);

create table area_level (
	district_id int not null references area on delete cascade,
	depth int not null,
	name_zh text not null,
	name_en text not null,
	primary key (district_id, depth)
);

create table plan (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	revision int not null,
	name text not null,
	note text not null default '',
	state text not null check (state in ('draft', 'reviewed', 'effective', 'ended')),
	effective_from timestamptz,
	effective_until timestamptz,
	faults jsonb not null default '[]',
	created_at timestamptz not null default now(),
	unique (district_id, revision),
	check (state not in ('effective', 'ended') or (effective_from is not null and faults = '[]'::jsonb))
);
create unique index plan_one_effective on plan (district_id) where state = 'effective';

create table grid (
	id int generated always as identity primary key,
	plan_id int not null references plan on delete cascade,
	area_id int not null references area on delete cascade,
	code text not null,
	name text not null,
	risk text not null check (risk in ('low', 'medium', 'high')),
	geom geometry(Geometry, 4326) not null,
	area_m2 double precision not null,
	ground_area_m2 double precision not null,
	unique (plan_id, code)
);
create index grid_geom on grid using gist (geom);
create index grid_area on grid (area_id);

create table grid_work (
	grid_id int not null references grid on delete cascade,
	kind text not null,
	count double precision not null check (count >= 0),
	primary key (grid_id, kind)
);

create table compound (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	source_id text not null,
	name text not null,
	kind text not null check (kind in ('managed', 'unit-run', 'open', 'unmanaged')),
	property_company text,
	gates int not null default 0,
	geom geometry(Geometry, 4326) not null,
	unique (district_id, source_id)
);

create table building (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	compound_id int references compound on delete set null,
	source_id text not null,
	name text not null default '',
	kind text not null default '',
	floors int not null default 1,
	units int not null default 1,
	households int not null default 0,
	residents int not null default 0,
	geom geometry(Geometry, 4326) not null,
	unique (district_id, source_id)
);
create index building_geom on building using gist (geom);

create table grid_building (
	plan_id int not null references plan on delete cascade,
	building_id int not null references building on delete cascade,
	grid_id int not null references grid on delete cascade,
	primary key (plan_id, building_id)
);
create index grid_building_grid on grid_building (grid_id);

create table post (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	code text not null,
	kind text not null check (kind in ('checkpoint', 'dissuasion', 'sampling', 'vaccination')),
	name text not null,
	required int not null default 1 check (required >= 0),
	geom geometry(Point, 4326) not null,
	unique (district_id, code)
);

create table road (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	source_id text not null,
	class text not null,
	name text not null default '',
	bridge boolean not null default false,
	geom geometry(Geometry, 4326) not null
);
create index road_district on road (district_id);

create table landuse (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	source_id text not null,
	kind text not null,
	name text not null default '',
	geom geometry(Geometry, 4326) not null
);
create index landuse_district on landuse (district_id);
create index landuse_geom on landuse using gist (geom);

create table poi (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	source_id text not null,
	kind text not null,
	name text not null,
	geom geometry(Point, 4326) not null
);
create index poi_district on poi (district_id);

create table person (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	area_id int references area on delete set null,
	source_id text not null,
	name text not null,
	role text not null,
	organisation text not null default '',
	fictional boolean not null default false,
	unique (district_id, source_id)
);

create table assignment (
	id int generated always as identity primary key,
	person_id int not null references person on delete cascade,
	subject_kind text not null check (subject_kind in ('grid', 'post', 'compound', 'building', 'area')),
	subject_id int not null,
	duty text not null check (duty in ('primary', 'backup', 'leader')),
	task text not null default '',
	holds_from timestamptz not null,
	holds_until timestamptz
);
create index assignment_subject on assignment (subject_kind, subject_id);
create index assignment_person on assignment (person_id);

create table device (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	person_id int references person on delete set null,
	label text not null,
	token_hash bytea not null unique,
	exercise boolean not null default false,
	created_at timestamptz not null default now(),
	revoked_at timestamptz
);
create index device_district on device (district_id);

create table fix (
	device_id int not null references device on delete cascade,
	recorded_at timestamptz not null,
	seq bigint generated always as identity,
	received_at timestamptz not null,
	lng double precision not null,
	lat double precision not null,
	accuracy_m real,
	speed_mps real,
	bearing_deg real,
	battery real,
	primary key (device_id, recorded_at)
);
create index fix_seq on fix (seq);
create index fix_recorded on fix (recorded_at);

create table fix_apart (
	device_id int not null references device on delete cascade,
	recorded_at timestamptz not null,
	received_at timestamptz not null,
	lng double precision not null,
	lat double precision not null,
	accuracy_m real,
	speed_mps real,
	reason text not null check (reason in ('future', 'too-old', 'mock')),
	primary key (device_id, recorded_at)
);

create table seen_checkpoint (
	district_id int primary key references area on delete cascade,
	at timestamptz not null,
	fix_seq bigint not null,
	fingerprint text not null,
	body bytea not null
);

create table check_in (
	id bigint generated always as identity primary key,
	post_id int not null references post on delete cascade,
	person_id int not null references person on delete cascade,
	at timestamptz not null,
	until timestamptz,
	evidence text not null,
	unique (post_id, person_id, at)
);
create index check_in_open on check_in (post_id) where until is null;

create table gap (
	id int generated always as identity primary key,
	district_id int not null references area on delete cascade,
	dimension text not null check (dimension in ('D1', 'D2', 'D3', 'D4', 'D5', 'D6')),
	kind text not null,
	subject jsonb not null,
	grid_id int references grid on delete set null,
	area_path int[] not null,
	shape jsonb,
	since timestamptz not null,
	opened_at timestamptz not null,
	changed_at timestamptz not null,
	closed_at timestamptz,
	closed_cause text,
	owner_id int references person on delete set null,
	backup_id int references person on delete set null,
	due_at timestamptz not null,
	cause text not null,
	measures jsonb not null default '{}'
);
create index gap_open on gap (district_id) where closed_at is null;
create index gap_opened on gap (district_id, opened_at);
create index gap_grid on gap (grid_id, opened_at);

create table event (
	district_id int not null references area on delete cascade,
	seq bigint not null,
	at timestamptz not null,
	kind text not null,
	area_ids int[] not null,
	body jsonb not null,
	primary key (district_id, seq)
);
create index event_at on event (at);

create table grid_coverage_history (
	grid_id int not null references grid on delete cascade,
	at timestamptz not null,
	buildings int not null,
	fresh_buildings int not null,
	households int not null,
	fresh_households int not null,
	ground_area_m2 double precision not null,
	fresh_area_m2 double precision not null,
	primary key (grid_id, at)
);

create table rule_set (
	version int generated always as identity primary key,
	district_id int references area on delete cascade,
	effective_from timestamptz not null,
	note text not null default '',
	body jsonb not null,
	made_at timestamptz not null default now()
);

create table account_grant (
	user_id text not null,
	role text not null check (role in ('commander', 'planner', 'lead', 'worker', 'admin', 'viewer')),
	area_id int references area on delete cascade,
	person_id int references person on delete set null,
	granted_at timestamptz not null default now()
);
create unique index account_grant_once on account_grant (user_id, role, coalesce(area_id, 0));

create table access_log (
	id bigint generated always as identity primary key,
	at timestamptz not null default now(),
	user_id text not null,
	action text not null,
	subject text not null,
	reason text not null default ''
);
create index access_log_at on access_log (at)
`;
