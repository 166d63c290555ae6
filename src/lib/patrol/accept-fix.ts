/** Whether a fix can be believed at all: impossible values are refused with the field named; impossible times are kept apart, never painted live. */
import { done, refused, type Outcome, type Problem } from '../geo/outcome.ts';
import type { Rules } from '../rules/rule-set.ts';
import type { Fix } from './fix.ts';

/** `live` takes part in the picture; `apart` is stored as evidence and nothing more. */
export type AcceptedFix =
	| { readonly standing: 'live'; readonly fix: Fix }
	| { readonly standing: 'apart'; readonly reason: 'future' | 'too-old'; readonly fix: Fix };

/** `detail.field` names what is wrong, `detail.value` what it said. */
export interface FixProblem extends Problem {
	readonly kind: 'fix-out-of-range';
	readonly detail: {
		readonly field: 'recordedAtMs' | 'lng' | 'lat' | 'accuracyM' | 'speedMps' | 'bearingDeg' | 'battery';
		readonly value: string;
	};
}

const DAY_MS = 86_400_000;
/** The last moment a Date can hold, and the first: outside it is no time at all. */
const DATE_LIMIT_MS = 8.64e15;

type Field = FixProblem['detail']['field'];

/** The first field that holds what cannot be. `null` means unknown where the field allows it. */
function impossible(raw: Fix): Field | null {
	if (!isWithin(raw.recordedAtMs, -DATE_LIMIT_MS, DATE_LIMIT_MS)) return 'recordedAtMs';
	if (!isWithin(raw.lng, -180, 180)) return 'lng';
	if (!isWithin(raw.lat, -90, 90)) return 'lat';
	if (!isWithin(raw.accuracyM, 0, Number.MAX_VALUE)) return 'accuracyM';
	if (!isWithin(raw.speedMps, 0, Number.MAX_VALUE)) return 'speedMps';
	if (!isWithin(raw.bearingDeg, 0, 360)) return 'bearingDeg';
	return isWithin(raw.battery, 0, 1) ? null : 'battery';
}

/** False for what is no number. */
const isWithin = (value: number | null, min: number, max: number): boolean => value === null || (value >= min && value <= max);

/** Infinity is refused everywhere, since no device measures it. */
export function acceptFix(raw: Fix, nowMs: number, rules: Pick<Rules, 'patrol'>): Outcome<AcceptedFix, FixProblem> {
	const field = impossible(raw);
	if (field !== null) return refused({ kind: 'fix-out-of-range', detail: { field, value: String(raw[field]) } });
	// The pair device + time names a fix, so the time is a whole millisecond everywhere from here on.
	const fix: Fix = Number.isInteger(raw.recordedAtMs) ? raw : { ...raw, recordedAtMs: Math.round(raw.recordedAtMs) };
	if (fix.recordedAtMs > nowMs + rules.patrol.maxFutureS * 1000) return done({ standing: 'apart', reason: 'future', fix });
	if (fix.recordedAtMs < nowMs - rules.patrol.maxAgeDays * DAY_MS) return done({ standing: 'apart', reason: 'too-old', fix });
	return done({ standing: 'live', fix });
}
