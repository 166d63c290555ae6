/**
 * The planner's part of the address: `/plan?draft=12`, `/plan?on=2026-11-20` (a past day; `at=2026-11-20` is read as well), `/plan?a=now&b=d12&split=0.5&mode=swipe`.
 * What is malformed is read as left out.
 */

/** A plan by its number (`p128`), a draft by its (`d12`), or whatever plan holds (`now`). */
export type SideRef = { readonly kind: 'now' } | { readonly kind: 'plan' | 'draft'; readonly id: number };
export type CompareMode = 'swipe' | 'side' | 'diff';

export interface CompareLook {
	readonly a: SideRef;
	readonly b: SideRef;
	/** 0: all B … 1: all A. */
	readonly split: number;
	readonly mode: CompareMode;
}

export interface PlanLook {
	readonly draftId: number | null;
	/** `YYYY-MM-DD`, in China's time. */
	readonly on: string | null;
	readonly compare: CompareLook | null;
}

const MODES: readonly CompareMode[] = ['swipe', 'side', 'diff'];
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export function parsePlanLook(params: URLSearchParams): PlanLook {
	const [a, b] = [parseSide(params.get('a')), parseSide(params.get('b'))];
	const mode = params.get('mode') as CompareMode | null;
	const split = Number(params.get('split') ?? 'x');
	const on = [params.get('on'), params.get('at')].find((day) => day !== null && DAY.test(day)) ?? null;
	return {
		draftId: wholeNumber(params.get('draft')),
		on,
		compare:
			a && b
				? {
						a,
						b,
						split: Number.isFinite(split) && split >= 0 && split <= 1 ? split : 0.5,
						mode: mode !== null && MODES.includes(mode) ? mode : 'swipe'
					}
				: null
	};
}

/** Writes it into the parameters and leaves every other parameter as it is. */
export function printPlanLook({ draftId, on, compare }: PlanLook, params: URLSearchParams): URLSearchParams {
	const out = new URLSearchParams(params);
	const set = (key: string, value: string | null): void => (value === null ? out.delete(key) : out.set(key, value));
	set('draft', draftId === null ? null : String(draftId));
	set('on', on);
	set('a', compare && printSide(compare.a));
	set('b', compare && printSide(compare.b));
	set('split', compare && compare.split !== 0.5 ? String(Math.round(compare.split * 1000) / 1000) : null);
	set('mode', compare && compare.mode !== 'swipe' ? compare.mode : null);
	return out;
}

export const printSide = (side: SideRef): string => (side.kind === 'now' ? 'now' : `${side.kind[0]}${side.id}`);

export function parseSide(text: string | null): SideRef | null {
	if (text === 'now') return { kind: 'now' };
	const id = wholeNumber(text?.slice(1) ?? null);
	if (id === null) return null;
	return text![0] === 'p' ? { kind: 'plan', id } : text![0] === 'd' ? { kind: 'draft', id } : null;
}

const wholeNumber = (text: string | null): number | null => (text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null);
