/** Who walks and who stands in an exercise, and which posts are fully staffed. The same plan for catching up and for going on. */
import type { Position } from '../../src/lib/geo/position.ts';
import { hash } from './dice.ts';
import { planWalks, type ExerciseGrid, type Walker } from './walkers.ts';
import { walkingGraph, type WalkedRoad, type WalkingGraph } from './walking-graph.ts';

export interface PlannedPerson {
	readonly personId: number;
	readonly sourceId: string;
	readonly role: string;
	readonly deviceId: number | null;
	readonly primaryGrids: readonly string[];
	readonly posts: readonly { readonly code: string; readonly duty: string }[];
}
export interface PlannedPost {
	readonly id: number;
	readonly code: string;
	readonly required: number;
	readonly position: Position;
}
export interface PlannedWalker {
	readonly deviceId: number;
	readonly personId: number;
	/** The post this one stands at; null for those who walk. */
	readonly post: string | null;
	readonly walker: Walker;
}
export interface Exercise {
	readonly graph: WalkingGraph;
	readonly walkers: readonly PlannedWalker[];
	/** Who stands at which post; posts that are not here were never reported for. */
	readonly staffing: ReadonlyMap<string, readonly number[]>;
	readonly seed: number;
}

const WALKING_ROLES = new Set(['grid-worker', 'grid-leader']);

/** The post a person stands at rather than walk, if any. */
function postOf(person: PlannedPerson): string | null {
	const first = person.posts[0];
	if (!first) return null;
	return WALKING_ROLES.has(person.role) && first.duty !== 'primary' ? null : first.code;
}

/** @returns null where there is no road to walk on. */
export function planExercise(
	ground: { readonly roads: readonly WalkedRoad[]; readonly grids: readonly ExerciseGrid[] },
	people: readonly PlannedPerson[],
	posts: readonly PlannedPost[],
	seed: number
): Exercise | null {
	const graph = walkingGraph(ground.roads);
	if (!graph) return null;
	const placeOf = new Map(posts.map((post) => [post.code, post.position]));
	const carriers = people.filter((person) => person.deviceId !== null);
	const crew = carriers.map((person) => ({
		key: person.sourceId,
		gridCodes: person.primaryGrids,
		standsAt: placeOf.get(postOf(person) ?? '') ?? null
	}));
	const walkers = planWalks(graph, ground.grids, crew, seed);
	return {
		graph,
		walkers: carriers.map((person, i) => ({
			deviceId: person.deviceId as number,
			personId: person.personId,
			post: crew[i]?.standsAt ? postOf(person) : null,
			walker: walkers[i] as Walker
		})),
		staffing: staff(people, posts, seed),
		seed
	};
}

const NEVER_REPORTED = 0.03;
const SHORT = 0.045;

/** Most posts have everyone they need, some one too few, a few never reported. Those who walk a grid stand nowhere. */
function staff(people: readonly PlannedPerson[], posts: readonly PlannedPost[], seed: number): Map<string, number[]> {
	const placed = new Set<number>();
	const namedFor = Map.groupBy(
		people.flatMap((person) => person.posts.map((post) => ({ person, ...post }))),
		(row) => row.code
	);
	const walks = (person: PlannedPerson): boolean => person.deviceId !== null && WALKING_ROLES.has(person.role) && postOf(person) === null;
	const out = new Map<string, number[]>();
	for (const post of posts) {
		const chance = (hash(`${seed}/${post.code}/staff`) >>> 0) / 4294967296;
		if (chance < NEVER_REPORTED) continue;
		const wanted = Math.max(0, post.required - (chance < NEVER_REPORTED + SHORT ? 1 : 0));
		const able = (namedFor.get(post.code) ?? [])
			.filter(({ person }) => !placed.has(person.personId) && !walks(person))
			.sort((a, b) => Number(postOf(b.person) === post.code) - Number(postOf(a.person) === post.code));
		const present = able.slice(0, wanted).map(({ person }) => person.personId);
		for (const id of present) placed.add(id);
		out.set(post.code, present);
	}
	return out;
}

/** Whether somebody who stands at a post has stepped away from it: now and then, for some minutes. */
export function isAway(walker: Walker, atMs: number, seed: number): boolean {
	const windowMs = 150 * 60_000;
	const throwOf = (...words: readonly (string | number)[]): number => (hash(words.join('/')) >>> 0) / 4294967296;
	const phase = throwOf(seed, walker.key, 'away') * windowMs;
	const window = Math.floor((atMs + phase) / windowMs);
	if (throwOf(seed, walker.key, 'away', window) >= 0.4) return false;
	const into = atMs + phase - window * windowMs;
	const begins = throwOf(seed, walker.key, 'away-from', window) * (windowMs - 20 * 60_000);
	return into >= begins && into < begins + (5 + 14 * throwOf(seed, walker.key, 'away-for', window)) * 60_000;
}
