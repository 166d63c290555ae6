/**
 * Where each patrol is drawn at a moment: on its way from where it was last drawn to its newest fix, taking as long as the device takes
 * between fixes, and never ahead of the fix. Columns in place; an update costs one pass, a frame costs nothing (the shader moves them).
 */
import type { PatrolColumns } from '#lib/board/board-view.ts';
import { patrolStatus, type PatrolStatus } from '#lib/patrol/fix.ts';

/** Movement is drawn at least this long, so that a burst of late fixes does not flicker, and at most this long. */
const LEAST_MS = 250;
const MOST_MS = 15_000;
/** Farther apart than this, in degrees (about 300 m), nobody walked it between two fixes: the mark jumps. */
const JUMP_DEG = 0.003;

export const STATUS_CODE: Readonly<Record<PatrolStatus, number>> = { live: 0, stale: 1, lost: 2, off: 3 };

export interface PatrolMotion {
	count: number;
	/** The newest fix. */
	readonly end: Float64Array;
	/** From there back to the start of the movement, degrees; then its start (ms after `epochMs`) and its length, ms. */
	readonly motion: Float32Array;
	/** Status code, heading (radians clockwise from north, −10 when unknown), shown (1) or not (0). */
	readonly marks: Float32Array;
	/** Time the motion column counts from, server clock. */
	epochMs: number;
	/** Fastest movement under way, degrees a millisecond. */
	fastestDegPerMs: number;
	/** When the last movement under way ends, server clock. */
	movingUntilMs: number;
}

export function restingMotion(capacity: number): PatrolMotion {
	return {
		count: 0,
		end: new Float64Array(capacity * 2),
		motion: new Float32Array(capacity * 4),
		marks: new Float32Array(capacity * 3),
		epochMs: 0,
		fastestDegPerMs: 0,
		movingUntilMs: 0
	};
}

export interface StatusRules {
	readonly staleAfterS: number;
	readonly lostAfterS: number;
	readonly offShiftAfterS: number;
}

/** Takes in the newest fixes. @returns the motion given, or a larger one where the columns have grown. */
export function moveOn(before: PatrolMotion, columns: PatrolColumns, rules: StatusRules, nowMs: number): PatrolMotion {
	let motion = before;
	if (columns.count * 2 > motion.end.length) motion = restingMotion(Math.ceil(columns.count * 1.25));
	const started = motion === before ? Math.min(before.count, columns.count) : 0;
	const shift = nowMs - motion.epochMs;
	motion.fastestDegPerMs = 0;
	motion.movingUntilMs = 0;
	for (let row = 0; row < columns.count; row++) {
		const lng = columns.lngLat[row * 2]!;
		const lat = columns.lngLat[row * 2 + 1]!;
		const at = row * 4;
		if (Number.isNaN(lng)) {
			motion.marks[row * 3 + 2] = 0;
			continue;
		}
		const known = row < started && (motion.end[row * 2] !== 0 || motion.end[row * 2 + 1] !== 0);
		if (!known) {
			motion.motion.fill(0, at, at + 4);
		} else if (motion.end[row * 2] !== lng || motion.end[row * 2 + 1] !== lat) {
			const [fromLng, fromLat] = drawnAt(motion, row, nowMs);
			const intervalMs = columns.recordedAtMs[row]! - columns.fromRecordedAtMs[row]!;
			const jump = Math.abs(lng - fromLng) > JUMP_DEG || Math.abs(lat - fromLat) > JUMP_DEG;
			motion.motion[at] = jump ? 0 : lng - fromLng;
			motion.motion[at + 1] = jump ? 0 : lat - fromLat;
			motion.motion[at + 2] = 0;
			motion.motion[at + 3] = jump ? 0 : Math.min(MOST_MS, Math.max(LEAST_MS, intervalMs));
		} else {
			motion.motion[at + 2]! -= shift;
			// A movement long over is forgotten, so that its start does not drift out of a float's precision.
			if (motion.motion[at + 2]! + motion.motion[at + 3]! < 0) motion.motion.fill(0, at, at + 4);
		}
		motion.end[row * 2] = lng;
		motion.end[row * 2 + 1] = lat;
		const lengthMs = motion.motion[at + 3]!;
		if (lengthMs > 0) {
			const speed = Math.hypot(motion.motion[at]!, motion.motion[at + 1]!) / lengthMs;
			motion.fastestDegPerMs = Math.max(motion.fastestDegPerMs, speed);
			motion.movingUntilMs = Math.max(motion.movingUntilMs, nowMs + motion.motion[at + 2]! + lengthMs);
		}
		const recordedAtMs = columns.recordedAtMs[row]!;
		const status = patrolStatus(recordedAtMs === 0 ? null : recordedAtMs, nowMs, rules);
		const bearing = columns.bearingDeg[row]!;
		motion.marks[row * 3] = STATUS_CODE[status];
		motion.marks[row * 3 + 1] = Number.isNaN(bearing) ? UNKNOWN_HEADING : (bearing * Math.PI) / 180;
		motion.marks[row * 3 + 2] = status === 'off' ? 0 : 1;
	}
	motion.count = columns.count;
	motion.epochMs = nowMs;
	return motion;
}

export const UNKNOWN_HEADING = -10;

/** Position drawn at a moment: the same sum as the shader does. */
export function drawnAt(motion: PatrolMotion, row: number, nowMs: number): readonly [number, number] {
	const at = row * 4;
	const lengthMs = motion.motion[at + 3]!;
	const done = lengthMs > 0 ? Math.min(1, Math.max(0, (nowMs - motion.epochMs - motion.motion[at + 2]!) / lengthMs)) : 1;
	return [motion.end[row * 2]! - motion.motion[at]! * (1 - done), motion.end[row * 2 + 1]! - motion.motion[at + 1]! * (1 - done)];
}
