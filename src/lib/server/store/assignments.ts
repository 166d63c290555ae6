/** Assignments as rows and as what a lead sees. What overlaps in a way that may not be is refused by the table itself. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AssignmentDraft, DutyState, DutySubject, Held } from '#lib/duty/assignment.ts';
import type { Duty, PersonId, PersonRole } from '#lib/duty/post.ts';
import type { DutySubjectKind } from '#lib/rules/duty-rules.ts';
import type { Assignment } from '#lib/wire/duty.ts';
import type { Actor } from './drafts.ts';
import type { Trx } from './in-transaction.ts';

interface Row {
	readonly id: number;
	readonly person_id: number;
	readonly person_name: string;
	readonly role: string;
	readonly organisation: string;
	readonly subject_kind: DutySubjectKind;
	readonly subject_id: number;
	readonly subject_name: string | null;
	readonly duty: Duty;
	readonly task: string;
	readonly holds_from: Date;
	readonly holds_until: Date | null;
	readonly in_person: boolean;
	readonly made_name: string | null;
	readonly made_at: Date;
	readonly ended_name: string | null;
	readonly end_reason: string | null;
	readonly follows_id: number | null;
	readonly hand_over_note: string | null;
	readonly open_items: readonly string[];
}

const toAssignment = (row: Row): Assignment => ({
	id: row.id,
	person: { id: row.person_id as PersonId, name: row.person_name, role: row.role as PersonRole, organisation: row.organisation },
	subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name ?? '' },
	duty: row.duty,
	task: row.task,
	fromMs: row.holds_from.getTime(),
	untilMs: row.holds_until?.getTime() ?? null,
	inPerson: row.in_person,
	madeByName: row.made_name,
	madeAtMs: row.made_at.getTime(),
	ended:
		row.end_reason === null || row.holds_until === null
			? null
			: { atMs: row.holds_until.getTime(), byName: row.ended_name ?? '', reason: row.end_reason },
	followsId: row.follows_id,
	note: row.hand_over_note,
	openItems: row.open_items
});

export interface AssignmentsAsked {
	/** Areas in which the subjects lie; null: everywhere. */
	readonly areas: readonly number[] | null;
	readonly past: boolean;
	readonly nowMs: number;
}

/** By subject, duty and beginning. Grids of plans that ended are among those that are over only. */
export async function assignments(db: Db, { areas, past, nowMs }: AssignmentsAsked): Promise<Assignment[]> {
	const { rows } = await sql<Row>`
		select a.*, p.name as person_name, p.role, p.organisation, s.name as subject_name
		from assignment a join person p on p.id = a.person_id cross join lateral (
			select g.name, g.area_id from grid g where a.subject_kind = 'grid' and g.id = a.subject_id
			union all
			select t.name, coalesce((${gridAt('t.geom')}), t.district_id) from post t where a.subject_kind = 'post' and t.id = a.subject_id
			union all
			select t.name, coalesce((${gridAt('st_pointonsurface(t.geom)')}), t.district_id) from compound t where a.subject_kind = 'compound' and t.id = a.subject_id
			union all
			select t.name, coalesce((select g.area_id from plan e join grid_building b on b.plan_id = e.id and b.building_id = t.id
				join grid g on g.id = b.grid_id where e.district_id = t.district_id and e.state = 'effective'), t.district_id)
				from building t where a.subject_kind = 'building' and t.id = a.subject_id
			union all
			select t.name, t.id from area t where a.subject_kind = 'area' and t.id = a.subject_id
		) s
		where (${areas === null}::boolean or s.area_id = any(${[...(areas ?? [])]}::int[]))
			and (${past}::boolean or a.holds_until is null or (a.holds_until > ${new Date(nowMs)} and a.holds_until > a.holds_from))
		order by a.subject_kind, a.subject_id, array_position(array['primary', 'backup', 'leader'], a.duty), a.holds_from, a.id`.execute(db);
	return rows.map(toAssignment);
}

const gridAt = (point: string) =>
	sql`select g.area_id from plan e join grid g on g.plan_id = e.id and st_intersects(g.geom, ${sql.raw(point)})
		where e.district_id = t.district_id and e.state = 'effective' order by g.id limit 1`;

export async function assignmentById(db: Db | Trx, id: number): Promise<(Assignment & { readonly held: Held }) | null> {
	const { rows } = await sql<Row>`
		select a.*, p.name as person_name, p.role, p.organisation, coalesce(
			(select name from grid where a.subject_kind = 'grid' and id = a.subject_id), (select name from post where a.subject_kind = 'post' and id = a.subject_id),
			(select name from compound where a.subject_kind = 'compound' and id = a.subject_id),
			(select name from building where a.subject_kind = 'building' and id = a.subject_id),
			(select name from area where a.subject_kind = 'area' and id = a.subject_id)) as subject_name
		from assignment a join person p on p.id = a.person_id where a.id = ${id}`.execute(db);
	const [row] = rows;
	return row ? { ...toAssignment(row), held: toHeld(row) } : null;
}

type HeldRow = Pick<Row, 'id' | 'person_id' | 'subject_kind' | 'subject_id' | 'duty' | 'holds_from' | 'holds_until' | 'in_person'>;

const toHeld = (row: HeldRow): Held => ({
	id: row.id,
	personId: row.person_id as PersonId,
	subject: { kind: row.subject_kind, id: row.subject_id },
	duty: row.duty,
	inPerson: row.in_person,
	startMs: row.holds_from.getTime(),
	endMs: row.holds_until?.getTime() ?? Infinity
});

/** What is decided with, of a person and a subject. */
export async function dutyState(trx: Trx, personId: number, subject: DutySubject, nowMs: number): Promise<DutyState> {
	const now = new Date(nowMs);
	const held = await trx
		.selectFrom('assignment')
		.where((e) => e.or([e('person_id', '=', personId), e.and([e('subject_kind', '=', subject.kind), e('subject_id', '=', subject.id)])]))
		.where((e) => e.or([e('holds_until', 'is', null), e('holds_until', '>', now)]))
		.orderBy('id')
		.select(['id', 'person_id', 'subject_kind', 'subject_id', 'duty', 'holds_from', 'holds_until', 'in_person'])
		.execute();
	const leave = await trx
		.selectFrom('leave')
		.where('person_id', '=', personId)
		.where('ends_at', '>', now)
		.select(['starts_at', 'ends_at'])
		.execute();
	return {
		held: held.map(toHeld),
		leave: leave.map((row) => ({ startMs: row.starts_at.getTime(), endMs: row.ends_at.getTime() }))
	};
}

export interface Following {
	readonly id: number;
	readonly note: string;
	readonly openItems: readonly string[];
}

/** @returns its id. @throws Error of the database (23P01) where it overlaps in a way that may not be */
export async function insertAssignment(
	trx: Trx,
	draft: AssignmentDraft,
	actor: Actor,
	at: Date,
	following: Following | null = null
): Promise<number> {
	const row = await trx
		.insertInto('assignment')
		.values({
			person_id: draft.personId,
			subject_kind: draft.subject.kind,
			subject_id: draft.subject.id,
			duty: draft.duty,
			task: draft.task,
			holds_from: new Date(draft.startMs),
			holds_until: new Date(draft.endMs),
			in_person: draft.inPerson,
			made_by: actor.accountId,
			made_name: actor.name,
			made_at: at,
			changed_at: at,
			follows_id: following?.id ?? null,
			hand_over_note: following?.note ?? null,
			...(following && { open_items: [...following.openItems] })
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

export const endAssignmentRow = async (trx: Trx, id: number, endMs: number, reason: string, actor: Actor, at: Date): Promise<void> =>
	void (await trx
		.updateTable('assignment')
		.set({
			holds_until: new Date(endMs),
			ended_by: actor.accountId,
			ended_name: actor.name,
			ended_at: at,
			end_reason: reason,
			changed_at: at
		})
		.where('id', '=', id)
		.execute());
