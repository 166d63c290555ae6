/**
 * Before the demo starts: writes what its simulated patrols would have sent while nothing ran, so that the first picture is one of a district at
 * work. Straight into the database in large batches; only ever for a fictional district and its exercise devices.
 */
import { isAway, type Exercise } from '#geodata/demo/exercise-plan.ts';
import { replay } from '#geodata/demo/replay.ts';
import { walkedStretches, type PhoneFix } from '#geodata/demo/walk.ts';
import type { Db } from '#db/open.ts';
import {
	equip,
	exerciseDistrict,
	exercisePeople,
	exercisePosts,
	newestExerciseFixMs,
	writeCheckIns,
	writeFixes,
	type CheckInRow,
	type FixColumns
} from '../store/exercise.ts';
import { fixDaysBetween, makeFixDays } from '../store/fix-days.ts';
import { openExercise } from './open-exercise.ts';
import { reckonHistory } from './reckon-history.ts';

export interface CaughtUp {
	readonly fixes: number;
	readonly checkIns: number;
}

const HOUR_MS = 3_600_000;
/** How far back the picture reaches: the longest limit of the default rules. */
const BACK_MS = 24 * HOUR_MS;
/** Ground left out for longer was walked in the hours before: overdue, not unknown. */
const BEFORE_MS = 20 * HOUR_MS;
/** The first catching up writes of as long as this. */
export const EXERCISE_PAST_MS = BACK_MS + BEFORE_MS;
/** A pause as short as that is none. */
const SHORT_MS = 20_000;
const BATCH = 20_000;
/** Check-ins are made anew when the exercise rested longer than this. */
const RESTED_MS = 2 * HOUR_MS;

/** @param progress told how many of how many fixes' hours are written. */
export async function catchUpExercise(
	db: Db,
	districtCode: string,
	nowMs: number,
	progress: (done: number, of: number) => void = () => undefined
): Promise<CaughtUp> {
	const district = await exerciseDistrict(db, districtCode);
	if (!district?.fictional) return { fixes: 0, checkIns: 0 };
	await equipDemo(db, district.id);
	const newestMs = await newestExerciseFixMs(db, district.id);
	const fromMs = Math.max(nowMs - BACK_MS, newestMs === null ? 0 : newestMs + 1);
	if (nowMs - fromMs < SHORT_MS) return { fixes: 0, checkIns: 0 };
	const exercise = await openExercise(db, { id: district.id, code: districtCode }, nowMs);
	if (!exercise) return { fixes: 0, checkIns: 0 };

	const isFirst = newestMs === null;
	const startMs = isFirst ? fromMs - BEFORE_MS : fromMs;
	const unwalked = isFirst ? leftOutSince(exercise, fromMs, nowMs) : new Set<string>();
	await makeFixDays(db, fixDaysBetween(startMs, nowMs));
	const batch = emptyBatch();
	let written = 0;
	const flush = async (): Promise<void> => {
		if (batch.deviceId.length === 0) return;
		written += batch.deviceId.length;
		await writeFixes(db, batch);
		for (const column of Object.values(batch)) column.length = 0;
	};
	// Hour by hour, so that fixes are numbered about in the order of their times.
	const hours = Math.ceil((nowMs - startMs) / HOUR_MS);
	for (let hour = 0; hour < hours; hour++) {
		const [low, high] = [startMs + hour * HOUR_MS, Math.min(nowMs, startMs + (hour + 1) * HOUR_MS)];
		for (const one of exercise.walkers) {
			const options = {
				...exercise,
				nowMs,
				only: low < fromMs ? (s: { gridCode: string; isCorner: boolean }) => unwalked.has(nameOf(s.gridCode, s.isCorner)) : undefined
			};
			for (const fix of replay(one.walker, low, high, options)) keep(batch, one.deviceId, fix);
			if (batch.deviceId.length >= BATCH) await flush();
		}
		progress(hour + 1, hours);
	}
	await flush();
	await reckonHistory(db, district.id, fromMs, nowMs);
	const checkIns = isFirst || nowMs - newestMs > RESTED_MS ? await checkIn(db, district.id, exercise, nowMs) : 0;
	return { fixes: written, checkIns };
}

/** A demo saved without trackers gets them: those who answer for grids first. */
async function equipDemo(db: Db, districtId: number): Promise<void> {
	const people = await exercisePeople(db, districtId);
	if (people.some((person) => person.deviceId !== null)) return;
	const onFoot = people.filter((person) => person.primaryGrids.length > 0 && person.posts[0]?.duty !== 'primary');
	await equip(
		db,
		districtId,
		onFoot.map((person) => person.sourceId)
	);
}

const nameOf = (gridCode: string, isCorner: boolean): string => `${gridCode}/${isCorner ? 'corner' : 'grid'}`;

/** What nobody has walked in that time. */
function leftOutSince(exercise: Exercise, fromMs: number, nowMs: number): Set<string> {
	const out = new Set(exercise.walkers.flatMap(({ walker }) => walker.stretches.map((s) => nameOf(s.gridCode, s.isCorner))));
	for (const { walker } of exercise.walkers)
		for (const s of walkedStretches(walker, fromMs, nowMs, exercise.seed)) out.delete(nameOf(s.gridCode, s.isCorner));
	return out;
}

function keep(batch: FixColumns, deviceId: number, fix: PhoneFix): void {
	batch.deviceId.push(deviceId);
	batch.recordedAtS.push(fix.recordedAtMs / 1000);
	batch.lng.push(fix.lng);
	batch.lat.push(fix.lat);
	batch.accuracyM.push(fix.accuracyM);
	batch.speedMps.push(fix.speedMps);
	batch.bearingDeg.push(fix.bearingDeg);
	batch.battery.push(fix.battery);
}

const emptyBatch = (): FixColumns => ({
	deviceId: [],
	recordedAtS: [],
	lng: [],
	lat: [],
	accuracyM: [],
	speedMps: [],
	bearingDeg: [],
	battery: []
});

/** Who is at which post now. A post with nobody left has somebody who went. */
async function checkIn(db: Db, districtId: number, exercise: Exercise, nowMs: number): Promise<number> {
	const posts = (await exercisePosts(db, districtId)).filter(({ isRostered }) => !isRostered);
	const people = await exercisePeople(db, districtId);
	const walkerOf = new Map(exercise.walkers.map((one) => [one.personId, one.walker]));
	const rows: CheckInRow[] = [];
	const arrivedMs = (i: number): number => Math.round(nowMs - (20 + ((i * 37) % 200)) * 60_000);
	posts.forEach((post, i) => {
		const present = exercise.staffing.get(post.code);
		if (!present) return;
		for (const personId of present) {
			const walker = walkerOf.get(personId);
			const isOut = walker !== undefined && isAway(walker, nowMs, exercise.seed);
			rows.push({ postId: post.id, personId, atMs: arrivedMs(i), untilMs: isOut ? nowMs - 60_000 * (1 + (i % 5)) : null });
		}
		if (present.length > 0) return;
		const left = people.find((person) => person.posts.some((one) => one.code === post.code));
		if (left) rows.push({ postId: post.id, personId: left.personId, atMs: arrivedMs(i), untilMs: nowMs - 60_000 * (4 + ((i * 13) % 40)) });
	});
	if (rows.length > 0) await writeCheckIns(db, districtId, rows);
	return rows.length;
}
