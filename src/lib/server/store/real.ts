/**
 * Numbers as a `real` column gives them back. What is painted now and what is read after a restart must be the same number, so a fix is taken in
 * with the values that the table will hold.
 */

const one = new Float32Array(1);
const bits = new Int32Array(one.buffer);

/** The nearest number a `real` holds, written as PostgreSQL writes it: the shortest decimal that means just that one. */
export function asReal(value: number): number {
	const real = Math.fround(value);
	// Every whole number up to here is its own shortest decimal, and most accuracies are whole.
	if (Number.isInteger(real) && Math.abs(real) <= 99_999) return real;
	for (let digits = 6; digits <= 9; digits++) {
		const shortest = Number(real.toPrecision(digits));
		if (Math.fround(shortest) === real) return shortest;
	}
	return real;
}

/** The same, never above the value (which is not below 0): a speed of just the limit must not come back above it. */
export function asRealBelow(value: number): number {
	one[0] = value;
	if ((one[0] as number) > value) bits[0] = (bits[0] as number) - 1;
	return asReal(one[0] as number);
}
