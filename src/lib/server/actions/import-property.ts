/** Reads the properties of features: text that may be a number in the file, numbers that may be text. */
import type { RefusalKind } from './import-feature.ts';

/** Thrown while one feature is read and caught there: why it is refused. */
export class PropertyRefused extends Error {
	readonly kind: RefusalKind = 'property-malformed';
	readonly detail: Readonly<Record<string, string | number>>;

	constructor(name: string, found: unknown, wanted: string) {
		super(name);
		const text = JSON.stringify(found) ?? 'nothing';
		this.detail = { name, found: text.length > 40 ? `${text.slice(0, 37)}…` : text, wanted };
	}
}

export type Properties = Readonly<Record<string, unknown>>;

/** The first of the names that holds text or a number, as text without space around it; empty when there is none. */
export function textOf(properties: Properties, ...names: readonly string[]): string {
	for (const name of names) {
		const value = properties[name];
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
	}
	return '';
}

/** A whole number from 0 up. @throws PropertyRefused for anything else that is there. */
export function countOf(properties: Properties, names: readonly string[], otherwise: number): number {
	for (const name of names) {
		const value = properties[name];
		if (value === undefined || value === null || value === '') continue;
		const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
		if (typeof number !== 'number' || !Number.isFinite(number) || number < 0 || number > MAX_COUNT) {
			throw new PropertyRefused(name, value, `0…${MAX_COUNT}`);
		}
		return Math.round(number);
	}
	return otherwise;
}
const MAX_COUNT = 1_000_000;

/** OpenStreetMap's levels may be `5;6`, `3.5` or a remark: the greatest number in it, or nothing. */
export function levelsOf(properties: Properties): number | null {
	const value = properties['building:levels'];
	const numbers = String(value ?? '').match(/\d+(\.\d+)?/g);
	if (!numbers) return null;
	const most = Math.round(Math.max(...numbers.map(Number)));
	return most > 0 && most <= 200 ? most : null;
}
