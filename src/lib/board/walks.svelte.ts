/** The walks on the desk: asks the server for them, keeps those that are shown until they are cleared, and says why where there are none. One set at a time. */
import type { GridId } from '#lib/area/area.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldRoute } from '#lib/wire/field.ts';
import { isProblemAnswer, type ProblemAnswer } from '#lib/wire/problem-answer.ts';
import { deskWalks, type DeskWalks } from './desk-walk.ts';

export interface WalkAsked {
	readonly gridId: GridId;
	readonly minutes: number | null;
	readonly people: number;
	readonly names: readonly string[];
	/** Null: at what is most overdue. */
	readonly start: Position | null;
}

/** `empty`: nothing is overdue there. `refused`: the server says why. `offline`: it could not be reached. */
export type WalksState = 'none' | 'planning' | 'shown' | 'empty' | 'refused' | 'offline';

const PATIENCE_MS = 30_000;

export class Walks {
	shown = $state.raw<DeskWalks | null>(null);
	state = $state<WalksState>('none');
	/** The grid that the state is about. */
	gridId = $state<GridId | null>(null);
	message = $state.raw<ProblemAnswer['message'] | null>(null);
	#asking: AbortController | null = null;

	/** @param nowMs the server's time @returns the walks, or null where there are none or another question came first */
	async plan(asked: WalkAsked, nowMs: number): Promise<DeskWalks | null> {
		this.clear();
		const asking = new AbortController();
		this.#asking = asking;
		this.gridId = asked.gridId;
		this.state = 'planning';
		const answer = await ask(asked, AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE_MS)]));
		if (this.#asking !== asking) return null;
		this.#asking = null;
		if ('state' in answer) {
			this.state = answer.state;
			this.message = answer.message;
			return null;
		}
		const walks = deskWalks(answer.route, { gridId: asked.gridId, names: asked.names, plannedAtMs: nowMs });
		this.state = 'shown';
		this.shown = walks;
		return walks;
	}

	/** Takes the walks off the map, or stops asking. @returns whether there was anything */
	clear(): boolean {
		const was = this.state !== 'none';
		this.#asking?.abort();
		this.#asking = null;
		this.shown = null;
		this.message = null;
		this.gridId = null;
		this.state = 'none';
		return was;
	}
}

type Answer =
	{ readonly route: FieldRoute } | { readonly state: 'empty' | 'refused' | 'offline'; readonly message: ProblemAnswer['message'] | null };

async function ask({ gridId, minutes, people, start }: WalkAsked, signal: AbortSignal): Promise<Answer> {
	try {
		const response = await fetch('/api/routes', {
			method: 'POST',
			credentials: 'same-origin',
			cache: 'no-store',
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify({ gridIds: [gridId], start, minutes, people }),
			signal
		});
		const body: unknown = await response.json();
		if (response.ok) return { route: body as FieldRoute };
		if (!isProblemAnswer(body)) return { state: 'offline', message: null };
		return { state: body.problem.kind === 'route-no-stops' ? 'empty' : 'refused', message: body.message };
	} catch {
		return { state: 'offline', message: null };
	}
}
