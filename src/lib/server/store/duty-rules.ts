/** The rules of duty that hold in a district now, with its wall clock. */
import type { Db } from '#db/open.ts';
import { type Zone, zoneOf } from '#lib/duty/local-time.ts';
import type { DutyRules } from '#lib/rules/duty-rules.ts';
import { DEFAULT_RULES, ruleSetAt } from '#lib/rules/rule-set.ts';
import type { Trx } from './in-transaction.ts';
import { ruleSets } from './rule-sets.ts';

/** @throws Error where a rule set names a time zone that this machine does not know. */
export async function dutyRulesOf(
	db: Db | Trx,
	districtId: number,
	nowMs: number
): Promise<{ readonly rules: DutyRules; readonly zone: Zone }> {
	const { duty: rules } = ruleSetAt(await ruleSets(db), districtId, nowMs)?.rules ?? DEFAULT_RULES;
	const zone = zoneOf(rules.timeZone);
	if (!zone) throw new Error(`No such time zone: ${rules.timeZone}`);
	return { rules, zone };
}
