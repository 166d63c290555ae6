/** Walks as a map takes them: a hue a person, and each stop with how far the walk has come. */
import type { Position } from '#lib/geo/position.ts';
import type { BoardView } from './board-view.ts';
import { type DeskWalks, type StopState, stopStates } from './desk-walk.ts';

const HUES = 8;

/** The walk of one person. `hue`: a squad's, 1–8. */
export interface MapWalk {
	readonly hue: number;
	/** In order; `text` is what stands in the disc. A leg leads from the stop before. */
	readonly stops: readonly { readonly at: Position; readonly text: string; readonly state: StopState; readonly leg: readonly Position[] }[];
	/** From the last stop back. */
	readonly home: readonly Position[];
}

/** By the place in the order. */
export const hueOf = (i: number): number => (i % HUES) + 1;

/** How far each walk has come, by what the board saw since. */
export function statesOf(shown: DeskWalks, board: BoardView): readonly (readonly StopState[])[] {
	const seenAtMs = (buildingId: number): number => {
		const row = board.buildingRow(buildingId);
		return row < 0 ? 0 : (board.seenAtS[row] ?? 0) * 1000;
	};
	return shown.walks.map((walk) => stopStates(walk, shown.plannedAtMs, seenAtMs));
}

export function mapWalks({ walks }: DeskWalks, states: readonly (readonly StopState[])[]): readonly MapWalk[] {
	return walks.map(({ letter, stops, home }, i) => ({
		hue: hueOf(i),
		stops: stops.map(({ at, leg }, n) => ({
			...{ at, leg },
			text: `${walks.length > 1 ? letter : ''}${n + 1}`,
			state: states[i]?.[n] ?? 'later'
		})),
		home
	}));
}
