/** Patrols as the graphics card reads them, a row each; those that changed are written again, and it is told which stretches to fetch. */
import type { PatrolMotion } from './patrol-motion.ts';

/** A row: the newest fix and what single precision lost of it, the movement, the mark. */
export const PATROL_FLOATS = 11;
/** A write of its own costs about as much as so many rows beside it. */
const ROWS_A_WRITE = 40;

/**
 * @param changed null: everybody
 * @returns stretches of rows, from the first to before the last, in as few as is worth it
 */
export function writePatrols(
	rows: Float32Array,
	motion: PatrolMotion,
	alone: Uint8Array | null,
	changed: Iterable<number> | null
): readonly (readonly [from: number, to: number])[] {
	if (changed === null) {
		for (let row = 0; row < motion.count; row++) writeRow(rows, motion, alone, row);
		return motion.count > 0 ? [[0, motion.count]] : [];
	}
	const stretches: [number, number][] = [];
	for (const row of Uint32Array.from(new Set(changed)).sort()) {
		writeRow(rows, motion, alone, row);
		const last = stretches.at(-1);
		if (last && row - last[1] < ROWS_A_WRITE) last[1] = row + 1;
		else stretches.push([row, row + 1]);
	}
	return stretches;
}

function writeRow(rows: Float32Array, { end, motion, marks }: PatrolMotion, alone: Uint8Array | null, row: number): void {
	const at = row * PATROL_FLOATS;
	const [lng, lat] = [end[row * 2]!, end[row * 2 + 1]!];
	rows[at] = lng;
	rows[at + 1] = lat;
	rows[at + 2] = lng - rows[at]!;
	rows[at + 3] = lat - rows[at + 1]!;
	for (let i = 0; i < 4; i++) rows[at + 4 + i] = motion[row * 4 + i]!;
	rows[at + 8] = marks[row * 3]!;
	rows[at + 9] = marks[row * 3 + 1]!;
	rows[at + 10] = alone && alone[row] !== 1 ? 0 : marks[row * 3 + 2]!;
}
