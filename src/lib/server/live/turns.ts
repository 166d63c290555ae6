/**
 * Work that comes in crowds, one piece in a turn of the event loop: a thousand lines that come back at one moment stand in a queue, and whatever else
 * comes in is served between any two of them.
 */
export interface Turns {
	/** Does this when its turn has come, in the order of asking. */
	take(work: () => void): void;
	readonly waiting: number;
}

/** @param next asks to be called back after what has come in meanwhile. */
export function createTurns(next: (call: () => void) => void = (call) => void setImmediate(call)): Turns {
	let queue: (() => void)[] = [];
	let at = 0;
	let asked = false;

	function turn(): void {
		asked = false;
		const work = queue[at++];
		// Cut in bulk, so that each is moved once in a while and not at every turn.
		if (at === queue.length) [queue, at] = [[], 0];
		else ask();
		work?.();
	}
	function ask(): void {
		if (asked) return;
		asked = true;
		next(turn);
	}

	return {
		take(work) {
			queue.push(work);
			ask();
		},
		get waiting() {
			return queue.length - at;
		}
	};
}
