/** The planner: borders as the truth of a plan, drafts with every edit anybody drew, codes that were ever used, plans that wait for their moment. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
	// Accounts are named and not referred to: who did something stays written when the account is gone.
	`create table draft (
		id int generated always as identity primary key,
		district_id int not null references area on delete cascade,
		base_id int not null references plan on delete cascade,
		name text not null,
		note text not null default '',
		state text not null default 'drawing'
			check (state in ('drawing', 'submitted', 'reviewed', 'scheduled', 'published', 'withdrawn')),
		revision int not null default 0,
		edits int not null default 0 check (edits >= 0),
		copy_of int references draft on delete set null,
		made_by text not null, made_name text not null, made_at timestamptz not null,
		changed_by text not null, changed_name text not null, changed_at timestamptz not null,
		submitted_by text, submitted_name text, submitted_at timestamptz,
		reviewed_by text, reviewed_name text, reviewed_at timestamptz, review_note text,
		returned_by text, returned_name text, returned_at timestamptz, return_note text
	)`,
	`create index draft_district on draft (district_id)`,

	`alter table plan
		add column draft_id int references draft on delete set null,
		add column base_id int references plan on delete set null,
		add column brings_back int references plan on delete set null,
		add column next_border_id int,
		add column published_by text,
		add column published_name text,
		add column published_at timestamptz,
		add constraint plan_waits_for_a_moment check (state <> 'reviewed' or (effective_from is not null and faults = '[]'::jsonb))`,
	// Two plans of a district never begin at the same moment.
	`create unique index plan_one_at_a_time on plan (district_id, effective_from) where state = 'reviewed'`,
	`create index plan_draft on plan (draft_id)`,

	`create table plan_border (
		plan_id int not null references plan on delete cascade,
		no int not null,
		left_code text,
		right_code text,
		geom geometry(LineString, 4326) not null,
		primary key (plan_id, no),
		check (left_code is distinct from right_code)
	)`,
	`create table plan_ended (
		plan_id int not null references plan on delete cascade,
		code text not null,
		became text[] not null,
		primary key (plan_id, code)
	)`,
	`alter table grid
		add column locked boolean not null default false,
		add column workers int,
		add column came_from text[] not null default '{}'`,
	`alter table grid_building
		add column assigned boolean not null default false,
		add column cut_reason text`,
	// How an imported plan with faults was put right, one mend after another.
	`create table plan_mend (
		plan_id int not null references plan on delete cascade,
		no int not null,
		shape jsonb not null,
		to_code text,
		accepted_by text not null,
		accepted_name text not null,
		accepted_at timestamptz not null,
		primary key (plan_id, no)
	)`,

	`create table draft_edit (
		id bigint generated always as identity primary key,
		draft_id int not null references draft on delete cascade,
		position int not null check (position >= 0),
		edit jsonb not null,
		made_by text not null,
		made_name text not null,
		made_at timestamptz not null,
		made_in int not null,
		dropped_in int check (dropped_in >= made_in),
		dropped_why text
	)`,
	`create unique index draft_edit_holds on draft_edit (draft_id, position) where dropped_in is null`,
	`create index draft_edit_hands on draft_edit (draft_id, made_by)`,
	`create table draft_revision (
		draft_id int not null references draft on delete cascade,
		revision int not null,
		did text not null,
		base_id int references plan on delete set null,
		edits int not null,
		mark bigint,
		note text not null default '',
		by_account text not null,
		by_name text not null,
		at timestamptz not null,
		primary key (draft_id, revision)
	)`,

	// Every code that any grid ever had, whoever wrote the grid: nothing takes a row away.
	`create table grid_code (code text primary key, used_at timestamptz not null default now())`,
	`insert into grid_code (code) select distinct code from grid`,
	`create function note_grid_codes() returns trigger language plpgsql as $$
		begin
			insert into grid_code (code) select distinct code from fresh on conflict do nothing;
			return null;
		end
	$$`,
	`create trigger grid_codes_are_kept after insert on grid referencing new table as fresh for each statement execute function note_grid_codes()`
];
