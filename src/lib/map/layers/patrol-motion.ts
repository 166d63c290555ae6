/**
 * Where each patrol is drawn at a moment: on its way from where it was last drawn to its newest fix, taking as long as the device takes
 * between fixes, and never ahead of the fix. Columns in place; an update costs those who moved, a frame costs nothing (the shader moves them).
 */
import type { PatrolColumns } from '#lib/board/board-view.ts';
import { rowLog, type WritableRowLog } from '#lib/board/row-log.ts';
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
	/** Rows that are drawn another way, in turn. */
	readonly changed: WritableRowLog;
	/** Rows shown as lost. */
	readonly lost: Set<number>;
	/** Time the motion column counts from, server clock. */
	epochMs: number;
	/** At least as fast as the fastest movement under way, degrees a millisecond. */
	fastestDegPerMs: number;
	/** At least as far as any mark may be drawn from its newest fix, degrees. */
	farthestDeg: number;
	/** When the last movement under way ends, server clock. */
	movingUntilMs: number;
	/** What was looked at last: the columns, how far they had moved, by which rules, and when all of them. */
	of: PatrolColumns | null;
	read: number;
	rules: StatusRules | null;
	allAtMs: number;
	/** Nobody's status changes by age before this, server clock. */
	ageAtMs: number;
}

export function restingMotion(capacity: number): PatrolMotion {
	return {
		count: 0,
		end: new Float64Array(capacity * 2),
		motion: new Float32Array(capacity * 4),
		marks: new Float32Array(capacity * 3),
		changed: rowLog(capacity),
		lost: new Set(),
		epochMs: 0,
		fastestDegPerMs: 0,
		farthestDeg: 0,
		movingUntilMs: 0,
		of: null,
		read: 0,
		rules: null,
		allAtMs: 0,
		ageAtMs: 0
	};
}

export interface StatusRules {
	readonly staleAfterS: number;
	readonly lostAfterS: number;
	readonly offShiftAfterS: number;
}

/** All are looked at this often at the least, so that what is kept as a bound does not stay too wide and times stay within a float's precision. */
const LOOK_AT_ALL_MS = 30_000;
/** And this often at the most because somebody has grown older. */
const AGEING_MS = 2000;

/**
 * Takes in the newest fixes: of those who moved since the last time, or of everybody where that cannot be told, or age may have changed somebody.
 * @returns the motion given, or a larger one where the columns have grown.
 */
export function moveOn(before: PatrolMotion, columns: PatrolColumns, rules: StatusRules, nowMs: number): PatrolMotion {
	let motion = before;
	if (columns.count * 2 > motion.end.length) motion = restingMotion(Math.ceil(columns.count * 1.25));
	const moved = motion.of === columns && motion.rules === rules ? columns.moved.since(motion.read) : null;
	const sinceAllMs = nowMs - motion.allAtMs;
	const aged = nowMs >= motion.ageAtMs && sinceAllMs >= AGEING_MS;
	if (moved === null || aged || sinceAllMs < 0 || sinceAllMs >= LOOK_AT_ALL_MS) lookAtAll(motion, motion === before, columns, rules, nowMs);
	else
		for (const row of moved) {
			takeRow(motion, row, row < motion.count, columns, rules, nowMs, 0);
			motion.changed.changed(row);
		}
	motion.count = columns.count;
	motion.of = columns;
	motion.read = columns.moved.written;
	motion.rules = rules;
	return motion;
}

function lookAtAll(motion: PatrolMotion, kept: boolean, columns: PatrolColumns, rules: StatusRules, nowMs: number): void {
	const started = kept ? Math.min(motion.count, columns.count) : 0;
	const shiftMs = nowMs - motion.epochMs;
	motion.epochMs = nowMs;
	motion.fastestDegPerMs = 0;
	motion.farthestDeg = 0;
	motion.movingUntilMs = 0;
	motion.ageAtMs = Infinity;
	motion.allAtMs = nowMs;
	motion.lost.clear();
	for (let row = 0; row < columns.count; row++) takeRow(motion, row, row < started, columns, rules, nowMs, shiftMs);
	motion.changed.allChanged();
}

/** @param shiftMs how far the epoch has come since this row's movement was written */
function takeRow(
	motion: PatrolMotion,
	row: number,
	started: boolean,
	columns: PatrolColumns,
	rules: StatusRules,
	nowMs: number,
	shiftMs: number
): void {
	const lng = columns.lngLat[row * 2]!;
	const lat = columns.lngLat[row * 2 + 1]!;
	const at = row * 4;
	const startMs = nowMs - motion.epochMs;
	if (Number.isNaN(lng)) {
		motion.marks[row * 3 + 2] = 0;
		return;
	}
	const known = started && (motion.end[row * 2] !== 0 || motion.end[row * 2 + 1] !== 0);
	if (!known) {
		motion.motion.fill(0, at, at + 4);
	} else if (motion.end[row * 2] !== lng || motion.end[row * 2 + 1] !== lat) {
		const [fromLng, fromLat] = drawnAt(motion, row, nowMs + shiftMs);
		const intervalMs = columns.recordedAtMs[row]! - columns.fromRecordedAtMs[row]!;
		const jump = Math.abs(lng - fromLng) > JUMP_DEG || Math.abs(lat - fromLat) > JUMP_DEG;
		motion.motion[at] = jump ? 0 : lng - fromLng;
		motion.motion[at + 1] = jump ? 0 : lat - fromLat;
		motion.motion[at + 2] = startMs;
		motion.motion[at + 3] = jump ? 0 : Math.min(MOST_MS, Math.max(LEAST_MS, intervalMs));
	} else {
		motion.motion[at + 2]! -= shiftMs;
		// A movement long over is forgotten, so that its start does not drift out of a float's precision.
		if (motion.motion[at + 2]! + motion.motion[at + 3]! < startMs) motion.motion.fill(0, at, at + 4);
	}
	motion.end[row * 2] = lng;
	motion.end[row * 2 + 1] = lat;
	const lengthMs = motion.motion[at + 3]!;
	if (lengthMs > 0) {
		const far = Math.hypot(motion.motion[at]!, motion.motion[at + 1]!);
		motion.fastestDegPerMs = Math.max(motion.fastestDegPerMs, far / lengthMs);
		motion.farthestDeg = Math.max(motion.farthestDeg, far);
		motion.movingUntilMs = Math.max(motion.movingUntilMs, motion.epochMs + motion.motion[at + 2]! + lengthMs);
	}
	const recordedAtMs = columns.recordedAtMs[row]!;
	const status = patrolStatus(recordedAtMs === 0 ? null : recordedAtMs, nowMs, rules);
	const bearing = columns.bearingDeg[row]!;
	motion.marks[row * 3] = STATUS_CODE[status];
	motion.marks[row * 3 + 1] = Number.isNaN(bearing) ? UNKNOWN_HEADING : (bearing * Math.PI) / 180;
	motion.marks[row * 3 + 2] = status === 'off' ? 0 : 1;
	if (status === 'lost') motion.lost.add(row);
	else motion.lost.delete(row);
	if (status !== 'off') motion.ageAtMs = Math.min(motion.ageAtMs, recordedAtMs + LASTS_S[status](rules) * 1000);
}

const LASTS_S: Readonly<Record<Exclude<PatrolStatus, 'off'>, (rules: StatusRules) => number>> = {
	live: (rules) => rules.staleAfterS,
	stale: (rules) => rules.lostAfterS,
	lost: (rules) => rules.offShiftAfterS
};

export const UNKNOWN_HEADING = -10;

/** Position drawn at a moment: the same sum as the shader does. */
export function drawnAt(motion: PatrolMotion, row: number, nowMs: number): readonly [number, number] {
	const at = row * 4;
	const lengthMs = motion.motion[at + 3]!;
	const done = lengthMs > 0 ? Math.min(1, Math.max(0, (nowMs - motion.epochMs - motion.motion[at + 2]!) / lengthMs)) : 1;
	return [motion.end[row * 2]! - motion.motion[at]! * (1 - done), motion.end[row * 2 + 1]! - motion.motion[at + 1]! * (1 - done)];
}
