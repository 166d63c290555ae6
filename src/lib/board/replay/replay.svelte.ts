/**
 * Plays the past of an area onto a board of its own: a clock that runs at a speed, stretches fetched ahead of it, and each second of them applied
 * when the clock has reached it. Where a stretch is not here yet, the clock waits; it never runs over what is not known.
 */
import type { LoadProblem } from '../load-area.ts';
import type { WayColumns } from '#lib/wire/packed-tracks.ts';
import { stretchStart, type Stretch } from '#lib/wire/replay.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import { DAY_MS, dayStart } from '#lib/words/china-time.ts';
import { keptStretches, type KeptStretches } from './kept-stretches.ts';
import { pastArea, pastSpan, pastStretch, pastWays } from './load-past.ts';
import { PastBoard } from './past-board.ts';
import { SPEEDS, type PastPlace, type Speed } from './past-url.ts';

const HOUR_MS = 3_600_000;

/** At this speed and above gaps are looked for every other minute of the past. */
const COARSE_FROM = 600;
/** The clock moves by no more than this in one frame: a tab that slept does not wake up an hour later. */
const MOST_FRAME_MS = 3_000;
/** A fast clock runs through a stretch in a second or ten: more than the next one is fetched ahead of it. */
const AHEAD: Readonly<Record<Speed, number>> = { 1: 1, 10: 1, 60: 2, 600: 3 };

export interface ReplayParts {
	/** Shows a board of the past; null: the present again. */
	readonly show: (board: PastBoard | null) => void;
	/** The board has changed; may come many times a frame. */
	readonly changed: () => void;
	readonly nowMs: () => number;
}

export class Replay {
	on = $state(false);
	playing = $state(false);
	speed = $state<Speed>(1);
	/** The moment shown, whole seconds as ms. */
	atMs = $state(0);
	/** The hours that are played, within one local day. */
	fromMs = $state(0);
	untilMs = $state(0);
	/** From when on there is a past, and where the present begins. */
	span = $state.raw({ fromMs: 0, nowMs: 0 });
	/** Waiting for a stretch. */
	waiting = $state(false);
	trouble = $state.raw<LoadProblem['kind'] | null>(null);
	/** Where everybody walked over some days, while that is shown. */
	ways = $state.raw<WayColumns | null>(null);

	readonly #parts: ReplayParts;
	#areaId = 0;
	#clockMs = 0;
	#board: PastBoard | null = null;
	#stretch: Stretch | null = null;
	#next = 0;
	#entered = 0;
	#turn = 0;
	#frame = 0;
	#framedAtMs = 0;
	#ahead = 0;
	#waysAsked = 0;
	#stretches: KeptStretches = this.#stretchesOf(0);

	constructor(parts: ReplayParts) {
		this.#parts = parts;
	}

	get place(): PastPlace | null {
		return this.on ? { atMs: this.atMs, speed: this.speed } : null;
	}

	/** Leaves the present. @param atMs where to begin; an hour ago where it is left out. */
	async enter(areaId: number, place: PastPlace | null = null): Promise<void> {
		const nowMs = this.#parts.nowMs();
		this.#areaId = areaId;
		this.#stretches = this.#stretchesOf(areaId);
		this.#board = null;
		this.#stretch = null;
		this.on = true;
		this.playing = false;
		this.speed = place?.speed ?? 1;
		this.span = { fromMs: nowMs - 30 * DAY_MS, nowMs };
		const entered = ++this.#entered;
		this.#setDay(place?.atMs ?? nowMs - HOUR_MS);
		// All of it is asked for at once: where the past begins says only whether it was asked for in vain.
		const shown = this.seek(place?.atMs ?? nowMs - HOUR_MS);
		const asked = this.#turn;
		const span = await pastSpan(areaId);
		if (!this.on || this.#entered !== entered) return;
		if (!span.ok) return this.#troubled(span.problem.kind);
		this.span = span.value;
		const isWithin = this.#clockMs >= span.value.fromMs && this.#clockMs <= span.value.nowMs - 1000;
		await (asked === this.#turn && !isWithin ? this.seek(this.#clockMs) : shown);
	}

	/** Back to the present, at once. */
	leave(): void {
		if (!this.on) return;
		this.#turn++;
		this.#ahead++;
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		this.on = false;
		this.hideWays();
		this.playing = false;
		this.waiting = false;
		this.trouble = null;
		this.#board = null;
		this.#stretch = null;
		this.#stretches = this.#stretchesOf(0);
		this.#parts.show(null);
	}

	/** Another day, from the same hour of it. */
	async pickDay(startMs: number): Promise<void> {
		const atMs = startMs + (this.atMs - dayStart(this.atMs));
		this.#setDay(startMs);
		await this.seek(atMs);
	}
	/** Plays these hours of the day, counted from its beginning. */
	async pickHours(fromH: number, untilH: number): Promise<void> {
		const start = dayStart(this.atMs);
		this.fromMs = start + Math.min(fromH, untilH - 1) * HOUR_MS;
		this.untilMs = start + untilH * HOUR_MS;
		if (this.atMs < this.fromMs || this.atMs > this.untilMs) await this.seek(this.fromMs);
	}

	play(): void {
		if (!this.on || this.playing) return;
		this.playing = true;
		if (this.#clockMs >= this.#endMs()) void this.seek(this.fromMs).then(() => this.#run());
		else this.#run();
	}
	pause(): void {
		this.playing = false;
	}
	toggle(): void {
		if (this.playing) this.pause();
		else this.play();
	}
	setSpeed(speed: Speed): void {
		this.speed = speed;
		if (this.#stretch) void this.#fetchAhead(this.#stretch.untilMs);
	}
	faster(step: 1 | -1): void {
		this.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(this.speed) + step))] ?? this.speed);
	}
	step(ms: number): Promise<void> {
		return this.seek(this.atMs + ms);
	}

	/** Shows where everybody walked from the first of these days to the last. Of several asked for, the last is shown. */
	async showWays(firstDayMs: number, lastDayMs: number): Promise<LoadProblem['kind'] | null> {
		const asked = ++this.#waysAsked;
		const answer = await pastWays(this.#areaId, firstDayMs, Math.min(lastDayMs + DAY_MS, this.span.nowMs));
		if (asked !== this.#waysAsked || !this.on) return null;
		if (!answer.ok) return answer.problem.kind;
		this.ways = answer.value;
		return null;
	}
	hideWays(): void {
		this.#waysAsked++;
		this.ways = null;
	}

	/** Shows a moment. Of several asked for one after another, the last is shown. */
	async seek(toMs: number): Promise<void> {
		if (!this.on) return;
		const turn = ++this.#turn;
		const atMs = Math.min(Math.max(toMs, this.span.fromMs), this.span.nowMs - 1000);
		if (atMs < this.fromMs || atMs > this.untilMs) this.#setDay(atMs);
		this.#clockMs = atMs;
		this.atMs = Math.floor(atMs / 1000) * 1000;
		this.waiting = true;
		// Nearly always it is the same ground at the beginning of the stretch as at the moment.
		const still = this.#board ? null : pastArea(this.#areaId, stretchStart(atMs));
		const stretch = await this.#fetch(atMs);
		if (turn !== this.#turn) return;
		if (!stretch.ok) return this.#troubled(stretch.problem.kind);
		await this.#begin(stretch.value, atMs, turn, still);
		if (this.playing) this.#run();
	}

	/** Puts a stretch on the board, up to a moment in it. @param asked a still picture that was asked for and may be of its ground */
	async #begin(stretch: Stretch, atMs: number, turn: number, asked: ReturnType<typeof pastArea> | null = null): Promise<void> {
		const ground = stretch.ground;
		if (this.#board?.ground !== ground) {
			const first = await asked;
			const still = first?.ok && first.value.ground === ground ? first : await pastArea(this.#areaId, stretch.fromMs);
			if (turn !== this.#turn) return;
			if (!still.ok) return this.#troubled(still.problem.kind);
			const { picture, footprints } = still.value;
			if (this.#board) this.#board.replacePicture(picture, footprints, ground);
			else this.#board = new PastBoard(picture, footprints, () => this.#clockMs, ground);
		}
		const board = this.#board as PastBoard;
		this.trouble = null;
		this.waiting = false;
		this.#clockMs = atMs;
		this.#stretch = stretch;
		this.#next = 0;
		board.forgetPositions();
		board.applySnapshot(stretch.snapshot);
		board.applyTick(stretch.tick, true);
		this.#applyUntil(atMs);
		this.#parts.show(board);
		this.#told();
		void this.#fetchAhead(stretch.untilMs);
	}

	#run(): void {
		if (this.#frame) return;
		this.#framedAtMs = performance.now();
		const frame = (): void => {
			this.#frame = 0;
			if (!this.on || !this.playing) return;
			const nowMs = performance.now();
			const elapsedMs = Math.min(MOST_FRAME_MS, nowMs - this.#framedAtMs);
			this.#framedAtMs = nowMs;
			if (!this.waiting) this.#advance(elapsedMs * this.speed);
			this.#frame = requestAnimationFrame(frame);
		};
		this.#frame = requestAnimationFrame(frame);
	}

	#advance(ms: number): void {
		const stretch = this.#stretch;
		if (!stretch) return;
		const endMs = this.#endMs();
		const wantedMs = this.#clockMs + ms;
		this.#clockMs = Math.min(wantedMs, stretch.untilMs, endMs);
		this.#applyUntil(this.#clockMs);
		this.#told();
		if (this.#clockMs >= endMs) this.playing = false;
		else if (this.#clockMs >= stretch.untilMs) this.#goOn(stretch.untilMs, wantedMs - stretch.untilMs);
	}

	/** On to the next stretch, which is usually here already, and as far into it as the frame reached. */
	#goOn(atMs: number, restMs: number): void {
		const turn = ++this.#turn;
		this.waiting = true;
		void this.#fetch(atMs).then(async (next) => {
			if (turn !== this.#turn) return;
			if (!next.ok) return this.#troubled(next.problem.kind);
			await this.#begin(next.value, atMs, turn);
			if (turn === this.#turn && !this.waiting && this.playing) this.#advance(restMs);
		});
	}

	#applyUntil(ms: number): void {
		const { frames } = this.#stretch as Stretch;
		for (; this.#next < frames.length && (frames[this.#next]?.atMs ?? Infinity) <= ms; this.#next++) {
			const frame = frames[this.#next]!;
			if (frame.tick) this.#board?.applyTick(frame.tick);
			this.#board?.applyEvents(frame.events);
		}
	}

	/** One after another, each from where the one before ends. Whoever calls later takes over. */
	async #fetchAhead(fromMs: number): Promise<void> {
		const ahead = ++this.#ahead;
		let atMs = fromMs;
		for (let n = 0; n < AHEAD[this.speed] && atMs < this.#endMs(); n++) {
			const next = await this.#fetch(atMs);
			if (ahead !== this.#ahead || !next.ok) return;
			atMs = next.value.untilMs;
		}
	}

	#fetch(atMs: number): Promise<Outcome<Stretch, LoadProblem>> {
		return this.#stretches.at(atMs, this.speed >= COARSE_FROM ? 'coarse' : 'fine');
	}

	#stretchesOf(areaId: number): KeptStretches {
		return keptStretches((atMs, detail) => pastStretch(areaId, atMs, detail));
	}
	#endMs(): number {
		return Math.min(this.untilMs, this.span.nowMs - 1000);
	}
	#setDay(ms: number): void {
		this.fromMs = dayStart(ms);
		this.untilMs = this.fromMs + DAY_MS;
	}
	#told(): void {
		this.atMs = Math.floor(this.#clockMs / 1000) * 1000;
		this.#parts.changed();
	}
	#troubled(kind: LoadProblem['kind']): void {
		this.trouble = kind;
		this.waiting = false;
		this.playing = false;
	}
}
