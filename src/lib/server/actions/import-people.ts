/** Brings a list of people in: every problem of every row is told first, and where there is one, nothing is written. Who is known by the same id is changed. */
import type { Db } from '#db/open.ts';
import { type PeopleProblem, readPeople } from '#lib/duty/people.ts';
import { type Outcome, done } from '#lib/geo/outcome.ts';
import type { PeopleImport } from '#lib/wire/duty.ts';
import type { DutyProblem } from '../answer/refuse-duty.ts';
import { areaIdsBelow, districtOf } from '../store/area-tree.ts';
import type { Actor } from '../store/drafts.ts';
import { dutyRulesOf } from '../store/duty-rules.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { lockDutyOf } from '../store/lock-duty.ts';
import { type PersonToSave, rolledPeople, type RolledPerson, savePeople } from '../store/people.ts';
import { cellName, type ListFile, readList } from './read-list.ts';

export interface PeopleToImport {
	/** The area that the list is for: nobody outside it is touched, and whoever names no home has it here. */
	readonly areaId: number;
	readonly list: ListFile;
	/** False: only says what would be. */
	readonly write: boolean;
}

/** @returns null where there is no such area */
export async function importPeople(
	db: Db,
	{ areaId, list, write }: PeopleToImport,
	actor: Actor,
	nowMs: number
): Promise<Outcome<PeopleImport, DutyProblem> | null> {
	const districtId = await districtOf(db, areaId);
	if (districtId === null) return null;
	const file = await readList(list);
	if (!file.ok) return file;
	const { rows, sheet } = file.value;
	const { zone } = await dutyRulesOf(db, districtId, nowMs);

	return await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, districtId);
		const areas = await areasOf(trx, await areaIdsBelow(trx, areaId));
		const read = readPeople(rows, { areaCodes: new Set(areas.keys()), zone });
		const known = new Map(
			(await rolledPeople(trx, null, nowMs, { districtId, sourceIds: read.people.map(({ sourceId }) => sourceId) })).map((one) => [
				one.sourceId,
				one
			])
		);
		const inside = new Set(areas.values());
		const strangers = read.people.flatMap(({ line, sourceId }): PeopleProblem[] => {
			const before = known.get(sourceId);
			return before && !inside.has(before.areaId) ? [{ line, column: 'id', kind: 'elsewhere', found: sourceId }] : [];
		});
		const people = read.people.map((person): PersonToSave => {
			const before = known.get(person.sourceId);
			const leave = (person.leave ?? before?.leave ?? []).filter(({ endMs }) => endMs > nowMs);
			return {
				id: before?.id ?? null,
				sourceId: person.sourceId,
				name: person.name,
				roles: person.roles,
				skills: person.skills ?? before?.skills ?? [],
				organisation: person.organisation ?? before?.organisation ?? '',
				hours: person.hours ?? before?.hours ?? [],
				leave: leave.map(({ startMs, endMs, kind }) => ({ startMs, endMs, kind })),
				areaId: (person.areaCode ? areas.get(person.areaCode) : undefined) ?? before?.areaId ?? areaId
			};
		});
		const made = people.filter(({ id }) => id === null);
		const changed = people.filter((person) => person.id !== null && !isSame(person, known.get(person.sourceId)));
		const problems = [...read.problems, ...strangers]
			.sort((a, b) => a.line - b.line)
			.map((problem) => {
				const place = sheet === null || problem.column === null ? undefined : read.places.get(problem.column);
				return place === undefined ? problem : { ...problem, cell: cellName(place, problem.line) };
			});
		const imported = write && problems.length === 0;
		if (imported) {
			await savePeople(trx, districtId, [...made, ...changed], new Date(nowMs));
			await trx
				.insertInto('access_log')
				.values({ user_id: actor.accountId, action: 'people-import', subject: `area ${areaId}: ${people.length} people` })
				.execute();
		}
		return done({
			imported,
			made: made.length,
			changed: changed.length,
			unchanged: people.length - made.length - changed.length,
			problems,
			ignored: read.ignored,
			sheet
		});
	});
}

/** Ids by code. */
async function areasOf(trx: Trx, ids: readonly number[]): Promise<Map<string, number>> {
	const rows = await trx
		.selectFrom('area')
		.where('id', 'in', [...ids])
		.select(['id', 'code'])
		.execute();
	return new Map(rows.map(({ id, code }) => [code, id]));
}

function isSame(person: PersonToSave, before: RolledPerson | undefined): boolean {
	if (!before) return false;
	const shown = ({ name, roles, skills, organisation, hours, areaId, leave }: PersonToSave | RolledPerson): string =>
		JSON.stringify([name, roles, skills, organisation, hours, areaId, leave.map(({ startMs, endMs, kind }) => [startMs, endMs, kind])]);
	return shown(person) === shown(before);
}
