/** The words on the lead's map: where each squad is, what is empty now, how the posts are called. */
import type { GridId } from '#lib/area/area.ts';
import { aroundPlaces } from '#lib/board/duty/frame-posts.ts';
import type { SquadLook } from '#lib/board/duty/squad-looks.ts';
import type { PostId } from '#lib/duty/post.ts';
import type { Position } from '#lib/geo/position.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';
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
/** About as wide as the map of this page is. */
const SHOWN_PX = 560;

/** What does not change with who sits where: the posts' codes, and each squad's name where it covers no post. @param shown posts that are looked at */
export function placeFlags(
	board: RosterBoard,
	shown: ReadonlySet<PostId>,
	looks: readonly SquadLook[],
	ground: ReadonlyMap<GridId, number> | null,
	picture: AreaPicture,
	language: Language
): Flag[] {
	const posts = board.posts.filter(({ id }) => shown.has(id));
	const codes = posts.map((post): Flag => ({ id: `code ${post.id}`, kind: 'code', at: post.position, title: post.code }));
	const box = aroundPlaces(posts.map(({ position }) => position));
	const [cosLat, wide] = [Math.cos((box[1] * Math.PI) / 180), Math.max(box[2] - box[0], (box[3] - box[1]) / 1.4)];
	// As the map stands when it shows these posts.
	const [lngPx, latPx] = [wide / SHOWN_PX, (wide / SHOWN_PX) * cosLat];
	const gridPlace = new Map(picture.grids.map((grid) => [grid.id, middle(grid.shape)]));
	const places = new Map<number, Position[]>();
	for (const [gridId, squadId] of ground ?? []) {
		const at = gridPlace.get(gridId);
		if (at) places.set(squadId, [...(places.get(squadId) ?? []), at]);
	}
	const squads: Flag[] = [];
	for (const look of looks) {
		const own = places.get(look.id);
		if (!own) continue;
		const centre: Position = [mean(own.map(([lng]) => lng)), mean(own.map(([, lat]) => lat))];
		const cost = (at: Position): number => {
			const over = (other: Position, x: number, y: number): number =>
				Math.max(0, 1 - Math.max(Math.abs(other[0] - at[0]) / lngPx / x, Math.abs(other[1] - at[1]) / latPx / y));
			const [posted, named] = [board.posts.map(({ position }) => over(position, 88, 44)), squads.map((flag) => over(flag.at, 160, 40))];
			return (
				10 * (posted.reduce((sum, one) => sum + one, 0) + 3 * named.reduce((sum, one) => sum + one, 0)) +
				Math.hypot((at[0] - centre[0]) / lngPx, (at[1] - centre[1]) / latPx) / 120
			);
		};
		const candidates = own.flatMap(([lng, lat]) =>
			[-60, -30, 0, 30, 60].flatMap((x) => [-50, -25, 0, 25, 50].map((y): Position => [lng + x * lngPx, lat + y * latPx]))
		);
		let [at, least] = [centre, cost(centre)];
		for (const one of candidates) {
			const asks = cost(one);
			if (asks < least) [at, least] = [one, asks];
		}
		squads.push({
			...{ id: `squad ${look.id}`, kind: 'squad', at, hue: look.hue },
			title: say(language, 'rota.flag.squad', { name: look.name, n: look.members })
		});
	}
	return [...codes, ...squads];
}

/** What is empty now. */
export function gapFlags(duty: DutyRoom, language: Language): Flag[] {
	const { roster, desk } = duty;
	const { board } = roster;
	const flags: Flag[] = [];
	if (!board) return flags;
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

/** The middle of a shape's first ring: near enough to put a word on. */
function middle(shape: { readonly type: string; readonly coordinates: unknown }): Position | undefined {
	const rings = (shape.type === 'MultiPolygon' ? (shape.coordinates as Position[][][])[0] : (shape.coordinates as Position[][])) ?? [];
	const ring = rings[0];
	return ring && ring.length > 0 ? [mean(ring.map(([lng]) => lng)), mean(ring.map(([, lat]) => lat))] : undefined;
}
