/**
 * Sine, cosine, logarithm, power and length that give the same bits in every engine. The language leaves `Math.sin`, `Math.hypot`, `**` and their like to each
 * engine's approximation, and one bit can move a point of a border by a lattice step: browser and server must draw the same plan. Here is nothing but
 * + − × ÷ and square roots, which IEEE 754 rounds alike everywhere.
 */

/** π/2 in two parts: the first has few enough bits that small whole multiples of it are exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
/** ln 2 likewise. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT2 = Math.SQRT2;

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
/** Which half holds sign and exponent. */
const UPPER = ((): 0 | 1 => {
	word[0] = 1;
	return halves[0] === 0 ? 1 : 0;
})();

/** Taylor's series, for |x| ≤ π/4: what is left out is less than a hundredth of the last bit. */
function sinSmall(x: number): number {
	const z = x * x;
	return (
		x +
		x *
			z *
			(-1 / 6 +
				z *
					(1 / 120 +
						z *
							(-1 / 5040 +
								z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000))))))))
	);
}

function cosSmall(x: number): number {
	const z = x * x;
	return (
		1 -
		z *
			(1 / 2 -
				z *
					(1 / 24 -
						z * (1 / 720 - z * (1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z * (1 / 20922789888000))))))))
	);
}

/** To two units in the last place, for angles of a few turns at most (radians). */
export function sin(x: number): number {
	const turns = Math.round(x / (HALF_PI_HIGH + HALF_PI_LOW));
	const rest = x - turns * HALF_PI_HIGH - turns * HALF_PI_LOW;
	switch (turns & 3) {
		case 0:
			return sinSmall(rest);
		case 1:
			return cosSmall(rest);
		case 2:
			return -sinSmall(rest);
		default:
			return -cosSmall(rest);
	}
}

/** As `sin`. */
export function cos(x: number): number {
	const turns = Math.round(x / (HALF_PI_HIGH + HALF_PI_LOW));
	const rest = x - turns * HALF_PI_HIGH - turns * HALF_PI_LOW;
	switch (turns & 3) {
		case 0:
			return cosSmall(rest);
		case 1:
			return -sinSmall(rest);
		case 2:
			return -cosSmall(rest);
		default:
			return sinSmall(rest);
	}
}

/** Natural logarithm; −Infinity of 0, NaN below. By the series of artanh((m − 1) ÷ (m + 1)), the number being m · 2ⁿ with m near 1. */
export function log(x: number): number {
	if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
	let power = 0;
	if (x < 2.2250738585072014e-308) {
		x *= 18014398509481984;
		power = -54;
	}
	word[0] = x;
	power += (halves[UPPER]! >>> 20) - 1023;
	halves[UPPER] = (halves[UPPER]! & 0xfffff) | 0x3ff00000;
	let m = word[0];
	if (m > SQRT2) {
		m /= 2;
		power++;
	}
	const s = (m - 1) / (m + 1);
	const z = s * s;
	const series =
		z *
		(1 / 3 +
			z *
				(1 / 5 +
					z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21 + z / 23))))))))));
	return power * LN2_HIGH + (2 * s + (2 * s * series + power * LN2_LOW));
}

/** eˣ, for results that are neither subnormal nor infinite; 0 and Infinity beyond. */
function exp(x: number): number {
	const power = Math.round(x / (LN2_HIGH + LN2_LOW));
	if (power < -1021) return 0;
	if (power > 1022) return Infinity;
	const r = x - power * LN2_HIGH - power * LN2_LOW;
	let sum = 1;
	for (let n = 15; n > 0; n--) sum = 1 + (r / n) * sum;
	halves[1 - UPPER] = 0;
	halves[UPPER] = (power + 1023) << 20;
	return sum * word[0]!;
}

/** `base` to any exponent, for a base above 0. */
export const power = (base: number, exponent: number): number => exp(exponent * log(base));

/** The length of the vector (x, y), for lengths whose squares are neither infinite nor nothing. */
export const lengthOf = (x: number, y: number): number => Math.sqrt(x * x + y * y);
