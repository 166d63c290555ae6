/** Which of the many fixes of a phone are worth keeping: enough to follow every street, few enough for the battery and a poor line. */
import { lngLatDistanceM } from '#lib/geo/distance-m.ts';
import type { FieldFix } from '#lib/wire/field.ts';

/** Closer in time than this tells nothing, ms. */
const LEAST_MS = 4_000;
/** On the move a fix this often keeps the legs whole, ms … */
const MOVING_MS = 20_000;
/** … or as soon as so far was walked, metres. */
const FAR_M = 8;
/** Standing still, so often: it says that the phone is alive. */
const STANDING_MS = 60_000;
/** Worse than this is not where somebody was, metres. */
const WORST_M = 200;

/** @param before the last one kept, of this shift */
export function worthKeeping(before: FieldFix | null, fix: FieldFix): boolean {
	if (fix.accuracyM !== null && fix.accuracyM > WORST_M) return false;
	if (!before) return true;
	const passedMs = fix.atMs - before.atMs;
	if (passedMs < LEAST_MS) return false;
	if (passedMs >= STANDING_MS) return true;
	const walkedM = lngLatDistanceM(before.lng, before.lat, fix.lng, fix.lat);
	// Within the sensor's own doubt nobody has moved.
	if (walkedM < Math.min(FAR_M, (fix.accuracyM ?? 0) / 2)) return false;
	return walkedM >= FAR_M || passedMs >= MOVING_MS;
}
