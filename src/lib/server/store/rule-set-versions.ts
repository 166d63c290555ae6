/** Adding a version of the rules. Versions are never changed: what was judged by one can always be judged again. */
import type { Db } from '../../../../db/open.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { ruleSets } from './rule-sets.ts';

/** Versions that concern a district, its own and the general ones (null: the general ones), newest first. */
export const ruleSetsFor = async (db: Db, districtId: number | null): Promise<RuleSet[]> =>
	(await ruleSets(db)).filter((set) => set.districtId === null || set.districtId === districtId).reverse();

/** Writes the version, and who wrote it, in one transaction. */
export async function addRuleSet(db: Db, set: Omit<RuleSet, 'version'> & { readonly accountId: string }): Promise<RuleSet> {
	const { accountId, ...rest } = set;
	return await db.transaction().execute(async (trx) => {
		const { version } = await trx
			.insertInto('rule_set')
			.values({
				district_id: set.districtId,
				effective_from: new Date(set.effectiveFromMs),
				note: set.note,
				body: JSON.stringify(set.rules)
			})
			.returning('version')
			.executeTakeFirstOrThrow();
		await trx
			.insertInto('access_log')
			.values({ user_id: accountId, action: 'rules', subject: `version ${version}`, reason: set.note })
			.execute();
		return { version, ...rest };
	});
}
