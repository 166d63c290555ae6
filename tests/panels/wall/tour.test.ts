import { expect, test } from 'vitest';
import { nextStop, TOUR_START, type TourState } from '#lib/panels/wall/tour.ts';

function walk(lists: readonly (readonly number[])[]): string[] {
	let state: TourState = TOUR_START;
	return lists.map((list) => {
		state = nextStop(state, list);
		return state.stop.kind === 'gap' ? `gap ${state.stop.id}` : 'whole';
	});
}

test('the tour goes from the whole to a gap and back, through all of them and round again', () => {
	const list = [7, 3];
	expect(walk([list, list, list, list, list])).toEqual(['gap 7', 'whole', 'gap 3', 'whole', 'gap 7']);
});

test('without a gap the whole area stays', () => {
	expect(walk([[], [], []])).toEqual(['whole', 'whole', 'whole']);
});

test('when gaps come and go the tour goes on after the one it showed last', () => {
	expect(walk([[7, 3, 5], [7, 3, 5], [9, 7, 3, 5], [], [3, 5], [3, 5]])).toEqual(['gap 7', 'whole', 'gap 3', 'whole', 'gap 5', 'whole']);
});
