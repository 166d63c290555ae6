/**
 * The phone in the field: what the person is to do, what they did, and where the records of it are. Whatever is said to be kept lies on the phone's disk
 * already; the server hears of it when there is a signal. Times of records are the server's, by the offset of the phone's clock as it was last known.
 */
import type { FieldBuilding, FieldDay, FieldFix, FieldPlace, FieldPost, FieldRecord, ReportKind, VisitOutcome } from '#lib/wire/field.ts';
import { seatNow } from './check-in-rule.ts';
import { rosterMark, stillTrue } from './day-marks.ts';
import { dueStops } from './due-stops.ts';
import { fieldApi, type Asked, type FieldApi } from './field-api.ts';
import { NextWalk } from './next-walk.svelte.ts';
import { Outbox } from './outbox.svelte.ts';
import { OwnWay } from './own-way.svelte.ts';
import { PhoneDisk } from './phone-disk.svelte.ts';
import type { PhoneState } from './phone-store.ts';
import type { SendEnd } from './send-waiting.ts';
import { StayAwake } from './stay-awake.svelte.ts';
import { worthKeeping } from './thin-fixes.ts';
import { watchPosition, type PlaceProblem, type PositionWatch } from './watch-position.ts';

const UNDO_MS = 10_000;
/** A phone whose clock is right to this is believed, ms. */
const CLOCK_TRUSTED_MS = 30_000;
const CLOCK_WRONG_MS = 60_000;
const DAY_EVERY_MS = 5 * 60_000;
const TRACK_EVERY_MS = 60_000;
const LATER_MS = 2 * 3_600_000;
/** Without a shift that says until when, what falls due within so long is to be seen as well. */
const AHEAD_MS = 2 * 3_600_000;
const PLACE_FRESH_MS = 90_000;

type RecordBody = FieldRecord extends infer R ? (R extends FieldRecord ? Omit<R, 'id' | 'atMs'> : never) : never;
export type Stage = 'starting' | 'ready' | 'nothing-yet' | 'no-store';
export type Link = 'unknown' | 'ok' | 'offline' | 'signed-out' | 'other-account' | 'trouble';

export interface Undoable {
	readonly id: string;
	readonly buildingId: number;
	readonly about: string;
	readonly outcome: VisitOutcome;
	/** What was known before, to be put back. */
	readonly before: number | undefined;
	readonly untilMs: number;
}

export class Field {
	readonly owner: string;
	readonly api: FieldApi;
	stage = $state<Stage>('starting');
	link = $state<Link>('unknown');
	/** The phone's own clock, every few seconds. */
	phoneMs = $state(Date.now());
	readonly disk = new PhoneDisk();
	readonly outbox: Outbox;
	readonly walk: NextWalk;
	readonly awake = new StayAwake();
	/** Today's own way, where it was asked for. */
	readonly way = new OwnWay();
	place = $state.raw<FieldFix | null>(null);
	placeProblem = $state<PlaceProblem | null>(null);
	undoable = $state.raw<Undoable | null>(null);
	/** The roster changed since the person looked. */
	rosterNews = $state(false);

	readonly nowMs = $derived(this.phoneMs + this.#correction());
	readonly day = $derived<FieldDay | null>(this.disk.kept.day);
	readonly onShift = $derived(this.disk.kept.shiftSinceMs !== null);
	readonly tracking = $derived(this.onShift && this.disk.kept.pausedSinceMs === null);
	readonly clockOffMs = $derived(Math.abs(this.disk.kept.offsetMs) > CLOCK_WRONG_MS ? this.disk.kept.offsetMs : null);
	readonly open = $derived(this.disk.waiting.filter((thing) => thing.refused === null));
	/** Records on the phone that the server has not got. The track of the last minute is on its way while there is a signal; without one it counts as one. */
	readonly badge = $derived(this.disk.waiting.length + (this.disk.fixes.length > 0 && this.link !== 'ok' ? 1 : 0));
	readonly checkedIn = $derived(this.disk.kept.checkedIn === undefined ? (this.day?.checkedIn ?? null) : this.disk.kept.checkedIn);
	readonly seat = $derived(this.day ? seatNow(this.day.duties, this.day.rules, this.nowMs) : null);
	readonly placeFresh = $derived(this.place !== null && this.phoneMs - this.place.atMs < PLACE_FRESH_MS ? this.place : null);
	readonly due = $derived(
		this.day ? dueStops(this.day.grids, this.disk.kept, this.nowMs, Math.max(this.nowMs, this.#shiftEndMs() ?? this.nowMs + AHEAD_MS)) : []
	);
	/** Whether the server knows all that bears on the walk. */
	readonly knownThere = $derived(this.link === 'ok' && !this.disk.waiting.some(({ record }) => record.kind === 'visit'));

	#watch: PositionWatch | null = null;
	#lastFix: FieldFix | null = null;
	#timers: ReturnType<typeof setInterval>[] = [];
	#ended = new AbortController();
	#shiftChanges = 0;
	/** How often the signal went. */
	#cuts = 0;

	constructor(owner: string) {
		this.owner = owner;
		this.api = fieldApi(owner);
		this.outbox = new Outbox(owner, this.disk, (end) => this.#hearEnd(end));
		this.walk = new NextWalk(this);
	}

	async start(): Promise<void> {
		try {
			await this.disk.open(this.owner);
		} catch {
			this.stage = 'no-store';
			return;
		}
		if (this.#ended.signal.aborted) return;
		if (this.day) this.stage = 'ready';
		const { signal } = this.#ended;
		addEventListener('online', () => void this.sync(), { signal });
		addEventListener(
			'offline',
			() => {
				this.#cuts++;
				this.link = 'offline';
			},
			{ signal }
		);
		document.addEventListener('visibilitychange', () => this.#visible(), { signal });
		this.#timers.push(
			setInterval(() => (this.phoneMs = Date.now()), 5_000),
			setInterval(() => document.visibilityState === 'visible' && void this.refresh(), DAY_EVERY_MS),
			setInterval(() => this.disk.fixes.length > 0 && void this.send(), TRACK_EVERY_MS)
		);
		this.#followShift();
		await this.sync();
		if (!this.day) this.stage = 'nothing-yet';
		this.walk.plan();
	}

	end(): void {
		this.#ended.abort();
		for (const timer of this.#timers) clearInterval(timer);
		this.#watch?.end();
		this.walk.end();
		this.outbox.close();
		void this.awake.end();
		this.disk.close();
	}

	/** Everything there is to hear and to tell, now. */
	async sync(): Promise<void> {
		this.outbox.forgetFails();
		await this.send();
		await this.refresh();
	}

	#visible(): void {
		if (document.visibilityState !== 'visible') return;
		this.phoneMs = Date.now();
		void this.sync();
		void this.awake.again();
	}

	/* ---- what the server says ---- */

	async refresh(): Promise<void> {
		const askedMs = Date.now();
		const cutsBefore = this.#cuts;
		const changesBefore = this.#shiftChanges;
		const quietBefore = !this.disk.waiting.some(({ record }) => record.kind.startsWith('shift'));
		const standingBefore = !this.disk.waiting.some(({ record }) => record.kind === 'check-in');
		const answer = await this.api.day();
		if (this.#ended.signal.aborted) return;
		if (!answer.ok) {
			this.link = answer.why === 'refused' ? 'trouble' : answer.why;
			return;
		}
		// An answer that was on its way when the signal went says nothing of now.
		if (cutsBefore === this.#cuts) this.link = 'ok';
		const day = answer.value;
		const offsetMs = day.nowMs - (askedMs + Date.now()) / 2;
		const known = this.day;
		await this.disk.change((state) => ({
			...state,
			day,
			dayAtMs: day.nowMs,
			offsetMs,
			visited: stillTrue(state.visited, day),
			// Nothing of ours is on its way: what the server believes holds.
			shiftSinceMs: quietBefore && changesBefore === this.#shiftChanges ? day.onShiftSinceMs : state.shiftSinceMs,
			checkedIn: standingBefore && changesBefore === this.#shiftChanges ? undefined : state.checkedIn
		}));
		this.stage = 'ready';
		if (known && rosterMark(known) !== rosterMark(day)) this.rosterNews = true;
		this.#followShift();
		if (!known || !this.walk.now) this.walk.plan();
	}

	/** Asks something of the server and looks at the day again. */
	async ask<T>(question: Promise<Asked<T>>): Promise<Asked<T>> {
		const answer = await question;
		if (answer.ok) await this.refresh();
		else if (answer.why !== 'refused') this.link = answer.why;
		return answer;
	}

	/** Sends what waits, now. */
	send(): Promise<void> {
		return this.outbox.send();
	}

	#hearEnd({ kind }: SendEnd): void {
		if (kind === 'offline' || kind === 'signed-out' || kind === 'other-account') this.link = kind;
		else if (kind === 'later') this.link = 'trouble';
	}

	/* ---- keeping ---- */

	/** The phone's clock as the server's would read. */
	#correction(): number {
		return Math.abs(this.disk.kept.offsetMs) > CLOCK_TRUSTED_MS ? Math.round(this.disk.kept.offsetMs) : 0;
	}
	#stampMs(): number {
		return Math.round(Date.now() + this.#correction());
	}

	/** @returns the id once it lies on the disk; null where the phone could not keep it, which is said. */
	async #keep(
		body: RecordBody,
		options: {
			readonly about?: string;
			readonly photos?: readonly { readonly id: string; readonly photo: Blob }[];
			readonly undoable?: boolean;
			readonly atMs?: number;
			readonly how?: (state: PhoneState) => PhoneState;
		} = {}
	): Promise<string | null> {
		const id = crypto.randomUUID();
		const record = { id, atMs: options.atMs ?? this.#stampMs(), ...body } as FieldRecord;
		const kept = await this.disk.keep(record, {
			about: options.about ?? '',
			heldUntilMs: options.undoable ? Date.now() + UNDO_MS : 0,
			photos: options.photos ?? [],
			how: options.how
		});
		if (kept) void this.send();
		return kept ? id : null;
	}

	/* ---- the shift ---- */

	#shiftEndMs(): number | null {
		const seat = this.day ? seatNow(this.day.duties, this.day.rules, this.nowMs) : null;
		return seat && seat.startMs <= this.nowMs ? seat.endMs : null;
	}

	async beginShift(): Promise<void> {
		this.#shiftChanges++;
		const atMs = this.#stampMs();
		const id = await this.#keep(
			{ kind: 'shift-started', place: this.#placeNow() },
			{ atMs, how: (state) => ({ ...state, shiftSinceMs: atMs, pausedSinceMs: null }) }
		);
		if (id) this.#followShift();
	}

	async endShift(): Promise<void> {
		this.#shiftChanges++;
		await this.disk.makeTrack();
		await this.#keep(
			{ kind: 'shift-ended', place: this.#placeNow() },
			{ how: (state) => ({ ...state, shiftSinceMs: null, pausedSinceMs: null }) }
		);
		await this.awake.set(false);
		this.#followShift();
	}

	async pause(): Promise<void> {
		const atMs = this.#stampMs();
		await this.disk.change((state) => ({ ...state, pausedSinceMs: atMs }));
		this.#followShift();
	}
	async resume(): Promise<void> {
		await this.disk.change((state) => ({ ...state, pausedSinceMs: null }));
		this.#followShift();
	}

	/** Shows the way of the last 24 hours, or puts it away. */
	async toggleWay(): Promise<void> {
		if (this.way.shown) {
			this.way.hide();
			return;
		}
		const untilMs = this.nowMs;
		await this.way.show(
			async () => {
				const answer = await this.api.track(untilMs - 86_400_000, untilMs + 60_000);
				return answer.ok ? answer.value.points : null;
			},
			this.disk.fixes.map(({ fix }) => [fix.lng, fix.lat, fix.atMs] as const)
		);
	}

	/** Watches between start and end of the shift and never else. */
	#followShift(): void {
		if (this.tracking && !this.#watch) {
			this.#lastFix = null;
			this.#watch = watchPosition({
				place: (fix) => void this.#hearPlace(fix),
				problem: (problem) => (this.placeProblem = problem)
			});
		} else if (!this.tracking && this.#watch) {
			this.#watch.end();
			this.#watch = null;
			this.placeProblem = null;
			if (!this.onShift) this.place = null;
		}
	}

	async #hearPlace(fix: FieldFix): Promise<void> {
		this.placeProblem = null;
		const first = this.place === null;
		this.place = fix;
		const since = this.disk.kept.shiftSinceMs;
		const stamped = { ...fix, atMs: fix.atMs + this.#correction() };
		// A place remembered from before the shift is no part of it.
		if (!this.tracking || since === null || stamped.atMs < since || !worthKeeping(this.#lastFix, stamped)) {
			if (first) this.walk.plan();
			return;
		}
		this.#lastFix = stamped;
		await this.disk.addFix(stamped);
		if (first || this.walk.isAstray(fix)) this.walk.plan();
	}

	/** One look at where the phone is, asked for by the person: it is not kept. */
	locate(): Promise<FieldFix | null> {
		if (this.placeFresh) return Promise.resolve(this.placeFresh);
		return new Promise((found) => {
			let watch: PositionWatch | null = null;
			const stop = (fix: FieldFix | null): void => {
				watch?.end();
				found(fix);
			};
			watch = watchPosition({
				place: (fix) => {
					this.place = fix;
					this.placeProblem = null;
					setTimeout(() => stop(fix));
				},
				problem: (problem) => {
					this.placeProblem = problem;
					setTimeout(() => stop(null));
				}
			});
		});
	}

	#placeNow(): FieldPlace | null {
		const { placeFresh } = this;
		return placeFresh ? { lng: placeFresh.lng, lat: placeFresh.lat, accuracyM: placeFresh.accuracyM } : null;
	}

	/* ---- what the person does ---- */

	async visit(building: FieldBuilding, outcome: VisitOutcome, note: string): Promise<void> {
		const before = this.disk.kept.visited[building.id];
		const atMs = this.#stampMs();
		const seen = outcome !== 'later';
		const id = await this.#keep(
			{ kind: 'visit', buildingId: building.id, outcome, note, place: this.#placeNow() },
			{
				about: building.name,
				undoable: true,
				atMs,
				how: (state) =>
					seen
						? { ...state, visited: { ...state.visited, [building.id]: atMs } }
						: { ...state, later: { ...state.later, [building.id]: atMs + LATER_MS } }
			}
		);
		if (!id) return;
		const undoable: Undoable = { id, buildingId: building.id, about: building.name, outcome, before, untilMs: Date.now() + UNDO_MS };
		this.undoable = undoable;
		setTimeout(() => {
			if (this.undoable?.id === id) this.undoable = null;
		}, UNDO_MS);
	}

	async undo(): Promise<void> {
		const { undoable } = this;
		if (!undoable) return;
		this.undoable = null;
		const key = String(undoable.buildingId);
		await this.disk.undo(undoable.id, (state) => {
			const visited = Object.fromEntries(Object.entries(state.visited).filter(([id]) => id !== key));
			const later = Object.fromEntries(Object.entries(state.later).filter(([id]) => id !== key));
			return {
				...state,
				visited: undoable.before === undefined ? visited : { ...visited, [key]: undoable.before },
				later: undoable.outcome === 'later' ? later : state.later
			};
		});
	}

	/** To the end of the walk for a while; nothing is sent. */
	async putOff(building: FieldBuilding): Promise<void> {
		const untilMs = this.#stampMs() + LATER_MS;
		await this.disk.change((state) => ({ ...state, later: { ...state.later, [building.id]: untilMs } }));
	}
	async takeUp(building: FieldBuilding): Promise<void> {
		await this.disk.change((state) => ({
			...state,
			later: Object.fromEntries(Object.entries(state.later).filter(([id]) => id !== String(building.id)))
		}));
		this.walk.plan();
	}

	async checkIn(post: FieldPost, action: 'arrive' | 'leave', code: string | null): Promise<boolean> {
		this.#shiftChanges++;
		const atMs = this.#stampMs();
		const id = await this.#keep(
			{ kind: 'check-in', postId: post.id, action, code, place: this.#placeNow() },
			{
				about: `${post.code} ${post.name}`,
				atMs,
				how: (state) => ({ ...state, checkedIn: action === 'arrive' ? { postId: post.id, atMs } : null })
			}
		);
		return id !== null;
	}

	async report(
		what: ReportKind,
		words: string,
		options: {
			readonly count?: number | null;
			readonly photos?: readonly Blob[];
			readonly place?: FieldPlace | null;
			readonly postId?: FieldPost['id'] | null;
			readonly about?: string;
		} = {}
	): Promise<boolean> {
		const photos = (options.photos ?? []).map((photo) => ({ id: crypto.randomUUID(), photo }));
		const id = await this.#keep(
			{
				kind: 'report',
				what,
				words,
				count: options.count ?? null,
				photos: photos.map((photo) => photo.id),
				place: options.place === undefined ? this.#placeNow() : options.place,
				postId: options.postId ?? null
			},
			{ about: options.about ?? words, photos }
		);
		return id !== null;
	}

	async handOver(
		of: { readonly postId: FieldPost['id'] | null; readonly gridId: FieldDay['grids'][number]['id'] | null },
		note: string,
		openItems: readonly string[],
		about: string
	): Promise<boolean> {
		return (await this.#keep({ kind: 'hand-over', ...of, note, openItems }, { about })) !== null;
	}

	/** Everything that lies on the phone and was not sent, to be saved as a file. */
	backup(): Promise<Blob> {
		return this.disk.backup(this.#stampMs());
	}
}
