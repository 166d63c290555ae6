/** Who answers for what: a worker to each grid, a neighbour behind them, a leader over eight or so, and those who hold the posts. */
import type { PersonRole } from '../../src/lib/duty/post.ts';
import type { PersonSource } from '../../src/lib/wire/district-source.ts';
import type { Dice } from './dice.ts';
import type { Spot } from './lattice.ts';
import type { Names } from './names.ts';
import { distance } from './plane.ts';

/** One compound in so many has no cadre yet. */
const STILL_OPEN_EVERY = 13;
/** As many compounds as one cadre may answer for. */
const CADRE_COMPOUNDS = 6;

interface Place {
	readonly code: string;
	readonly at: Spot;
	readonly communityCode: string;
}
export interface Roll {
	/** In order of code. */
	readonly grids: readonly (Place & { readonly work: boolean })[];
	readonly posts: readonly (Place & {
		readonly kind: 'checkpoint' | 'dissuasion';
		readonly required: number;
		readonly company: string | null;
	})[];
	/** Those without a property company, in order of code. */
	readonly unmanaged: readonly { readonly code: string; readonly communityCode: string }[];
	readonly communities: readonly { readonly code: string; readonly name: string }[];
	readonly people: number;
	readonly tracked: number;
}

export function enlist(roll: Roll, names: Names, chance: Dice): PersonSource[] {
	type Duties = { kind: 'grid' | 'post' | 'compound'; code: string; duty: 'primary' | 'backup' | 'leader' }[];
	type Draft = { name: string; role: PersonRole; organisation: string; areaCode: string; duties: Duties; tracked: boolean };
	const out: Draft[] = [];
	const hire = (role: PersonRole, organisation: string, areaCode: string): Draft => {
		const draft: Draft = { name: names.person(), role, organisation, areaCode, duties: [], tracked: false };
		out.push(draft);
		return draft;
	};
	const nameOf = new Map(roll.communities.map((c) => [c.code, c.name]));
	const workerOf = new Map<string, Draft>();
	for (const grid of roll.grids) {
		const worker = hire('grid-worker', `${nameOf.get(grid.communityCode) ?? ''}网格队`, grid.communityCode);
		worker.duties.push({ kind: 'grid', code: grid.code, duty: 'primary' });
		workerOf.set(grid.code, worker);
	}
	const byCommunity = new Map<string, (Place & { work: boolean })[]>();
	for (const grid of roll.grids) {
		const list = byCommunity.get(grid.communityCode) ?? [];
		byCommunity.set(grid.communityCode, list);
		list.push(grid);
	}
	for (const own of byCommunity.values())
		for (const grid of own) {
			const near = own
				.filter((g) => g !== grid)
				.sort((a, b) => distance(a.at, grid.at) - distance(b.at, grid.at) || (a.code < b.code ? -1 : 1));
			workerOf.get(near[0]?.code ?? '')?.duties.push({ kind: 'grid', code: grid.code, duty: 'backup' });
		}
	const leaders: Draft[] = [];
	for (const [code, own] of byCommunity) {
		const teams = Math.max(1, Math.ceil(own.length / 10));
		for (let t = 0; t < teams; t++) {
			const leader = hire('grid-leader', nameOf.get(code) ?? '', code);
			leaders.push(leader);
			for (const grid of own.slice(Math.floor((t * own.length) / teams), Math.floor(((t + 1) * own.length) / teams)))
				leader.duties.push({ kind: 'grid', code: grid.code, duty: 'leader' });
		}
	}
	// Posts: the rest of the people first, each at one post; then the worker of the grid beside it.
	const rest = Math.max(0, roll.people - out.length);
	const seats = roll.posts
		.flatMap((post) => Array.from({ length: post.required }, (_, seat) => ({ post, seat })))
		.sort((a, b) => a.seat - b.seat);
	const order = [
		...seats.filter((s) => s.post.kind === 'checkpoint'),
		...chance.shuffled(seats.filter((s) => s.post.kind === 'dissuasion'))
	];
	const named = new Set<string>();
	const nearestWorkers = (post: Place): Draft[] =>
		(byCommunity.get(post.communityCode) ?? [])
			.slice()
			.sort((a, b) => distance(a.at, post.at) - distance(b.at, post.at) || (a.code < b.code ? -1 : 1))
			.map((g) => workerOf.get(g.code) as Draft);
	const standing = new Set<Draft>();
	const openSeats: typeof order = [];
	order.forEach((seat, i) => {
		if (i >= rest) {
			openSeats.push(seat);
			return;
		}
		const { post } = seat;
		const role: PersonRole =
			post.kind === 'checkpoint'
				? (['police', 'health', 'cadre'] as const)[(i + seat.seat) % 3]!
				: post.company && chance.chance(0.7)
					? 'property'
					: 'volunteer';
		const organisation =
			role === 'police'
				? '岛城公安分局'
				: role === 'health'
					? '社区卫生服务中心'
					: role === 'property'
						? (post.company ?? '')
						: role === 'cadre'
							? (nameOf.get(post.communityCode) ?? '')
							: '志愿服务队';
		hire(role, organisation, post.communityCode).duties.push({
			kind: 'post',
			code: post.code,
			duty: seat.seat === 0 ? 'primary' : 'backup'
		});
		named.add(post.code);
	});
	for (let i = out.length; i < roll.people; i++) {
		const community = roll.communities[i % roll.communities.length];
		hire('volunteer', '志愿服务队', community?.code ?? '');
	}
	for (const { post, seat } of openSeats) {
		if (seat > 0) continue;
		const worker = nearestWorkers(post).find((w) => !standing.has(w));
		if (!worker) continue;
		standing.add(worker);
		worker.duties.push({ kind: 'post', code: post.code, duty: seat === 0 && !named.has(post.code) ? 'primary' : 'backup' });
		named.add(post.code);
	}
	for (const post of roll.posts) {
		const worker = nearestWorkers(post).find((w) => !w.duties.some((d) => d.code === post.code));
		worker?.duties.push({ kind: 'post', code: post.code, duty: named.has(post.code) ? 'backup' : 'primary' });
	}
	// A cadre of the community, else any, answers for a compound that has no property company; a few are still looking for theirs.
	const cadres = out.filter((p) => p.role === 'cadre');
	const load = (p: Draft): number => p.duties.filter((d) => d.kind === 'compound').length;
	roll.unmanaged.forEach(({ code, communityCode }, i) => {
		if (i % STILL_OPEN_EVERY === STILL_OPEN_EVERY - 1) return;
		const near = cadres.filter((p) => p.areaCode === communityCode && load(p) < CADRE_COMPOUNDS);
		const [cadre] = (near.length > 0 ? near : cadres.filter((p) => load(p) < CADRE_COMPOUNDS)).sort((a, b) => load(a) - load(b));
		cadre?.duties.push({ kind: 'compound', code, duty: 'primary' });
	});
	// Trackers: those who walk first, then leaders, then some of those who stand.
	const walkers = out.filter((p) => p.role === 'grid-worker' && !standing.has(p));
	const others = chance.shuffled(out.filter((p) => !walkers.includes(p) && !leaders.includes(p)));
	[...walkers, ...leaders, ...others].slice(0, roll.tracked).forEach((p) => (p.tracked = true));
	return out.map((p, i) => ({ sourceId: `p${String(i + 1).padStart(5, '0')}`, ...p }));
}
