import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOf, valueOf, type Row } from '#lib/board/admin/cell-text.ts';
import { differences, draftOf, fieldText, rowChanges, valueAt, type Edits } from '#lib/board/admin/rule-draft.ts';
import { RULE_FIELDS, type RuleField } from '#lib/board/admin/rule-fields.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const field = (key: string): RuleField => {
	const found = RULE_FIELDS.find((one) => one.key === key);
	if (!found) throw new Error(`no field ${key}`);
	return found;
};
const rowsOf = (key: string): readonly Row[] => fieldText(field(key), DEFAULT_RULES) as readonly Row[];

test('the default rules come back from the form byte for byte, touched or not', () => {
	const untouched = draftOf(DEFAULT_RULES, {});
	expect(untouched.faults).toEqual([]);
	expect(JSON.stringify(untouched.rules)).toBe(JSON.stringify(DEFAULT_RULES));
	const everything = Object.fromEntries(RULE_FIELDS.map((one) => [one.key, fieldText(one, DEFAULT_RULES)]));
	const touched = draftOf(DEFAULT_RULES, everything);
	expect(touched.faults).toEqual([]);
	expect(JSON.stringify(touched.rules)).toBe(JSON.stringify(DEFAULT_RULES));
});

test('every number, switch and text of the rules has a field', () => {
	const leaves = (value: unknown, path: string): string[] =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`))
			: [path];
	expect(RULE_FIELDS.map(({ key }) => key).sort()).toEqual(leaves(DEFAULT_RULES, '').sort());
});

test('any list and any seats read as what was written, whatever signs the names hold', () => {
	const name = fc.string({ minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(fc.array(name, { maxLength: 5 }), (items) => {
			expect(valueOf({ kind: 'list', of: 'text' }, textOf({ kind: 'list', of: 'text' }, items))).toEqual(items);
		})
	);
	const seat = fc.record({ roles: fc.array(name, { maxLength: 3 }), count: fc.integer({ min: 1, max: 50 }) });
	fc.assert(
		fc.property(fc.array(seat, { maxLength: 4 }), (seats) => {
			expect(valueOf({ kind: 'seats' }, textOf({ kind: 'seats' }, seats))).toEqual(seats);
		})
	);
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
			const cell = { kind: 'number', least: null, most: null, whole: false } as const;
			expect(valueOf(cell, textOf(cell, n))).toBe(n === 0 ? 0 : n);
		})
	);
});

const faultAt = (edits: Edits) =>
	draftOf(DEFAULT_RULES, edits).faults.map(({ key, kind, of, row, column }) => ({ key, kind, of, row, column }));

test('a fault is told at its field, with the bound that it breaks', () => {
	expect(faultAt({ 'coverage.radiusM': '0' })).toEqual([{ key: 'coverage.radiusM', kind: 'below', of: '1', row: null, column: null }]);
	expect(faultAt({ 'coverage.limitH.high': '721' })).toMatchObject([{ key: 'coverage.limitH.high', kind: 'above', of: '720' }]);
	expect(faultAt({ 'ledger.urgentHouseholds': '1.5' })).toMatchObject([{ key: 'ledger.urgentHouseholds', kind: 'whole' }]);
	for (const text of ['', 'abc', '1,5', 'Infinity', '0x10'])
		expect(faultAt({ 'patrol.lostAfterS': text }), text).toMatchObject([{ key: 'patrol.lostAfterS', kind: 'number' }]);
	expect(faultAt({ 'duty.timeZone': 'Moon/Base' })).toMatchObject([{ key: 'duty.timeZone', kind: 'time-zone', of: 'Moon/Base' }]);
	expect(faultAt({ 'posting.holidays': '2026-10-01, 2026-02-30' })).toMatchObject([
		{ key: 'posting.holidays', kind: 'day', of: '2026-02-30' }
	]);
	expect(faultAt({ 'posting.limits.nightHours': 'late' })).toMatchObject([{ key: 'posting.limits.nightHours', kind: 'hours' }]);
});

test('what two fields break together is told at one of them', () => {
	expect(faultAt({ 'posting.limits.daysOffInWindow': '8' })).toMatchObject([{ key: 'posting.limits.daysOffInWindow', kind: 'days-off' }]);
	expect(faultAt({ 'posting.usualShifts': 'night, noon' })).toMatchObject([{ key: 'posting.usualShifts', kind: 'no-shift' }]);
	expect(faultAt({ 'posting.usualShifts': 'morning, day' })).toMatchObject([{ key: 'posting.usualShifts', kind: 'overlap' }]);
});

test('in a table the row and the column are told', () => {
	const shifts = rowsOf('posting.shifts').map((row, i) => (i === 1 ? { ...row, hours: 'x' } : row));
	expect(faultAt({ 'posting.shifts': shifts })).toContainEqual({ key: 'posting.shifts', kind: 'hours', of: 'x', row: 1, column: 'hours' });
	const roles = rowsOf('posting.roles').map((row, i) => (i === 2 ? { ...row, weight: '0' } : row));
	expect(faultAt({ 'posting.roles': roles })).toEqual([{ key: 'posting.roles', kind: 'below', of: '1', row: 2, column: 'weight' }]);
	const twice = rowsOf('posting.roles').map((row) => ({ ...row, id: 'police' }));
	expect(faultAt({ 'posting.roles': twice })).toMatchObject([{ key: 'posting.roles', kind: 'twice', row: null }]);
	const squads = rowsOf('duty.squadTemplates').map((row, i) => (i === 0 ? { ...row, seats: 'many' } : row));
	expect(faultAt({ 'duty.squadTemplates': squads })).toMatchObject([{ kind: 'seats', row: 0, column: 'seats' }]);
});

test('only what was changed is changed, and it is listed', () => {
	const squads = rowsOf('duty.squadTemplates').map((row) => (row['id'] === '1+X' ? { ...row, seats: '1 grid-leader, 3 *' } : row));
	const edits: Edits = { 'coverage.radiusM': ' 30 ', 'duty.needsBackup': 'grid', 'duty.squadTemplates': squads };
	const { rules } = draftOf(DEFAULT_RULES, edits);
	expect(rules).toEqual({
		...DEFAULT_RULES,
		coverage: { ...DEFAULT_RULES.coverage, radiusM: 30 },
		duty: {
			...DEFAULT_RULES.duty,
			needsBackup: ['grid'],
			squadTemplates: DEFAULT_RULES.duty.squadTemplates.map((one) =>
				one.id === '1+X'
					? {
							...one,
							seats: [
								{ roles: ['grid-leader'], count: 1 },
								{ roles: [], count: 3 }
							]
						}
					: one
			)
		}
	});
	expect(differences(DEFAULT_RULES, DEFAULT_RULES, edits).map((one) => one.field.key)).toEqual([
		'coverage.radiusM',
		'duty.needsBackup',
		'duty.squadTemplates'
	]);
	expect(valueAt(DEFAULT_RULES, ['coverage', 'radiusM'])).toBe(25);
	expect(rowChanges(rowsOf('duty.squadTemplates'), squads)).toEqual([{ before: rowsOf('duty.squadTemplates')[0], after: squads[0] }]);
});

test('an older version without edits differs from what holds by exactly its own numbers', () => {
	const older = { ...DEFAULT_RULES, patrol: { ...DEFAULT_RULES.patrol, lostAfterS: 600 } };
	expect(differences(DEFAULT_RULES, older, {})).toMatchObject([{ field: { key: 'patrol.lostAfterS' }, before: '300', after: '600' }]);
	expect(differences(DEFAULT_RULES, older, { 'patrol.lostAfterS': '300' })).toEqual([]);
});
