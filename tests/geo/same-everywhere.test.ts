/** The engine's own functions are the oracle of the values, to the last bits in which engines may differ. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cos, lengthOf, log, power, sin } from '#lib/geo/same-everywhere.ts';

const near = (ours: number, theirs: number, ulps: number): boolean =>
	Math.abs(ours - theirs) <= ulps * Number.EPSILON * Math.max(Math.abs(theirs), Number.MIN_VALUE);

describe('sine, cosine, logarithm, power and length', () => {
	test('are those of the engine to the last bits', () => {
		fc.assert(
			fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (x) => {
				// Near their zeros what counts is the distance itself.
				expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(4e-16);
				expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(4e-16);
			}),
			{ numRuns: 5000 }
		);
		fc.assert(
			fc.property(fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }), (x) => {
				expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(2 * Number.EPSILON * Math.max(1, Math.abs(Math.log(x))));
			}),
			{ numRuns: 5000 }
		);
		fc.assert(
			fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }), (base, to) => {
				expect(near(power(base, to), Math.pow(base, to), 24)).toBe(true);
			}),
			{ numRuns: 5000 }
		);
		fc.assert(
			fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: -1e9, max: 1e9, noNaN: true }), (x, y) => {
				expect(near(lengthOf(x, y), Math.hypot(x, y), 2) || Math.hypot(x, y) < 1e-100).toBe(true);
			})
		);
		expect([log(0), log(-1), log(1), power(2, 0), sin(0), cos(0)]).toEqual([-Infinity, NaN, 0, 1, 0, 1]);
	});
});

test('no verb, and nothing that a verb rests on, uses what each engine may reckon otherwise', () => {
	const root = fileURLToPath(new URL('../../src/lib/', import.meta.url));
	const loose =
		/Math\.(sin|cos|tan|asin|acos|atan2?|hypot|pow|exp|expm1|log|log2|log10|log1p|cbrt|sinh|cosh|tanh)\b|\*\*(?! ?\d)|\d\.\d+ ?\*\*/;
	const filesOf = (path: string, seen = new Set<string>()): Set<string> => {
		if (seen.has(path)) return seen;
		seen.add(path);
		for (const [, from] of readFileSync(path, 'utf8').matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '(\.[^']+)';/gms))
			filesOf(fileURLToPath(new URL(from!, `file://${path}`)), seen);
		return seen;
	};
	const files = [...filesOf(`${root}plan/apply-edit.ts`)];
	expect(files.length).toBeGreaterThan(40);
	// How long a way is on the ground is shown to a person, and moves nothing.
	const shown = ['geo/distance-m.ts', 'plan/plan-figures.ts', 'area/code.ts'];
	const found = files
		.filter((file) => !shown.some((name) => file.endsWith(name)))
		.filter((file) =>
			readFileSync(file, 'utf8')
				.split('\n')
				.some((line) => !/^\s*(\*|\/)/.test(line) && loose.test(line))
		)
		.map((file) => file.slice(root.length));
	expect(found).toEqual([]);
});
