/** Stretches of the past of one area, fetched once and kept while there is room: two hours back and forth and four. */
import type { Outcome } from '#lib/geo/outcome.ts';
import { STRETCH_MS, stretchStart, type ReplayDetail, type Stretch } from '#lib/wire/replay.ts';
import type { LoadProblem } from '../load-area.ts';

const KEPT = 24;

export interface KeptStretches {
	/** The stretch around a moment; asked for again where it could not be had. */
	at(atMs: number, detail: ReplayDetail): Promise<Outcome<Stretch, LoadProblem>>;
}

export function keptStretches(fetch: (atMs: number, detail: ReplayDetail) => Promise<Outcome<Stretch, LoadProblem>>): KeptStretches {
	const kept = new Map<string, Promise<Outcome<Stretch, LoadProblem>>>();
	return {
		at(atMs, detail) {
			const key = `${stretchStart(atMs)} ${detail}`;
			const there = kept.get(key);
			if (there) return there;
			const asked = fetch(atMs, detail);
			kept.set(key, asked);
			for (const old of kept.keys()) {
				if (kept.size <= KEPT) break;
				kept.delete(old);
			}
			// What could not be had, and what was cut by a new plan or by the present, is asked for again.
			void asked.then((answer) => {
				if (!answer.ok || answer.value.untilMs - answer.value.fromMs !== STRETCH_MS) kept.delete(key);
			});
			return asked;
		}
	};
}
