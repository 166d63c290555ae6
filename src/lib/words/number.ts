/** How numbers are written: thousands with a comma, one decimal where it matters, and never rounded up to a fullness that is not there. */
import type { Language } from './word-list.ts';

/** 1,234 */
export function count(n: number): string {
	const digits = Math.round(Math.abs(n)).toString();
	const grouped = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
	return n < 0 && digits !== '0' ? `−${grouped}` : grouped;
}

/** A share 0–1 as per cent, without the sign: 91.3. Cut, not rounded, so that 100.0 means all of it; anything above none shows as at least 0.1. */
export function percent(share: number, decimals: 0 | 1 = 1): string {
	const scale = decimals === 1 ? 10 : 1;
	const cut = Math.floor(share * 100 * scale + 1e-9) / scale;
	const shown = share > 0 && cut === 0 ? 1 / scale : cut;
	return shown.toFixed(decimals);
}

/** 1,105.0 — with the given number of decimals. */
export function decimal(n: number, decimals: number): string {
	const [whole = '0', part] = Math.abs(n).toFixed(decimals).split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
	const sign = n < 0 && Number(n.toFixed(decimals)) !== 0 ? '−' : '';
	return sign + (part === undefined ? grouped : `${grouped}.${part}`);
}

/** 13.6 公顷 from a hectare up, 1,234 平方米 below. */
export function area(areaM2: number, language: Language): string {
	if (areaM2 >= 1e8) return `${decimal(areaM2 / 1e6, 0)} ${language === 'zh' ? '平方公里' : 'km²'}`;
	if (areaM2 >= 1e7) return `${decimal(areaM2 / 1e6, 1)} ${language === 'zh' ? '平方公里' : 'km²'}`;
	if (areaM2 >= 10_000) return `${decimal(areaM2 / 10_000, 1)} ${language === 'zh' ? '公顷' : 'ha'}`;
	return `${count(areaM2)} ${language === 'zh' ? '平方米' : 'm²'}`;
}

/** 8 米, 1.2 公里 */
export function distance(lengthM: number, language: Language): string {
	if (lengthM >= 1000) return `${decimal(lengthM / 1000, 1)} ${language === 'zh' ? '公里' : 'km'}`;
	return `${count(lengthM)} ${language === 'zh' ? '米' : 'm'}`;
}

/** 320104 990 001 023: the parts of a grid code set apart; anything else as it is. */
export function gridCode(code: string): string {
	const parts = /^(\d{6})(\d{3})(\d{3})(\d{3})(\d{2})?$/.exec(code);
	return parts ? parts.slice(1).filter(Boolean).join(' ') : code;
}
