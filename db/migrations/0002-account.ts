/** Accounts, their sessions (by the hash of the token), and how often somebody guessed wrong. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS.split(/;\s*\n/)) if (statement.trim() !== '') await sql.raw(statement).execute(db);
}

const STATEMENTS = `
create table account (
	id text primary key,
	username text not null unique check (username = lower(username)),
	name text not null,
	password_hash text not null,
	demo boolean not null default false,
	created_at timestamptz not null default now(),
	closed_at timestamptz
);

alter table account_grant add constraint account_grant_account foreign key (user_id) references account on delete cascade;

create table account_session (
	token_hash bytea primary key,
	account_id text not null references account on delete cascade,
	created_at timestamptz not null,
	used_at timestamptz not null,
	expires_at timestamptz not null
);
create index account_session_account on account_session (account_id);
create index account_session_expires on account_session (expires_at);

create table login_failure (
	key text primary key,
	failures int not null,
	first_at timestamptz not null,
	last_at timestamptz not null
)
`;
