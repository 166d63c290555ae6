/** How the planner's figures are written: loads to two places, a change with its sign, unknown as a dash. */
import { count, decimal } from '#lib/words/number.ts';

export const loadText = (load: number | null | undefined): string => (load === null || load === undefined ? '—' : decimal(load, 2));
export const figureText = (n: number | null | undefined, decimals: number): string =>
	n === null || n === undefined ? '—' : decimal(n, decimals);
/** +0.16, −0.26, 0.00 */
export function changeText(n: number | null, decimals: number): string {
	if (n === null) return '—';
	const text = decimals === 0 ? count(n) : decimal(n, decimals);
	return Number(n.toFixed(decimals)) > 0 ? `+${text}` : text;
}
/** The number that a grid is called by within its community: 27 of 320104990001027. */
export const gridNumber = (code: string): string => String(Number(code.slice(12, 15))) + (code.length > 15 ? `-${code.slice(15)}` : '');
