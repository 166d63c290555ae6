/** Duty: what people can do and when, squads, and assignments that the database itself keeps from overlapping. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** What an assignment is for, as one number: ranges of numbers need no extension to be excluded from overlapping. */
const SUBJECT = `(case subject_kind when 'grid' then 1 when 'post' then 2 when 'compound' then 3 when 'building' then 4 else 5 end::bigint << 32) + subject_id`;
const SUBJECTS = `int8range(${SUBJECT}, ${SUBJECT}, '[]')`;
const PERSONS = `int4range(person_id, person_id, '[]')`;
const HOLDS = `tstzrange(holds_from, holds_until)`;

const STATEMENTS = [
	`alter table person
		add column roles text[] not null default '{}',
		add column skills text[] not null default '{}',
		add column hours text[] not null default '{}',
		add column changed_at timestamptz not null default now()`,
	`update person set roles = array[role]`,
	`alter table person add constraint person_has_its_first_role check (roles = '{}' or roles[1] = role)`,
	`create index person_area on person (area_id)`,

	`create table leave (
		id int generated always as identity primary key,
		person_id int not null references person on delete cascade,
		starts_at timestamptz not null,
		ends_at timestamptz not null,
		kind text not null check (kind in ('annual', 'personal', 'sick', 'training', 'other')),
		check (ends_at > starts_at),
		constraint leave_once exclude using gist (${PERSONS} with &&, tstzrange(starts_at, ends_at) with &&)
	)`,

	`create table squad (
		id int generated always as identity primary key,
		district_id int not null references area on delete cascade,
		area_id int not null references area on delete cascade,
		name text not null,
		template text not null,
		lead_id int references person on delete set null,
		changed_at timestamptz not null default now(),
		unique (district_id, name)
	)`,
	`create table squad_member (
		squad_id int not null references squad on delete cascade,
		person_id int not null references person on delete cascade,
		primary key (squad_id, person_id)
	)`,
	`create index squad_member_person on squad_member (person_id)`,

	// Accounts are named and not referred to: who did something stays written when the account is gone.
	`alter table assignment
		add column in_person boolean not null default false,
		add column made_by text, add column made_name text, add column made_at timestamptz not null default now(),
		add column ended_by text, add column ended_name text, add column ended_at timestamptz, add column end_reason text,
		add column follows_id int references assignment on delete set null,
		add column hand_over_note text,
		add column open_items text[] not null default '{}',
		add column changed_at timestamptz not null default now()`,
	`update assignment set holds_until = holds_from where holds_until < holds_from`,
	// What an older version let overlap: who is named twice goes on once, a second primary goes on as a backup.
	`delete from assignment a using assignment b where a.person_id = b.person_id and a.subject_kind = b.subject_kind and a.subject_id = b.subject_id
		and (a.duty = 'backup' and b.duty = 'primary' or a.duty = b.duty and a.id > b.id)
		and tstzrange(a.holds_from, a.holds_until) && tstzrange(b.holds_from, b.holds_until)`,
	`update assignment a set duty = 'backup' from assignment b where a.id > b.id and a.duty = 'primary' and b.duty = 'primary'
		and a.subject_kind = b.subject_kind and a.subject_id = b.subject_id
		and tstzrange(a.holds_from, a.holds_until) && tstzrange(b.holds_from, b.holds_until)`,
	`alter table assignment
		add constraint assignment_ends_after_it_begins check (holds_until >= holds_from),
		add constraint assignment_one_primary exclude using gist (${SUBJECTS} with &&, ${HOLDS} with &&) where (duty = 'primary'),
		add constraint assignment_once exclude using gist (${PERSONS} with &&, ${SUBJECTS} with &&, ${HOLDS} with &&) where (duty <> 'leader'),
		add constraint assignment_leads_once exclude using gist (${PERSONS} with &&, ${SUBJECTS} with &&, ${HOLDS} with &&) where (duty = 'leader'),
		add constraint assignment_one_place exclude using gist (${PERSONS} with &&, ${HOLDS} with &&) where (in_person)`
];
