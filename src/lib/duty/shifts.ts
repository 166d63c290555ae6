/** The shifts of the rules, ready to be laid over days. */
import type { ShiftRule } from '../rules/roster-rules.ts';
import type { Shift } from './seats.ts';
import { readWhen } from './when.ts';

/** Those named, in the order of the rules; what cannot be read is left out (the schema of the rules lets none in). */
export const shiftsOf = ({ shifts }: { readonly shifts: readonly ShiftRule[] }, ids: readonly string[]): Shift[] =>
	shifts.flatMap(({ id, zh, hours }) => {
		const when = ids.includes(id) ? readWhen(hours) : null;
		return when?.ok ? [{ id, name: zh, when: when.value }] : [];
	});
