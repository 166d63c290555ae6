/** Makes a squad or changes one, by a template that the rules know, and says what it lacks. */
import type { Db } from '#db/open.ts';
import { missingSeats } from '#lib/duty/squad.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { DutyRules } from '#lib/rules/duty-rules.ts';
import type { Squad } from '#lib/wire/duty.ts';
import type { DutyProblem } from '../answer/refuse-duty.ts';
import { districtOf } from '../store/area-tree.ts';
import { dutyRulesOf } from '../store/duty-rules.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { lockDutyOf } from '../store/lock-duty.ts';
import { type KeptSquad, saveSquad, squadsIn, type SquadToSave } from '../store/squads.ts';

/** @param at a squad that is there, or the area of a new one. @returns null where there is no such squad or area */
export async function keepSquad(
	db: Db,
	at: { readonly id: number } | { readonly areaId: number },
	squad: SquadToSave,
	nowMs: number
): Promise<Outcome<Squad, DutyProblem> | null> {
	const areaId = 'areaId' in at ? at.areaId : (await squadRow(db, at.id))?.area_id;
	const districtId = areaId === undefined ? null : await districtOf(db, areaId);
	if (districtId === null || areaId === undefined) return null;
	const { rules } = await dutyRulesOf(db, districtId, nowMs);
	if (!rules.squadTemplates.some(({ id }) => id === squad.template))
		return refused({ kind: 'duty.template-missing', detail: { template: squad.template } });
	const saved = await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, districtId);
		return await saveSquad(trx, 'id' in at ? at : { areaId, districtId }, squad, new Date(nowMs));
	});
	if (saved === 'missing') return null;
	if (saved === 'name-taken') return refused({ kind: 'duty.name-taken', detail: { name: squad.name } });
	if ('unknown' in saved) return refused({ kind: 'duty.person-missing', detail: { id: saved.unknown } });
	const kept = (await squadsIn(db, [areaId])).find(({ id }) => id === saved.id);
	return kept ? done(judgedSquad(kept, rules)) : null;
}

const squadRow = (db: Db, id: number) => db.selectFrom('squad').where('id', '=', id).select('area_id').executeTakeFirst();

/** A template that the rules no longer know asks for nothing. */
export function judgedSquad({ roles, districtId: _, ...squad }: KeptSquad, rules: DutyRules): Squad {
	const template = rules.squadTemplates.find(({ id }) => id === squad.template);
	return { ...squad, missing: template ? missingSeats(template, roles) : [] };
}
