/**
 * A plan on its way to being published: its rows are written and proved while nobody sees them, and let hold in one short step. Codes count as used
 * from that step on.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
	`alter table plan drop constraint plan_state_check,
		add constraint plan_state_check check (state in ('draft', 'staged', 'reviewed', 'effective', 'ended'))`,
	`create or replace function note_grid_codes() returns trigger language plpgsql as $$
		begin
			insert into grid_code (code) select distinct f.code from fresh f join plan p on p.id = f.plan_id where p.state <> 'staged' on conflict do nothing;
			return null;
		end
	$$`,
	`create function note_plan_codes() returns trigger language plpgsql as $$
		begin
			insert into grid_code (code) select g.code from grid g where g.plan_id = new.id on conflict do nothing;
			return null;
		end
	$$`,
	`create trigger plan_codes_are_kept after update of state on plan for each row
		when (old.state = 'staged' and new.state <> 'staged') execute function note_plan_codes()`
];
