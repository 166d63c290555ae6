/**
 * Rules as an administrator writes them: a version and what was typed over it. Judged by the schema that the server judges by; untouched fields
 * keep their value as it was, byte for byte.
 */
import * as v from 'valibot';
import type { Rules } from '#lib/rules/rule-set.ts';
import { RulesSchema } from '#lib/wire/rules-schema.ts';
import { type FieldText, type Row, textOf, valueOf } from './cell-text.ts';
import { RULE_FIELDS, type RuleField } from './rule-fields.ts';

/** By the key of the field. */
export type Edits = Readonly<Record<string, FieldText>>;

export type FaultKind =
	| 'number'
	| 'whole'
	| 'below'
	| 'above'
	| 'empty'
	| 'too-long'
	| 'too-few'
	| 'too-many'
	| 'choice'
	| 'id'
	| 'time-zone'
	| 'hours'
	| 'day'
	| 'twice'
	| 'days-off'
	| 'no-shift'
	| 'overlap'
	| 'seats'
	| 'other';

export interface Fault {
	readonly key: string;
	readonly kind: FaultKind;
	/** The least, the most, or what was found. */
	readonly of: string;
	/** In a table: which row, from 0, and which column; of the whole table: null. */
	readonly row: number | null;
	readonly column: string | null;
}

/** What the schema's own checks say, and where it is shown if not where it was found. */
const CHECKS: Readonly<Record<string, readonly [kind: FaultKind, key?: string]>> = {
	'no such time zone': ['time-zone'],
	'no such hours': ['hours'],
	'no such day': ['day'],
	'an id is used twice': ['twice'],
	'more days off than days': ['days-off', 'posting.limits.daysOffInWindow'],
	'a usual shift that there is not': ['no-shift', 'posting.usualShifts'],
	'usual shifts overlap': ['overlap', 'posting.usualShifts']
};

type Issue = v.BaseIssue<unknown>;

function kindOf(issue: Issue): FaultKind {
	switch (issue.type) {
		case 'number':
			return 'number';
		case 'integer':
			return 'whole';
		case 'min_value':
			return 'below';
		case 'max_value':
			return 'above';
		case 'min_length':
			return Array.isArray(issue.input) ? 'too-few' : 'empty';
		case 'max_length':
			return Array.isArray(issue.input) ? 'too-many' : 'too-long';
		case 'picklist':
			return 'choice';
		case 'regex':
			return 'id';
		case 'check':
			return CHECKS[issue.message]?.[0] ?? 'other';
		default:
			return 'other';
	}
}

function faultOf(issue: Issue): Fault {
	const path = (issue.path ?? []).map(({ key }) => String(key));
	const moved = issue.type === 'check' ? CHECKS[issue.message]?.[1] : undefined;
	const at = path.join('.');
	const field =
		RULE_FIELDS.find(({ key }) => (moved ? key === moved : key === at || at.startsWith(`${key}.`))) ??
		RULE_FIELDS.find(({ key }) => key.startsWith(`${at}.`)) ??
		RULE_FIELDS[0]!;
	const rest = moved ? [] : path.slice(field.path.length);
	const inTable = field.cell.kind === 'table' && rest.length > 0;
	const column = field.cell.kind === 'table' ? field.cell.columns.find(({ name }) => name === rest[1]) : undefined;
	const kind = kindOf(issue);
	const bound = typeof issue.requirement === 'number' ? issue.requirement : null;
	return {
		key: field.key,
		// How seats are written is one line: what cannot be read of it is told once.
		kind: column?.cell.kind === 'seats' && (kind === 'number' || kind === 'empty' || kind === 'other') ? 'seats' : kind,
		of: bound !== null ? String(bound) : typeof issue.input === 'string' || typeof issue.input === 'number' ? String(issue.input) : '',
		row: inTable ? Number(rest[0]) : null,
		column: column?.name ?? null
	};
}

export const valueAt = (rules: Rules, path: readonly string[]): unknown => {
	let at: unknown = rules;
	for (const name of path) at = (at as Readonly<Record<string, unknown>> | undefined)?.[name];
	return at;
};
const withValue = (tree: unknown, [name, ...rest]: readonly string[], value: unknown): unknown =>
	name === undefined
		? value
		: {
				...(tree as object),
				[name]: withValue((tree as Readonly<Record<string, unknown>> | undefined)?.[name], rest, value)
			};

export const fieldText = (field: RuleField, rules: Rules): FieldText => textOf(field.cell, valueAt(rules, field.path));
export const sameText = (a: FieldText, b: FieldText): boolean => JSON.stringify(a) === JSON.stringify(b);

const toldOnce = (faults: readonly Fault[]): readonly Fault[] => [
	...new Map(faults.map((fault) => [fault.kind === 'seats' ? `${fault.key}/${fault.row}` : fault, fault])).values()
];

/** The rules that come of the edits, null where they may not hold, and everything that is wrong with them. */
export function draftOf(base: Rules, edits: Edits): { readonly rules: Rules | null; readonly faults: readonly Fault[] } {
	let written: unknown = base;
	for (const field of RULE_FIELDS) {
		const text = edits[field.key];
		if (text !== undefined) written = withValue(written, field.path, valueOf(field.cell, text));
	}
	const read = v.safeParse(RulesSchema, written);
	return read.success ? { rules: written as Rules, faults: [] } : { rules: null, faults: toldOnce(read.issues.map(faultOf)) };
}

export interface Difference {
	readonly field: RuleField;
	readonly before: FieldText;
	readonly after: FieldText;
}

/** Where a draft says something else than the rules that it is held against. */
export const differences = (held: Rules, base: Rules, edits: Edits): Difference[] =>
	RULE_FIELDS.flatMap((field) => {
		const before = fieldText(field, held);
		const after = edits[field.key] ?? fieldText(field, base);
		return sameText(before, after) ? [] : [{ field, before, after }];
	});

export interface RowChange {
	readonly before: Row | null;
	readonly after: Row | null;
}

/** What changed in a table, row by row, by the rows' ids; a new order alone is one change of nothing. */
export function rowChanges(before: readonly Row[], after: readonly Row[]): RowChange[] {
	const earlier = new Map(before.map((row) => [row['id'], row]));
	const later = new Map(after.map((row) => [row['id'], row]));
	return [
		...before.flatMap((row) => {
			const now = later.get(row['id']) ?? null;
			return now && sameText([row], [now]) ? [] : [{ before: row, after: now }];
		}),
		...after.flatMap((row) => (earlier.has(row['id']) ? [] : [{ before: null, after: row }]))
	];
}
