/** Reads a district and plans its exercise: the same plan every time, so that catching up and going on meet without a jump. */
import { hash } from '#geodata/demo/dice.ts';
import { planExercise, type Exercise } from '#geodata/demo/exercise-plan.ts';
import type { Db } from '#db/open.ts';
import { DEFAULT_RULES, ruleSetAt } from '#lib/rules/rule-set.ts';
import { exerciseGround, exercisePeople, exercisePosts } from '../store/exercise.ts';
import { ruleSets } from '../store/rule-sets.ts';

/** @returns null where the district has no roads to walk on. */
export async function openExercise(
	db: Db,
	district: { readonly id: number; readonly code: string },
	nowMs: number
): Promise<Exercise | null> {
	const rules = ruleSetAt(await ruleSets(db), district.id, nowMs)?.rules ?? DEFAULT_RULES;
	const ground = await exerciseGround(db, district.id);
	const grids = ground.grids.map((grid) => ({ ...grid, limitH: rules.coverage.limitH[grid.risk] }));
	const [people, posts] = [await exercisePeople(db, district.id), await exercisePosts(db, district.id)];
	// Posts with a roster are manned by it.
	const free = new Set(posts.flatMap(({ code, isRostered }) => (isRostered ? [] : [code])));
	return planExercise(
		{ roads: ground.roads, grids },
		people.map((person) => ({ ...person, posts: person.posts.filter(({ code }) => free.has(code)) })),
		posts.filter(({ code }) => free.has(code)),
		hash(district.code)
	);
}
