/** The words on the lead's map: where each squad is, what is empty now, how the posts are called. */
import type { GridId } from '#lib/area/area.ts';
import type { Position } from '#lib/geo/position.ts';
import { say, type Language } from '#lib/words/words.ts';
import type { DutyRoom } from './duty.svelte.ts';
import { hoursLong, needName } from './roster-words.ts';

interface Flag {
	readonly id: string;
	readonly kind: 'squad' | 'gap' | 'code';
	readonly at: Position;
	readonly title: string;
	readonly text?: string;
	readonly hue?: number;
}

/** So many running gaps are told on the map; the ribbon has them all. */
const MOST_GAPS = 2;
/** Farther than this from a post a name does not lie on it. */
const CLEAR_DEG = 0.0012;

export function dutyFlags(duty: DutyRoom, ground: ReadonlyMap<GridId, number> | null, language: Language): Flag[] {
	const { roster, desk } = duty;
	const { board } = roster;
	if (!board) return [];
	const flags: Flag[] = board.posts.map((post) => ({ id: `code ${post.id}`, kind: 'code', at: post.position, title: post.code }));

	const gridPlace = new Map((desk.picture?.grids ?? []).map((grid) => [grid.id, middle(grid.shape)]));
	const places = new Map<number, Position[]>();
	const add = (squadId: number, at: Position | undefined): void => {
		if (at) places.set(squadId, [...(places.get(squadId) ?? []), at]);
	};
	for (const [gridId, squadId] of ground ?? []) add(squadId, gridPlace.get(gridId));
	for (const look of roster.looks) {
		const found = places.get(look.id);
		if (!found) continue;
		const centre: Position = [mean(found.map(([lng]) => lng)), mean(found.map(([, lat]) => lat))];
		// On ground of its own, about its middle, and beside the posts rather than on them.
		const score = (one: Position): number =>
			Math.min(...board.posts.map(({ position }) => far(one, position)), CLEAR_DEG) - far(one, centre) / 2;
		const at = found.reduce((best, one) => (score(one) > score(best) ? one : best));
		flags.push({
			...{ id: `squad ${look.id}`, kind: 'squad' as const, at, hue: look.hue },
			title: say(language, 'rota.flag.squad', { name: look.name, n: look.members })
		});
	}

	const told = new Set<number>();
	const looked = desk.look.selection?.kind === 'post' ? desk.look.selection.id : null;
	for (const { seat, state } of roster.gaps) {
		const wanted = seat.post.id === looked || told.size < MOST_GAPS;
		if (state.kind !== 'empty' || !state.lost || told.has(seat.post.id) || !wanted) continue;
		told.add(seat.post.id);
		const running = roster
			.seatsOf(seat.post.id)
			.filter((one) => one.role === seat.role && one.startMs <= roster.nowMs && roster.nowMs < one.endMs && one.asked);
		const there = running.filter(({ id }) => roster.states.get(id)?.kind === 'planned').length;
		flags.push({
			...{ id: `gap ${seat.post.id}`, kind: 'gap' as const, at: seat.post.position },
			title: `${seat.post.code} ${say(language, 'rota.nobody-for', { time: hoursLong(state.lost.endMs - state.lost.startMs, language) })}`,
			text: say(language, 'rota.flag.needs', {
				role: needName(board.rules.roles, seat.role, seat.skills, language),
				n: running.length,
				there
			})
		});
	}
	return flags;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const far = (a: Position, b: Position): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** The middle of a shape's first ring: near enough to put a word on. */
function middle(shape: { readonly type: string; readonly coordinates: unknown }): Position | undefined {
	const rings = (shape.type === 'MultiPolygon' ? (shape.coordinates as Position[][][])[0] : (shape.coordinates as Position[][])) ?? [];
	const ring = rings[0];
	return ring && ring.length > 0 ? [mean(ring.map(([lng]) => lng)), mean(ring.map(([, lat]) => lat))] : undefined;
}
