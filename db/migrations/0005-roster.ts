/** Rosters and the field: what posts ask for, who sits there when, and what phones send. The database itself keeps anybody from sitting at two posts at once. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const PERSONS = `int4range(person_id, person_id, '[]')`;
const SITS = `tstzrange(starts_at, ends_at)`;

const STATEMENTS = [
	// Weight: an empty seat there counts so many times. Shifts: ids of the rules' shifts; null for all. Token: what the printed code says.
	`alter table post
		add column weight int not null default 1 check (weight between 1 and 1000),
		add column shifts text[],
		add column code_token text unique,
		add column changed_at timestamptz not null default now()`,
	`create table post_rule (
		id int generated always as identity primary key,
		post_id int not null references post on delete cascade,
		from_day date not null,
		needs text not null,
		made_by text, made_name text, made_at timestamptz not null default now(),
		unique (post_id, from_day)
	)`,

	// A person in a seat. What is taken out again stays as history: dropped_at.
	`create table seat_duty (
		id int generated always as identity primary key,
		district_id int not null references area on delete cascade,
		post_id int not null references post on delete cascade,
		seat text not null,
		role text not null,
		skills text[] not null default '{}',
		person_id int not null references person on delete cascade,
		starts_at timestamptz not null,
		ends_at timestamptz not null,
		made_by text, made_name text, made_at timestamptz not null default now(),
		confirmed_at timestamptz,
		dropped_at timestamptz, dropped_by text, dropped_name text, drop_reason text,
		check (ends_at > starts_at),
		constraint seat_one_place exclude using gist (${PERSONS} with &&, ${SITS} with &&) where (dropped_at is null)
	)`,
	`create unique index seat_taken_once on seat_duty (district_id, seat) where dropped_at is null`,
	`create index seat_duty_time on seat_duty (district_id, starts_at) where dropped_at is null`,
	`create index seat_duty_person on seat_duty (person_id, starts_at)`,
	`create index seat_duty_changed on seat_duty (greatest(made_at, dropped_at))`,

	`create table wish (
		id int generated always as identity primary key,
		person_id int not null references person on delete cascade,
		want text not null check (want in ('off', 'work')),
		on_day date not null,
		hours text not null default '24 h',
		weight int not null default 1 check (weight between 1 and 100),
		made_at timestamptz not null default now(),
		unique (person_id, on_day, hours)
	)`,

	// A seat offered to somebody, perhaps for one of theirs. It changes hands when they say yes.
	`create table swap (
		id int generated always as identity primary key,
		district_id int not null references area on delete cascade,
		duty_id int not null references seat_duty on delete cascade,
		for_duty_id int references seat_duty on delete cascade,
		from_person_id int not null references person on delete cascade,
		to_person_id int not null references person on delete cascade,
		note text not null default '',
		state text not null default 'asked' check (state in ('asked', 'agreed', 'declined', 'withdrawn', 'failed')),
		reason text not null default '',
		made_at timestamptz not null default now(),
		answered_at timestamptz,
		check (from_person_id <> to_person_id)
	)`,
	`create unique index swap_open on swap (duty_id) where state = 'asked'`,
	`create index swap_people on swap (to_person_id, state)`,

	`create table hand_over (
		id int generated always as identity primary key,
		district_id int not null references area on delete cascade,
		post_id int references post on delete cascade,
		grid_id int references grid on delete set null,
		from_person_id int not null references person on delete cascade,
		at timestamptz not null,
		note text not null,
		open_items text[] not null default '{}',
		client_id uuid unique,
		taken_by int references person on delete set null,
		taken_at timestamptz
	)`,
	`create index hand_over_post on hand_over (post_id, at)`,

	// How a check-in was proved, and by whom where a lead gave their word.
	`alter table check_in
		add column role text,
		add column proof text not null default 'device' check (proof in ('device', 'code', 'position', 'lead')),
		add column distance_m real,
		add column accuracy_m real,
		add column by_account text, add column by_name text, add column reason text,
		add column received_at timestamptz not null default now()`,
	`create index check_in_time on check_in (post_id, at)`,

	// What a phone sends, each once: the phone makes the id and the time.
	`create table field_record (
		id bigint generated always as identity primary key,
		client_id uuid not null unique,
		district_id int not null references area on delete cascade,
		person_id int not null references person on delete cascade,
		kind text not null check (kind in ('shift-started', 'shift-ended', 'visit', 'report', 'check-in', 'hand-over', 'track')),
		at timestamptz not null,
		received_at timestamptz not null,
		grid_id int references grid on delete set null,
		building_id int references building on delete set null,
		post_id int references post on delete set null,
		geom geometry(Point, 4326),
		body jsonb not null,
		expires_at timestamptz not null,
		closed_at timestamptz, closed_by text, closed_name text, close_note text
	)`,
	`create index field_record_person on field_record (person_id, at)`,
	`create index field_record_district on field_record (district_id, kind, at)`,
	`create index field_record_expires on field_record (expires_at)`,
	`create table field_photo (
		id uuid primary key,
		district_id int not null references area on delete cascade,
		person_id int not null references person on delete cascade,
		media text not null check (media in ('image/jpeg', 'image/webp', 'image/png')),
		bytes bytea not null,
		received_at timestamptz not null default now(),
		expires_at timestamptz not null
	)`,
	`create index field_photo_expires on field_photo (expires_at)`,

	// The address of a person's calendar; whoever has it may read it, so only its hash is kept.
	`create table calendar_feed (
		person_id int primary key references person on delete cascade,
		token_hash bytea not null unique,
		made_at timestamptz not null default now()
	)`
];
