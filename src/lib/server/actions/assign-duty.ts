/** Assigns, ends and hands over. One lead at a time in a district, so that of two who assign the same at the same second one wins and the other is told by whom and when. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { assign, type AssignProblem, type AssignRequest, endAssignment, handOver, type HandOverRequest } from '#lib/duty/assignment.ts';
import { localText, type Zone } from '#lib/duty/local-time.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { Assignment, AssignmentMade } from '#lib/wire/duty.ts';
import type { DutyProblem } from '../answer/refuse-duty.ts';
import { assignmentById, dutyState, endAssignmentRow, insertAssignment } from '../store/assignments.ts';
import type { Actor } from '../store/drafts.ts';
import { areaPathOfSubject } from '../store/duty-areas.ts';
import { dutyRulesOf } from '../store/duty-rules.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { lockDutyOf } from '../store/lock-duty.ts';

/** @param areaId the subject has to lie in it */
export async function assignDuty(
	db: Db,
	areaId: AreaId,
	request: AssignRequest,
	actor: Actor,
	nowMs: number
): Promise<Outcome<AssignmentMade, DutyProblem>> {
	const path = await areaPathOfSubject(db, request.subject);
	const districtId = path?.[0];
	if (districtId === undefined || !path?.includes(areaId))
		return refused({ kind: 'duty.subject-missing', detail: { kind: request.subject.kind, id: request.subject.id } });
	const { rules, zone } = await dutyRulesOf(db, districtId, nowMs);
	return await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, districtId);
		if (!(await knows(trx, districtId, request.personId)))
			return refused({ kind: 'duty.person-missing', detail: { id: request.personId } });
		const decided = assign(await dutyState(trx, request.personId, request.subject, nowMs), request, nowMs, rules);
		if (!decided.ok) return refused(await inWords(trx, decided.problem, request.personId, zone));
		const id = await insertAssignment(trx, decided.value.assignment, actor, new Date(nowMs));
		return done({ assignment: await made(trx, id), warnings: decided.value.warnings });
	});
}

/** @returns null where there is no such assignment */
export async function endDuty(
	db: Db,
	id: number,
	{ reason, atMs }: { readonly reason: string; readonly atMs?: number },
	actor: Actor,
	nowMs: number
): Promise<Outcome<Assignment, DutyProblem> | null> {
	const district = await districtOfAssignment(db, id);
	if (district === null) return null;
	const { zone } = await dutyRulesOf(db, district, nowMs);
	return await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, district);
		const before = await assignmentById(trx, id);
		if (!before) return null;
		const ended = endAssignment(before.held, atMs, nowMs);
		if (!ended.ok) return refused(await inWords(trx, ended.problem, before.person.id, zone));
		await endAssignmentRow(trx, id, ended.value.endMs, reason, actor, new Date(nowMs));
		return done(await made(trx, id));
	});
}

/** @returns null where there is no such assignment */
export async function handOverDuty(
	db: Db,
	id: number,
	request: HandOverRequest & { readonly note: string; readonly openItems: readonly string[] },
	actor: Actor,
	nowMs: number
): Promise<Outcome<AssignmentMade, DutyProblem> | null> {
	const district = await districtOfAssignment(db, id);
	if (district === null) return null;
	const { rules, zone } = await dutyRulesOf(db, district, nowMs);
	return await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, district);
		const before = await assignmentById(trx, id);
		if (!before) return null;
		if (!(await knows(trx, district, request.personId))) return refused({ kind: 'duty.person-missing', detail: { id: request.personId } });
		const state = await dutyState(trx, request.personId, before.subject, nowMs);
		const decided = handOver(state, { ...before.held, task: before.task }, request, nowMs, rules);
		if (!decided.ok) return refused(await inWords(trx, decided.problem, request.personId, zone));
		const at = new Date(nowMs);
		await endAssignmentRow(trx, id, decided.value.endMs, request.note, actor, at);
		const next = await insertAssignment(trx, decided.value.assignment, actor, at, { ...request, id });
		return done({ assignment: await made(trx, next), warnings: decided.value.warnings });
	});
}

async function made(trx: Trx, id: number): Promise<Assignment> {
	const found = await assignmentById(trx, id);
	if (!found) throw new Error(`assignment ${id} is not there although it was just written`);
	const { held: _, ...assignment } = found;
	return assignment;
}

const knows = async (trx: Trx, districtId: number, personId: number): Promise<boolean> =>
	(await trx.selectFrom('person').where('id', '=', personId).where('district_id', '=', districtId).select('id').executeTakeFirst()) !==
	undefined;

async function districtOfAssignment(db: Db, id: number): Promise<number | null> {
	const row = await db
		.selectFrom('assignment')
		.innerJoin('person', 'person.id', 'assignment.person_id')
		.where('assignment.id', '=', id)
		.select('person.district_id')
		.executeTakeFirst();
	return row?.district_id ?? null;
}

/** Who stands in the way, and since when, so that the other lead knows whom to call. */
async function inWords(trx: Trx, { inTheWay: id, ...problem }: AssignProblem, personId: number, zone: Zone): Promise<DutyProblem> {
	if (id === undefined) {
		const person = await trx.selectFrom('person').where('id', '=', personId).select('name').executeTakeFirst();
		return { ...problem, detail: { person: person?.name ?? '' } };
	}
	const other = await made(trx, id);
	return {
		...problem,
		detail: {
			person: other.person.name,
			subject: other.subject.name,
			by: other.madeByName ?? '—',
			at: localText(zone, other.madeAtMs).replace('T', ' '),
			atMs: other.madeAtMs
		},
		inTheWay: other
	};
}
