/** Reads a TSPLIB file (symmetric TSP) with its own rounding rules. Source: G. Reinelt, TSPLIB 95, sections 1 and 2. */
import { done, refused, type Outcome, type Problem } from '../../geo/outcome.ts';
import type { Distance } from './tour/near-stops.ts';

export interface TsplibInstance {
	readonly name: string;
	readonly count: number;
	/** Between stops counted from 0; whole numbers as TSPLIB rounds them. */
	readonly distance: Distance;
	/** Where distances are measured on a plane. */
	readonly plane: { readonly xs: Float64Array; readonly ys: Float64Array } | null;
	/** What the file calls each stop. */
	readonly names: Int32Array;
}

export interface TsplibProblem extends Problem {
	readonly kind:
		| 'tsplib-no-dimension'
		| 'tsplib-dimension'
		| 'tsplib-type'
		| 'tsplib-weights'
		| 'tsplib-format'
		| 'tsplib-line'
		| 'tsplib-number'
		| 'tsplib-few'
		| 'tsplib-many'
		| 'tsplib-node'
		| 'tsplib-node-twice'
		| 'tsplib-uneven';
}

const MOST_STOPS = 200_000;
/** A file that writes every pair needs room for each: about 800 MB. */
const MOST_EXPLICIT = 10_000;
const PLANE = ['EUC_2D', 'CEIL_2D', 'MAN_2D', 'MAX_2D', 'ATT'];
const SPACE = ['EUC_3D', 'MAN_3D', 'MAX_3D'];
const FORMATS = [
	...['FULL_MATRIX', 'UPPER_ROW', 'LOWER_ROW', 'UPPER_DIAG_ROW', 'LOWER_DIAG_ROW'],
	...['UPPER_COL', 'LOWER_COL', 'UPPER_DIAG_COL', 'LOWER_DIAG_COL']
];

/** nint() of TSPLIB. */
const nearest = (x: number): number => Math.floor(x + 0.5);

class Refused extends Error {
	readonly problem: TsplibProblem;
	constructor(kind: TsplibProblem['kind'], detail: Readonly<Record<string, string | number>> = {}) {
		super(kind);
		this.problem = { kind, detail };
	}
}

export function readTsplib(text: string): Outcome<TsplibInstance, TsplibProblem> {
	try {
		return done(read(text));
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return refused(error.problem);
	}
}

function read(text: string): TsplibInstance {
	const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
	const heads = new Map<string, { value: string; line: number }>();
	const sections = new Map<string, Section>();
	for (let l = 0; l < lines.length;) {
		const line = lines[l]!.trim();
		if (line === '' || line === 'EOF') {
			l++;
			if (line === 'EOF') break;
			continue;
		}
		const head = /^([A-Z0-9_]+)\s*:\s*(.*)$/i.exec(line);
		if (head && !/_SECTION$/i.test(head[1]!)) {
			heads.set(head[1]!.toUpperCase(), { value: head[2]!.trim(), line: l + 1 });
			l++;
			continue;
		}
		const section = /^([A-Z0-9_]+_SECTION)\s*:?$/i.exec(line);
		if (!section) throw new Refused('tsplib-line', { line: l + 1, found: line.slice(0, 40) });
		l = readSection(lines, l + 1, sections, section[1]!.toUpperCase());
	}
	const type = heads.get('TYPE')?.value.split(/\s/)[0]?.toUpperCase() ?? 'TSP';
	if (type !== 'TSP') throw new Refused('tsplib-type', { found: type });
	const dimension = heads.get('DIMENSION');
	if (!dimension) throw new Refused('tsplib-no-dimension');
	const count = Number(dimension.value);
	if (!/^\d+$/.test(dimension.value) || count < 1 || count > MOST_STOPS)
		throw new Refused('tsplib-dimension', { line: dimension.line, found: dimension.value.slice(0, 40), most: MOST_STOPS });
	const name = heads.get('NAME')?.value ?? '';
	const weights = heads.get('EDGE_WEIGHT_TYPE')?.value.toUpperCase() ?? '';
	if (weights === 'EXPLICIT') {
		if (count > MOST_EXPLICIT) throw new Refused('tsplib-dimension', { line: dimension.line, found: count, most: MOST_EXPLICIT });
		const format = heads.get('EDGE_WEIGHT_FORMAT')?.value.toUpperCase() ?? '';
		if (!FORMATS.includes(format)) throw new Refused('tsplib-format', { found: format || '–', wanted: FORMATS.join(', ') });
		const matrix = explicit(sections.get('EDGE_WEIGHT_SECTION'), count, format);
		return {
			name,
			count,
			distance: (i, j) => matrix[i * count + j]!,
			plane: null,
			names: Int32Array.from({ length: count }, (_, i) => i + 1)
		};
	}
	const spatial = SPACE.includes(weights);
	if (!PLANE.includes(weights) && !spatial && weights !== 'GEO')
		throw new Refused('tsplib-weights', { found: weights || '–', wanted: [...PLANE, ...SPACE, 'GEO', 'EXPLICIT'].join(', ') });
	const { names, axes } = coordinates(sections.get('NODE_COORD_SECTION'), count, spatial ? 3 : 2);
	const distance = weights === 'GEO' ? geographic(axes) : weights.endsWith('3D') ? inSpace(axes, weights) : onPlane(axes, weights);
	const flat = weights !== 'GEO' && !spatial;
	return { name, count, distance, plane: flat ? { xs: axes[0]!, ys: axes[1]! } : null, names };
}

interface Section {
	/** The line after its name. */
	readonly from: number;
	readonly numbers: readonly number[];
	/** The line of the file each number stands in. */
	readonly lineOf: readonly number[];
	readonly to: number;
}

/** Reads numbers up to the next word. */
function readSection(lines: readonly string[], from: number, sections: Map<string, Section>, name: string): number {
	const numbers: number[] = [];
	const lineOf: number[] = [];
	let l = from;
	for (; l < lines.length; l++) {
		const line = lines[l]!.trim();
		if (line === '') continue;
		if (/^[A-Z_]{2,}/i.test(line) && !/^(nan|inf)/i.test(line)) break;
		for (const word of line.split(/\s+/)) {
			const number = Number(word);
			if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) || !Number.isFinite(number))
				throw new Refused('tsplib-number', { line: l + 1, found: word.slice(0, 40) });
			numbers.push(number);
			lineOf.push(l + 1);
		}
	}
	sections.set(name, { from, numbers, lineOf, to: l });
	return l;
}

function coordinates(section: Section | undefined, count: number, width: number): { names: Int32Array; axes: readonly Float64Array[] } {
	const wanted = count * (width + 1);
	const found = section?.numbers.length ?? 0;
	if (!section || found < wanted) throw new Refused('tsplib-few', { section: 'NODE_COORD_SECTION', found, wanted });
	if (found > wanted) throw new Refused('tsplib-many', { line: section.lineOf[wanted]!, section: 'NODE_COORD_SECTION', found, wanted });
	const names = new Int32Array(count);
	const axes = Array.from({ length: width }, () => new Float64Array(count));
	const seen = new Set<number>();
	for (let i = 0; i < count; i++) {
		const at = i * (width + 1);
		const name = section.numbers[at]!;
		if (!Number.isInteger(name) || Math.abs(name) > 2 ** 31 - 1)
			throw new Refused('tsplib-node', { line: section.lineOf[at]!, found: name });
		if (seen.has(name)) throw new Refused('tsplib-node-twice', { line: section.lineOf[at]!, found: name });
		seen.add(name);
		names[i] = name;
		axes.forEach((axis, a) => (axis[i] = section.numbers[at + 1 + a]!));
	}
	return { names, axes };
}

function onPlane([xs, ys]: readonly Float64Array[], weights: string): Distance {
	const x = xs!;
	const y = ys!;
	switch (weights) {
		case 'CEIL_2D':
			return (i, j) => Math.ceil(Math.sqrt((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2));
		case 'MAN_2D':
			return (i, j) => nearest(Math.abs(x[i]! - x[j]!) + Math.abs(y[i]! - y[j]!));
		case 'MAX_2D':
			return (i, j) => Math.max(nearest(Math.abs(x[i]! - x[j]!)), nearest(Math.abs(y[i]! - y[j]!)));
		case 'ATT':
			// The "pseudo-Euclidean" distance: rounded, and up by one where that fell below the true value.
			return (i, j) => Math.ceil(Math.sqrt(((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2) / 10));
		default:
			return (i, j) => {
				const dx = x[i]! - x[j]!;
				const dy = y[i]! - y[j]!;
				return Math.floor(Math.sqrt(dx * dx + dy * dy) + 0.5);
			};
	}
}

function inSpace([x, y, z]: readonly Float64Array[], weights: string): Distance {
	const apart = (axis: Float64Array | undefined, i: number, j: number): number => Math.abs(axis![i]! - axis![j]!);
	switch (weights) {
		case 'MAN_3D':
			return (i, j) => nearest(apart(x, i, j) + apart(y, i, j) + apart(z, i, j));
		case 'MAX_3D':
			return (i, j) => Math.max(nearest(apart(x, i, j)), nearest(apart(y, i, j)), nearest(apart(z, i, j)));
		default:
			return (i, j) => nearest(Math.sqrt(apart(x, i, j) ** 2 + apart(y, i, j) ** 2 + apart(z, i, j) ** 2));
	}
}

/** Degrees and minutes as `DDD.MM`; kilometres on TSPLIB's own sphere, with its own π, cut and raised as it says. */
function geographic([xs, ys]: readonly Float64Array[]): Distance {
	const PI = 3.141592;
	const RADIUS_KM = 6378.388;
	const radians = (value: number): number => {
		const degrees = Math.trunc(value);
		return (PI * (degrees + (5 * (value - degrees)) / 3)) / 180;
	};
	const latitude = xs!.map(radians);
	const longitude = ys!.map(radians);
	return (i, j) => {
		if (i === j) return 0;
		const q1 = Math.cos(longitude[i]! - longitude[j]!);
		const q2 = Math.cos(latitude[i]! - latitude[j]!);
		const q3 = Math.cos(latitude[i]! + latitude[j]!);
		const cosine = 0.5 * ((1 + q1) * q2 - (1 - q1) * q3);
		return Math.trunc(RADIUS_KM * Math.acos(Math.max(-1, Math.min(1, cosine))) + 1);
	};
}

/** A column-wise triangle of one side is the row-wise one of the other. */
function explicit(section: Section | undefined, count: number, format: string): Float64Array {
	const diagonal = format.includes('DIAG');
	const full = format === 'FULL_MATRIX';
	const wanted = full ? count * count : (count * (count - 1)) / 2 + (diagonal ? count : 0);
	const found = section?.numbers.length ?? 0;
	if (!section || found < wanted) throw new Refused('tsplib-few', { section: 'EDGE_WEIGHT_SECTION', found, wanted });
	if (found > wanted) throw new Refused('tsplib-many', { line: section.lineOf[wanted]!, section: 'EDGE_WEIGHT_SECTION', found, wanted });
	const matrix = new Float64Array(count * count);
	const { numbers } = section;
	if (full) {
		matrix.set(numbers);
		for (let i = 0; i < count; i++)
			for (let j = 0; j < i; j++)
				if (matrix[i * count + j] !== matrix[j * count + i])
					throw new Refused('tsplib-uneven', { line: section.lineOf[i * count + j]!, from: i + 1, to: j + 1 });
		return matrix;
	}
	const upper = format.startsWith('UPPER') === format.endsWith('ROW');
	let at = 0;
	for (let i = 0; i < count; i++) {
		const [from, to] = upper ? [diagonal ? i : i + 1, count] : [0, diagonal ? i + 1 : i];
		for (let j = from; j < to; j++) matrix[i * count + j] = matrix[j * count + i] = numbers[at++]!;
	}
	return matrix;
}
