/**
 * Grid codes: district 6 + street 3 + community 3 + grid 3 digits, and two more for a micro-grid. A code is never reused and never renumbered,
 * so numbering only ever looks at every code that was given out, ended grids included.
 */
import { done, refused, type Outcome, type Problem } from '../geo/outcome.ts';
import type { Position } from '../geo/position.ts';

export interface GridCode {
	/** The whole code: 15 digits, 17 for a micro-grid. */
	readonly text: string;
	/** 6 digits. */
	readonly district: string;
	/** The district's 6 digits and the street's 3. */
	readonly street: string;
	/** The street's 9 digits and the community's 3. */
	readonly community: string;
	/** Number of the grid within its community, 1–999. */
	readonly grid: number;
	/** Number of the micro-grid within its grid, 1–99; null for a whole grid. */
	readonly micro: number | null;
}

export interface CodeProblem extends Problem {
	readonly kind: 'code-missing' | 'code-malformed' | 'code-zero' | 'codes-used-up';
}

/** Reads a grid's or micro-grid's code. Number 0 belongs to no grid: 000 is how a code of the level above is padded. */
export function parseGridCode(text: string): Outcome<GridCode, CodeProblem> {
	if (text === '') return refused({ kind: 'code-missing' });
	if (!/^\d{15}(\d{2})?$/.test(text)) return refused({ kind: 'code-malformed', detail: { code: text } });
	const grid = Number(text.slice(12, 15));
	const micro = text.length === 17 ? Number(text.slice(15)) : null;
	if (grid === 0 || micro === 0) return refused({ kind: 'code-zero', detail: { code: text } });
	return done({ text, district: text.slice(0, 6), street: text.slice(0, 9), community: text.slice(0, 12), grid, micro });
}

/** The code of a grid number in a community (12 digits). */
export function formatGridCode(community: string, grid: number, micro: number | null = null): string {
	const tail = micro === null ? '' : String(micro).padStart(2, '0');
	return `${community}${String(grid).padStart(3, '0')}${tail}`;
}

/** For reading aloud and comparing by eye: `320104 990 001 023`. */
export function spacedCode(code: string): string {
	return [code.slice(0, 6), code.slice(6, 9), code.slice(9, 12), code.slice(12, 15), code.slice(15)]
		.filter((part) => part !== '')
		.join(' ');
}

/**
 * The next free code in a community: one above the highest ever given out there, so that the number of an ended grid never comes back even
 * when it was the last.
 * @param given every code that was ever given out, of any community
 */
export function nextGridCode(community: string, given: Iterable<string>): Outcome<string, CodeProblem> {
	return nextNumber(community, given, 15, 999);
}

/** The next free micro-grid code within a grid's 15 digits. */
export function nextMicroCode(grid: string, given: Iterable<string>): Outcome<string, CodeProblem> {
	return nextNumber(grid, given, 17, 99);
}

function nextNumber(parent: string, given: Iterable<string>, digits: 15 | 17, last: number): Outcome<string, CodeProblem> {
	if (!/^\d+$/.test(parent) || parent.length !== (digits === 15 ? 12 : 15))
		return refused({ kind: 'code-malformed', detail: { code: parent } });
	let highest = 0;
	for (const code of given) {
		// A micro-grid keeps its grid's number taken as well.
		if (code.length >= digits && code.startsWith(parent)) highest = Math.max(highest, Number(code.slice(parent.length, digits)));
	}
	if (highest >= last) return refused({ kind: 'codes-used-up', detail: { parent, last } });
	return done(`${parent}${String(highest + 1).padStart(digits - parent.length, '0')}`);
}

/**
 * The order of a first numbering: rows from north to south, each read from west to east. Places less than a row's height apart in latitude
 * are one row; the height is what the places themselves suggest, the side of the square that each would have if they shared their box evenly.
 * @returns the places' indexes in the order in which they are numbered
 */
export function firstNumbering(places: readonly Position[]): number[] {
	const lngs = places.map(([lng]) => lng);
	const lats = places.map(([, lat]) => lat);
	const shrink = Math.cos(((Math.min(...lats) + Math.max(...lats)) / 2) * (Math.PI / 180));
	const wide = (Math.max(...lngs) - Math.min(...lngs)) * shrink;
	const high = Math.max(...lats) - Math.min(...lats);
	// n places on a w × h box stand in about √(n·h/w) rows.
	const rows = wide === 0 ? places.length : Math.max(1, Math.round(Math.sqrt((places.length * high) / wide)));
	const rowHigh = rows <= 1 ? Infinity : high / (rows - 1);
	const north = Math.max(...lats);
	const rowOf = ([, lat]: Position): number => (rowHigh === Infinity || rowHigh === 0 ? 0 : Math.round((north - lat) / rowHigh));
	return places
		.map((_, i) => i)
		.sort((a, b) => {
			const [p, q] = [places[a] as Position, places[b] as Position];
			return rowOf(p) - rowOf(q) || p[0] - q[0] || q[1] - p[1] || a - b;
		});
}
