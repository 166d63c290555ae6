/** Which fixes earn credit and which two of them make a leg: the two judgements all of D4 rests on. Every number is the rule set's. */
import type { Rules } from '../rules/rule-set.ts';

export type CoverageRules = Rules['coverage'];

/** Whether the device's own error estimate is good enough; unknown is accepted. */
export const isAccurate = (accuracyM: number | null, rules: CoverageRules): boolean =>
	accuracyM === null || accuracyM <= rules.maxAccuracyM;

/** A speed of just the limit, turned into metres a second and rounded there, must not miss it: a millionth is let pass. */
const ROUNDING = 1 + 1e-6;

/** Whether a speed is one of a patrol on foot. */
export const isOnFoot = (speedMps: number, rules: CoverageRules): boolean => speedMps * 3.6 <= rules.maxSpeedKmh * ROUNDING;

/** Whether the straight way from the fix before is short enough for a patrol on foot in that time. Written without a division: no time, no way. */
export const isWalked = (lengthM: number, elapsedMs: number, rules: CoverageRules): boolean =>
	lengthM * 3600 <= rules.maxSpeedKmh * elapsedMs;

/** Whether two successive credited fixes of one device make a leg. */
export const isLeg = (lengthM: number, elapsedMs: number, rules: CoverageRules): boolean =>
	elapsedMs <= rules.legMaxS * 1000 && lengthM <= rules.legMaxM;
