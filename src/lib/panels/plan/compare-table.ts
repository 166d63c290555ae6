/** The table of differences, once for the screen and for the file: what is compared, A, B and the change, already written out. */
import type { ComparedGrid, PlanComparison } from '#lib/plan/compare.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import { count, percent } from '#lib/words/number.ts';
import { t } from '../preferences.svelte.ts';
import { changeText, figureText, loadText } from './figure-words.ts';

export interface DifferenceRow {
	readonly key: string;
	readonly title: string;
	readonly target: string | null;
	readonly a: string;
	readonly b: string;
	readonly change: string;
	/** B is within the target; null where there is none. */
	readonly met: boolean | null;
	/** What a planner looks for first. */
	readonly strong: boolean;
}

export function differenceRows(of: PlanComparison, rules: Rules['workload']): DifferenceRow[] {
	const rows: DifferenceRow[] = [];
	const add = (key: string, title: string, a: string, b: string, change: string, more: Partial<DifferenceRow> = {}): void =>
		void rows.push({ key, title, a, b, change, target: null, met: null, strong: false, ...more });
	const less = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : b - a);
	const aimed = (key: string, title: string, of: { a: number | null; b: number | null }, decimals: number, target: number): void =>
		add(key, title, figureText(of.a, decimals), figureText(of.b, decimals), changeText(less(of.a, of.b), decimals), {
			target: t('diff.target', { n: target.toFixed(2) }),
			met: of.b !== null && of.b <= target
		});
	add('grids', t('diff.grids'), count(of.grids.a), count(of.grids.b), changeText(of.grids.b - of.grids.a, 0));
	add('changed', t('diff.changed'), '—', count(of.changed.size), '');
	add('buildings', t('diff.buildings'), '—', count(of.buildings), '');
	add('households', t('diff.households'), '—', count(of.households), '');
	add('worker', t('diff.worker'), '—', count(of.residentsChangingWorker), '', { strong: true });
	aimed('cv', t('diff.cv'), of.cv, 3, rules.targetCv);
	aimed('max', t('diff.max'), of.maxToMean, 2, rules.targetMaxToMean);
	add('gini', t('diff.gini'), figureText(of.gini.a, 3), figureText(of.gini.b, 3), changeText(less(of.gini.a, of.gini.b), 3));
	add(
		'overloaded',
		t('diff.overloaded', { ratio: rules.targetMaxToMean.toFixed(2) }),
		count(of.overloaded.a),
		count(of.overloaded.b),
		changeText(of.overloaded.b - of.overloaded.a, 0)
	);
	add(
		'compact',
		t('diff.compact'),
		figureText(of.compactness.a, 3),
		figureText(of.compactness.b, 3),
		changeText(less(of.compactness.a, of.compactness.b), 3)
	);
	if (of.coverage) {
		const { a, b } = of.coverage;
		const [was, is] = [a.buildings > 0 ? a.covered / a.buildings : null, b.buildings > 0 ? b.covered / b.buildings : null];
		add(
			'covered',
			t('diff.covered'),
			was === null ? '—' : `${percent(was)}%`,
			is === null ? '—' : `${percent(is)}%`,
			was === null || is === null ? '—' : t('diff.points', { n: changeText((is - was) * 100, 1) })
		);
		const [open, now] = [a.buildings - a.covered, b.buildings - b.covered];
		add('uncovered', t('diff.uncovered'), count(open), count(now), changeText(now - open, 0));
	}
	return rows;
}

export const householdsChange = ({ a, b }: ComparedGrid): number => (b?.households ?? 0) - (a?.households ?? 0);

/** Both tables, for a spreadsheet: UTF-8 with its mark, lines ended as RFC 4180 asks. */
export function differencesCsv(
	of: PlanComparison,
	rules: Rules['workload'],
	names: { a: string; b: string },
	workerOf: (code: ComparedGrid['code']) => string
): string {
	const lines: (readonly (string | number)[])[] = [
		[t('compare.title'), `A ${names.a}`, `B ${names.b}`, t('diff.change')],
		...differenceRows(of, rules).map(({ title, target, a, b, change }) => [target ? `${title} ${target}` : title, a, b, change]),
		[],
		[
			t('cover.grid'),
			t('draft.name'),
			t('diff.worker-column'),
			`${t('grid.load')} A`,
			`${t('grid.load')} B`,
			t('diff.change'),
			`${t('grid.households')} A`,
			`${t('grid.households')} B`,
			t('diff.worker')
		],
		...of.rows.map((row) => [
			row.code,
			row.name,
			workerOf(row.code),
			loadText(row.a?.workload.load),
			loadText(row.b?.workload.load),
			changeText(row.loadChange, 2),
			row.a?.households ?? '',
			row.b?.households ?? '',
			row.residentsChangingWorker
		])
	];
	return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Quoted where it must be; a text that a spreadsheet would run as a formula, or cut down as a number, stays text. */
function cell(value: string | number): string {
	if (typeof value === 'number') return String(value);
	const plain = value.replaceAll('−', '-');
	if (/^\d{12,}$/.test(plain)) return `"=""${plain}"""`;
	const safe = /^[=@\t\r]|^[+-](?!\d)/.test(plain) ? `'${plain}` : plain;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
