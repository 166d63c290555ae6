/** A board of the past: fed like the live one, by a clock that can be stopped, hurried and set back. It never says that it is live. */
import type { Liveness } from '../board-view.ts';
import { Board } from '../board.ts';

export class PastBoard extends Board {
	override get liveness(): Liveness {
		return 'past';
	}
	override serverNowMs(): number {
		return this.clock();
	}
	/** The moment that is shown, Unix ms. */
	readonly clock: () => number;

	constructor(picture: Board['picture'], footprints: Board['footprints'], clock: () => number, ground: string) {
		super(picture, footprints, clock, ground);
		this.clock = clock;
	}
}
