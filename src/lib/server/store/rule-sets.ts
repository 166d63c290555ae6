/** The rule sets as they are kept: every version, never changed once written. */
import type { Db } from '../../../../db/open.ts';
import { completeRules, type Rules, type RuleSet } from '../../rules/rule-set.ts';

/** All versions of all districts, oldest first; `ruleSetAt` says which one held when. */
export async function ruleSets(db: Db): Promise<RuleSet[]> {
	const rows = await db.selectFrom('rule_set').selectAll().orderBy('version').execute();
	return rows.map((row) => ({
		version: row.version,
		districtId: row.district_id,
		effectiveFromMs: row.effective_from.getTime(),
		note: row.note,
		rules: completeRules(row.body as Rules)
	}));
}
