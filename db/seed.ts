/**
 * The demo: a fictional district, drawn once into an empty database, with accounts that everybody may know and patrols that walk by
 * themselves. A database that holds one real district is never a demo.
 */
import { drawDistrict } from '../geodata/demo/draw-district.ts';
import { catchUpExercise, EXERCISE_PAST_MS } from '../src/lib/server/actions/catch-up-exercise.ts';
import { beatWatchStreet, rollWatchStreet, staffWatchStreet } from '../src/lib/server/actions/watch-street.ts';
import { ensureDemoAccounts } from '../src/lib/server/account/demo-accounts.ts';
import { equip } from '../src/lib/server/store/exercise.ts';
import { saveDistrict } from '../src/lib/server/store/save-district.ts';
import type { Db } from './open.ts';

export interface Demo {
	readonly districtId: number;
	readonly districtCode: string;
}

/** Always the same district: what one person sees and reports, another can look at. */
const SEED = 20200124;

/**
 * @param say One line on what is going on; called often.
 * @returns the demo, ready; null where the database holds a real district.
 */
export async function readyDemo(db: Db, nowMs: number, say: (line: string) => void): Promise<Demo | null> {
	const demo = (await theDemo(db)) ?? (await seed(db, nowMs, say));
	if (demo === 'none') return null;
	await staffWatchStreet(db, demo.districtId, nowMs);
	await ensureDemoAccounts(db, demo.districtId);
	await catchUpExercise(db, demo.districtCode, nowMs, (done, of) => say(`补上模拟巡查 Catching up the simulated patrols ${done}/${of}`));
	say('排出示范街道的值守表 Making the roster of the demo street');
	await rollWatchStreet(db, demo.districtId, nowMs);
	await beatWatchStreet(db, demo.districtId, nowMs);
	return demo;
}

/** Null in an empty database, 'none' beside a real district. */
async function theDemo(db: Db): Promise<Demo | 'none' | null> {
	const districts = await db.selectFrom('area').select(['id', 'code', 'fictional']).where('parent_id', 'is', null).orderBy('id').execute();
	if (districts.some((district) => !district.fictional)) return 'none';
	const first = districts[0];
	return first ? { districtId: first.id, districtCode: first.code } : null;
}

async function seed(db: Db, nowMs: number, say: (line: string) => void): Promise<Demo | 'none'> {
	say('绘制示范区 Drawing the demo district');
	const source = drawDistrict({ seed: SEED, size: 'demo' });
	try {
		const { districtId } = await saveDistrict(db, source, {
			// Whoever looks back at the simulated patrols sees who answered for the ground they walked.
			nowMs: nowMs - EXERCISE_PAST_MS,
			plan: { state: 'effective', faults: [] },
			progress: (step, done, of) => say(`载入示范区 Saving the demo district: ${step} ${done}/${of}`)
		});
		const tracked = source.people.filter((person) => person.tracked).map((person) => person.sourceId);
		await equip(db, districtId, tracked);
	} catch (error) {
		// Another process was quicker: its district is as good.
		if ((error as { code?: string }).code !== '23505') throw error;
	}
	return (await theDemo(db)) ?? 'none';
}
