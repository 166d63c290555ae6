/** The rules of posts, shifts and the field that hold in a district now, with its wall clock. */
import type { Db } from '#db/open.ts';
import { type Zone, zoneOf } from '#lib/duty/local-time.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import { DEFAULT_RULES, ruleSetAt } from '#lib/rules/rule-set.ts';
import { ruleSets } from './rule-sets.ts';

/** @throws Error where a rule set names a time zone that this machine does not know. */
export async function postingRulesOf(
	db: Db,
	districtId: number,
	nowMs: number
): Promise<{ readonly posting: PostingRules; readonly zone: Zone; readonly maxFutureS: number; readonly maxAgeDays: number }> {
	const { posting, duty, patrol } = ruleSetAt(await ruleSets(db), districtId, nowMs)?.rules ?? DEFAULT_RULES;
	const zone = zoneOf(duty.timeZone);
	if (!zone) throw new Error(`No such time zone: ${duty.timeZone}`);
	return { posting, zone, maxFutureS: patrol.maxFutureS, maxAgeDays: patrol.maxAgeDays };
}
