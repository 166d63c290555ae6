/**
 * One point of a report, field by field. Latitude, longitude, accuracy and time are refused by name when they make no sense; the rest
 * (speed, course, battery) is worth less than the fix, so what cannot be read there counts as unknown.
 */
import type { FieldProblem, ReportedFix } from './report.ts';

/** Half the way round the earth: no error estimate can be larger, metres. */
const MAX_ACCURACY_M = 20_037_508;
/** Faster than anything a person carries a phone in, metres a second. */
const MAX_SPEED_MPS = 500;

type Given = string | number | null | undefined;
type Read = { readonly value: number } | { readonly problem: FieldProblem['problem'] };

/** A value with the name the sender gave it. */
export interface Named {
	readonly field: string;
	readonly given: Given;
}

export interface PointFields {
	readonly lat: Named;
	readonly lng: Named;
	readonly accuracyM: Named;
	/** Already in metres a second; use `numberOrNull` and a factor. */
	readonly speedMps: number | null;
	readonly bearingDeg: number | null;
	/** 0–1. */
	readonly battery: number | null;
	readonly time: { readonly field: string; readonly ms: number | null };
	readonly mock: boolean;
}

/** @returns the fix, or every problem found in it. */
export function readPoint(fields: PointFields, index = 0): { readonly fix: ReportedFix } | { readonly problems: readonly FieldProblem[] } {
	const problems: FieldProblem[] = [];
	const need = (named: Named, min: number, max: number): number => {
		const read = readNumber(named.given, min, max);
		if ('value' in read) return read.value;
		problems.push({ index, field: named.field, problem: read.problem });
		return NaN;
	};
	const lat = need(fields.lat, -90, 90);
	const lng = need(fields.lng, -180, 180);
	const accuracyM = isGiven(fields.accuracyM.given) ? need(fields.accuracyM, 0, MAX_ACCURACY_M) : null;
	if (fields.time.ms === null) problems.push({ index, field: fields.time.field, problem: 'not-a-time' });
	if (problems.length > 0 || fields.time.ms === null) return { problems };
	return {
		fix: {
			recordedAtMs: fields.time.ms,
			lng,
			lat,
			accuracyM,
			speedMps: between(fields.speedMps, 0, MAX_SPEED_MPS),
			bearingDeg: courseOf(fields.bearingDeg),
			battery: between(fields.battery, 0, 1),
			mock: fields.mock
		}
	};
}

/** A number written as one, or null: for fields whose absence and nonsense mean the same. */
export function numberOrNull(given: unknown): number | null {
	const read = typeof given === 'string' || typeof given === 'number' ? readNumber(given, -Infinity, Infinity) : null;
	return read !== null && 'value' in read ? read.value : null;
}

/** What a JSON body may hold where a number is due; anything else is handed on as text that is no number. */
export const givenOf = (value: unknown): Given =>
	typeof value === 'number' || typeof value === 'string' ? value : value === undefined || value === null ? null : 'not a number';

const isGiven = (given: Given): given is string | number => given !== null && given !== undefined && String(given).trim() !== '';

function readNumber(given: Given, min: number, max: number): Read {
	if (!isGiven(given)) return { problem: 'missing' };
	const text = String(given).trim();
	// Number() alone would also take hexadecimal, and the word Infinity.
	if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { problem: 'not-a-number' };
	const value = Number(text);
	return value >= min && value <= max ? { value } : { problem: 'out-of-range' };
}

const between = (value: number | null, min: number, max: number): number | null =>
	value !== null && value >= min && value <= max ? value : null;

/** Courses are 0–360; −1 is how phones say unknown. */
const courseOf = (deg: number | null): number | null => (deg !== null && deg >= 0 && deg <= 360 ? deg % 360 : null);
