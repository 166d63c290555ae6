/** Loaded into the app's process by a journey: its clock runs ahead by what stands in the file CLOCK_AHEAD_FILE, read when it starts, in milliseconds. */
import { existsSync, readFileSync } from 'node:fs';

const file = process.env['CLOCK_AHEAD_FILE'] ?? '';
const aheadMs = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
if (aheadMs !== 0) {
	const Real = Date;
	globalThis.Date = class extends Real {
		constructor(...parts: [] | [number]) {
			if (parts.length === 0) super(Real.now() + aheadMs);
			else super(...parts);
		}
		static override now = (): number => Real.now() + aheadMs;
	} as DateConstructor;
}
