/** The lead's part of the address: `/duty?from=2026-11-24&days=7&tab=people`. What is at its default is left out, what is malformed is read as left out. */
import { dayOf } from '#lib/duty/local-time.ts';

export interface DutyLook {
	/** First local day; null: today, whenever that is. */
	readonly from: string | null;
	readonly days: 1 | 3 | 7 | null;
	readonly tab: 'roster' | 'people' | 'assign';
}

export function parseDutyLook(params: URLSearchParams): DutyLook {
	const [from, days, tab] = [params.get('from'), Number(params.get('days')), params.get('tab')];
	return {
		from: from !== null && dayOf(from) !== null ? from : null,
		days: days === 1 || days === 3 || days === 7 ? days : null,
		tab: tab === 'people' || tab === 'assign' ? tab : 'roster'
	};
}

/** Writes it into the parameters and leaves every other parameter as it is. */
export function printDutyLook({ from, days, tab }: DutyLook, params: URLSearchParams): URLSearchParams {
	const out = new URLSearchParams(params);
	const set = (key: string, value: string | null): void => (value === null ? out.delete(key) : out.set(key, value));
	set('from', from);
	set('days', days === null || days === 3 ? null : String(days));
	set('tab', tab === 'roster' ? null : tab);
	return out;
}
