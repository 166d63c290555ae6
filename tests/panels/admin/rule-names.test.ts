import { expect, test } from 'vitest';
import { RULE_FIELDS, RULE_SECTIONS } from '#lib/board/admin/rule-fields.ts';
import { columnName, faultText, nameKey, optionName, unitOf } from '#lib/panels/admin/rule-names.ts';

test('every topic, group and field of the rules has a name in both languages', () => {
	const paths = [...RULE_SECTIONS, ...RULE_FIELDS.flatMap(({ key, group }) => [key, ...(group ? [group] : [])])];
	expect(paths.filter((path) => nameKey(path) === null)).toEqual([]);
	for (const { cell } of RULE_FIELDS) {
		if (cell.kind === 'choices') for (const option of cell.options) expect(optionName(option, 'zh')).not.toBe(option);
		if (cell.kind === 'table') for (const { name } of cell.columns) expect(columnName(name, 'zh')).not.toBe(name);
	}
});

test('units are those the numbers are kept in', () => {
	const unit = (key: string): string =>
		unitOf(
			RULE_FIELDS.find((field) => field.key === key)!,
			'en'
		);
	expect(unit('coverage.radiusM')).toBe('m');
	expect(unit('coverage.maxSpeedKmh')).toBe('km/h');
	expect(unit('coverage.limitH.low')).toBe('h');
	expect(unit('patrol.lostAfterS')).toBe('s');
	expect(unit('plan.minGridAreaM2')).toBe('m²');
	expect(unit('workload.walkMPerMin')).toBe('m/min');
	expect(unit('ledger.dueMinutes.D3')).toBe('min');
	expect(unit('posting.keepDays.photos')).toBe('days');
	expect(unit('posting.limits.maxShiftsPerWeek')).toBe('');
	expect(unit('ledger.urgentHouseholds')).toBe('');
});

test('a fault within a table says its row, counted from one, and its column', () => {
	const fault = { key: 'posting.shifts', kind: 'hours', of: 'x', row: 1, column: 'hours' } as const;
	expect(faultText(fault, 'zh')).toBe('第 2 行 时段：“x”不是时段，例如 23:00–07:00');
	expect(faultText(fault, 'en')).toBe('Row 2 Hours: "x" is not hours, such as 23:00–07:00');
});
