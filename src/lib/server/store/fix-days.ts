/**
 * The days of the table of fixes: one partition for each UTC day. Days are made ahead; a fix of a day that has no table yet is kept in `fix_other`
 * and moves when its day is made, so that storing never waits for a table and never fails for the lack of one.
 */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { inTransaction, type Trx } from './in-transaction.ts';

/** A UTC day as in ISO 8601, e.g. "2026-11-22". */
export type FixDay = string;

const DAY_MS = 86_400_000;
/** Making or dropping a day waits this long for readers that are in its way: whoever stores meanwhile waits behind it. */
const PATIENCE = sql`set local lock_timeout = '500ms'`;
const TRIES = 8;
/** SQLSTATE lock_not_available and deadlock_detected: in the way of somebody, to be tried again. */
const IN_THE_WAY = new Set(['55P03', '40P01']);
/** One maker of days at a time, whatever the process. */
const LOCK = 720_231_006;

export const fixDayOf = (ms: number): FixDay => new Date(ms).toISOString().slice(0, 10);
const startOf = (day: FixDay): number => Date.parse(`${day}T00:00:00Z`);
const isoStart = (day: FixDay): string => `${day}T00:00:00Z`;
const nextDay = (day: FixDay): FixDay => fixDayOf(startOf(day) + DAY_MS);
const tableOf = (day: FixDay): string => `fix_${day.replaceAll('-', '')}`;

/** Every day that one of these moments, or one between them, is on. */
export function fixDaysBetween(fromMs: number, untilMs: number): FixDay[] {
	const days: FixDay[] = [];
	for (let ms = Math.floor(fromMs / DAY_MS) * DAY_MS; ms <= untilMs; ms += DAY_MS) days.push(fixDayOf(ms));
	return days;
}

/** The days that have a table of their own, oldest first. */
export async function fixDays(db: Db | Trx): Promise<FixDay[]> {
	const { rows } = await sql<{ name: string }>`
		select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
		where i.inhparent = to_regclass('fix') and c.relname ~ '^fix_[0-9]{8}$' order by c.relname`.execute(db);
	return rows.map(({ name }) => `${name.slice(4, 8)}-${name.slice(8, 10)}-${name.slice(10, 12)}`);
}

/** Days of which fixes wait in `fix_other`. */
export async function waitingFixDays(db: Db): Promise<FixDay[]> {
	const { rows } = await sql<{ day: string }>`
		select distinct to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD') as day from fix_other order by 1`.execute(db);
	return rows.map(({ day }) => day);
}

/** Makes a table for each of these days that has none, and moves there what waited for it. @returns those that were made. */
export async function makeFixDays(db: Db, days: Iterable<FixDay>): Promise<FixDay[]> {
	const there = new Set(await fixDays(db));
	const made: FixDay[] = [];
	for (const day of new Set(days)) if (!there.has(day) && (await patiently(db, (trx) => makeDay(trx, day)))) made.push(day);
	return made;
}

async function makeDay(trx: Trx, day: FixDay): Promise<boolean> {
	await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
	if ((await fixDays(trx)).includes(day)) return false;
	const table = sql.table(tableOf(day));
	const [from, until] = [sql.lit(isoStart(day)), sql.lit(isoStart(nextDay(day)))];
	await sql`create table ${table} (like fix including all)`.execute(trx);
	// Writers wait here for the few milliseconds it takes: one that had chosen `fix_other` before the day was there would be refused after it.
	await sql`lock table fix in share row exclusive mode`.execute(trx);
	await sql`with moved as (delete from fix_other where recorded_at >= ${from} and recorded_at < ${until} returning *)
		insert into ${table} select * from moved`.execute(trx);
	await sql`alter table fix attach partition ${table} for values from (${from}) to (${until})`.execute(trx);
	return true;
}

/** Lets go of every day that was over by then. @returns those that went. */
export async function dropFixDaysBefore(db: Db, beforeMs: number): Promise<FixDay[]> {
	const old = (await fixDays(db)).filter((day) => startOf(day) + DAY_MS <= beforeMs);
	for (const day of old)
		await patiently(db, async (trx) => {
			await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
			await sql`drop table if exists ${sql.table(tableOf(day))}`.execute(trx);
		});
	const lastDay = new Date(Math.floor(beforeMs / DAY_MS) * DAY_MS);
	await sql`delete from fix_other where recorded_at < ${lastDay}`.execute(db);
	return old;
}

/** One transaction that gives way to others instead of holding them up behind itself. */
async function patiently<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
	for (let tried = 1; ; tried++) {
		try {
			return await inTransaction(db, async (trx) => {
				await PATIENCE.execute(trx);
				return await work(trx);
			});
		} catch (error) {
			if (tried === TRIES || !IN_THE_WAY.has(String((error as { code?: unknown }).code))) throw error;
			await new Promise((next) => setTimeout(next, 100 * tried));
		}
	}
}
