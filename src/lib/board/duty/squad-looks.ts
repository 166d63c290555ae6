/** How squads are told apart: a letter and one of eight hues, always together; and which ground is a squad's. */
import type { GridId } from '#lib/area/area.ts';
import type { Squad } from '#lib/wire/duty.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';

export interface SquadLook {
	readonly id: number;
	readonly name: string;
	/** 甲 of 甲队; else a letter by its place. */
	readonly letter: string;
	/** 1 … 8, for `--squad-1` … */
	readonly hue: number;
	readonly members: number;
}

const HUES = 8;
const STEMS = '甲乙丙丁戊己庚辛壬癸';

/** In order of the ten stems where squads are named by them, else of their names. */
export function squadLooks(squads: readonly Squad[]): SquadLook[] {
	const stem = ({ name }: Squad): number => [...name].map((c) => STEMS.indexOf(c)).find((at) => at >= 0) ?? STEMS.length;
	const sorted = [...squads].sort((a, b) => stem(a) - stem(b) || a.name.localeCompare(b.name, 'zh', { numeric: true }));
	const taken = new Set<string>();
	return sorted.map((squad, i) => {
		const own = [...squad.name].find((c) => STEMS.includes(c));
		const letter = own && !taken.has(own) ? own : String.fromCharCode(65 + (i % 26));
		taken.add(letter);
		return { id: squad.id, name: squad.name, letter, hue: (i % HUES) + 1, members: squad.members.length };
	});
}

/** By grid: the squad of its named primary, else the one whose post stands there. */
export function groundOfSquads(board: RosterBoard, picture: AreaPicture): ReadonlyMap<GridId, number> {
	const squadOf = new Map(board.people.map(({ id, squadId }) => [id, squadId]));
	const ground = new Map<GridId, number>();
	for (const { gridId, squadId } of board.posts) if (gridId !== null && squadId !== null) ground.set(gridId, squadId);
	for (const grid of picture.grids) {
		const primary = grid.duty.find(({ duty }) => duty === 'primary');
		const squad = primary && squadOf.get(primary.personId);
		if (squad !== undefined && squad !== null) ground.set(grid.id, squad);
	}
	return ground;
}
