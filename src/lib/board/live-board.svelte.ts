/**
 * The board of the area on screen, for Svelte: loads the still picture, keeps the line open, and lets panels follow by revision counters that move
 * at most once a frame, however much arrives. Changing the area lets go of everything of the one before.
 */
import type { Area, AreaId } from '#lib/area/area.ts';
import type { Liveness, Revisions } from './board-view.ts';
import { Board } from './board.ts';
import { connect, type Connection, type Refusal } from './connection.ts';
import type { DraftLine } from './drafting/draft-line.ts';
import { loadArea, loadAreas, type LoadProblem } from './load-area.ts';

export type Trouble = LoadProblem['kind'] | Refusal | 'no-areas';

const RETRY_MS = 5_000;
/** Several events in a burst ask for the picture once. */
const REFETCH_AFTER_MS = 400;

export class LiveBoard {
	/** Areas this person may watch, parents before children. */
	areas = $state.raw<readonly Area[]>([]);
	board = $state.raw<Board | null>(null);
	/** Copies of the board's revisions. Read the one you draw from; the board itself is not reactive. */
	readonly rev = $state<Revisions>({ picture: 0, coverage: 0, gaps: 0, staffing: 0, patrols: 0, seen: 0, reports: 0 });
	liveness = $state<Liveness>('connecting');
	/** The server's time, whole seconds as ms; goes on while the line is down. */
	nowMs = $state(0);
	/** Time of the picture on screen, whole seconds as ms; 0 before the first tick. */
	pictureAtMs = $state(0);
	delayMs = $state(0);
	/** Positions and durable state have arrived at least once. */
	arrived = $state(false);
	trouble = $state.raw<Trouble | null>(null);
	/** Rises when a roster of the area on screen may be another one. */
	rosterSeq = $state(0);
	/** Rises when everything durable of the area on screen was taken anew. */
	snapshots = $state(0);
	/** Being seen in drafts, over the line of the area on screen. */
	drafts = $state.raw<DraftLine | null>(null);
	/** The area being fetched, while the one before it is still shown. */
	opening = $state.raw<number | null>(null);

	/** The board of the present, also while one of the past is shown. */
	#present: Board | null = null;
	#connection: Connection | null = null;
	#frame = 0;
	#second: ReturnType<typeof setInterval> | undefined;
	#refetch: ReturnType<typeof setTimeout> | undefined;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#opened = 0;
	#asked = 0;

	/** Starts with the given area, or the first one this person may watch. */
	async start(areaId: number | null): Promise<void> {
		this.#second ??= setInterval(() => this.#beat(), 1_000);
		const areas = await loadAreas();
		if (!areas.ok) return this.#troubled(areas.problem.kind, () => this.start(areaId));
		this.areas = areas.value.areas;
		const wanted = this.areas.find((area) => area.id === areaId) ?? topmost(this.areas);
		if (!wanted) return this.#troubled('no-areas', () => this.start(areaId));
		await this.open(wanted.id);
	}

	async open(areaId: AreaId): Promise<void> {
		const turn = ++this.#opened;
		clearTimeout(this.#retry);
		clearTimeout(this.#refetch);
		this.opening = areaId;
		const still = await loadArea(areaId);
		if (turn !== this.#opened) return;
		if (!still.ok) return this.#troubled(still.problem.kind, () => this.open(areaId));
		this.#connection?.close();
		const board = new Board(still.value.picture, still.value.footprints, Date.now, still.value.ground);
		this.arrived = false;
		this.pictureAtMs = 0;
		this.trouble = null;
		this.opening = null;
		this.#present = board;
		this.board = board;
		this.#copy();
		this.#connection = connect(board, areaId, {
			onchange: () => this.#schedule(),
			onpicture: () => this.#fetchAgain(),
			onrefused: (refusal) => {
				this.trouble = refusal;
			}
		});
		this.drafts = this.#connection.drafts;
	}

	/** Shows a board of the past in place of the present, or (null) the present again. The line stays open behind it. */
	lookAt(past: Board | null): void {
		if (this.board === (past ?? this.#present)) return;
		this.board = past ?? this.#present;
		this.#copy();
	}
	/** The board that is shown has changed; it is drawn with the next frame. */
	changed(): void {
		this.#schedule();
	}

	stop(): void {
		this.#opened++;
		this.#connection?.close();
		this.#connection = null;
		clearInterval(this.#second);
		this.#second = undefined;
		clearTimeout(this.#refetch);
		clearTimeout(this.#retry);
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
	}

	#troubled(trouble: Trouble, again: () => Promise<void>): void {
		this.trouble = trouble;
		this.opening = null;
		const passes = trouble === 'unreachable' || trouble === 'broken' || trouble === 'no-areas';
		if (passes) this.#retry = setTimeout(() => void again(), RETRY_MS);
	}

	/** The picture stays on screen until the new one is here. */
	#fetchAgain(): void {
		clearTimeout(this.#refetch);
		this.#refetch = setTimeout(() => {
			const board = this.#present;
			const turn = this.#opened;
			const asked = ++this.#asked;
			if (!board) return;
			void loadArea(board.picture.areaId).then((still) => {
				// An answer that was overtaken by a later question may be of older ground.
				if (turn !== this.#opened || asked !== this.#asked || this.#present !== board) return;
				if (still.ok) {
					board.replacePicture(still.value.picture, still.value.footprints, still.value.ground);
					this.#schedule();
				} else this.#refetch = setTimeout(() => this.#fetchAgain(), RETRY_MS);
			});
		}, REFETCH_AFTER_MS);
	}

	#schedule(): void {
		if (this.#frame) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			this.#copy();
		});
	}

	#copy(): void {
		const { board } = this;
		if (!board) return;
		for (const key of Object.keys(this.rev) as (keyof Revisions)[]) this.rev[key] = board.revisions[key];
		this.rosterSeq = board.rosterSeq;
		this.snapshots = board.snapshots;
		this.arrived = board.lastSeq !== null && board.lastTickAtMs !== null;
		this.#time(board);
	}

	#beat(): void {
		if (this.board) this.#time(this.board);
	}

	#time(board: Board): void {
		this.liveness = board.liveness;
		this.nowMs = Math.floor(board.serverNowMs() / 1000) * 1000;
		this.pictureAtMs = Math.floor(board.pictureAtMs / 1000) * 1000;
		this.delayMs = board.delayMs;
	}
}

function topmost(areas: readonly Area[]): Area | undefined {
	return areas.reduce<Area | undefined>((best, area) => (best === undefined || area.depth < best.depth ? area : best), undefined);
}
