/**
 * The phone in the field: what the person is to do, what they did, and where the records of it are. Whatever is said to be kept lies on the phone's disk
 * already; the server hears of it when there is a signal. Times of records are the server's, by the offset of the phone's clock as it was last known.
 */
import type { FieldDay, FieldFix, FieldPlace, FieldPost, FieldRecord, ReportKind, VisitOutcome } from '#lib/wire/field.ts';
import type { FieldBuilding } from '#lib/wire/field.ts';
import type { Position } from '#lib/geo/position.ts';
import { lngLatDistanceM, pointLineM } from '#lib/geo/distance-m.ts';
import { backupFile } from './backup-file.ts';
import { seatNow } from './check-in-rule.ts';
import { rosterMark, stillTrue } from './day-marks.ts';
import { dueStops, routeStops } from './due-stops.ts';
import { fieldApi, type Asked, type FieldApi } from './field-api.ts';
import { isFull, NO_STATE, openPhoneStore, type KeptFix, type PhoneState, type PhoneStore, type Waiting } from './phone-store.ts';
import { planWalk, type WalkThread } from './plan-walk.ts';
import { sendWaiting, type SendEnd } from './send-waiting.ts';
import { OwnWay } from './own-way.svelte.ts';
import { worthKeeping } from './thin-fixes.ts';
import { leftOf, walkOf, type Walk } from './walk.ts';
import { watchPosition, type PlaceProblem, type PositionWatch } from './watch-position.ts';

const UNDO_MS = 10_000;
/** A phone whose clock is right to this is believed, ms. */
const CLOCK_TRUSTED_MS = 30_000;
const CLOCK_WRONG_MS = 60_000;
const DAY_EVERY_MS = 5 * 60_000;
const TRACK_EVERY_MS = 60_000;
const TICKED_MS = 2_000;
const LATER_MS = 2 * 3_600_000;
/** How long the phone searches for a walk. */
const SEARCH_MS = 800;
/** A walk is planned for what is left of the shift, at most so long; without a shift for as long as this says, minutes. */
const MOST_WALK_MIN = 240;
const USUAL_WALK_MIN = 120;
/** A seat that begins within so long is one to be at, ms. */
const SEAT_SOON_MS = 4 * 3_600_000;
/** Farther than this from the walk it is planned anew, metres. */
const ASTRAY_M = 120;
/** Without a shift that says until when, what falls due within so long is to be seen as well. */
const AHEAD_MS = 2 * 3_600_000;
const PLACE_FRESH_MS = 90_000;
const BACK_OFF_S = [2, 5, 15, 30, 60, 120, 300] as const;

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
	kept = $state.raw<PhoneState>(NO_STATE(''));
	waiting = $state.raw<readonly Waiting[]>([]);
	/** Just sent: shown with a tick for a moment. */
	ticked = $state.raw<readonly Waiting[]>([]);
	fixes = $state.raw<readonly KeptFix[]>([]);
	/** Today's own way, where it was asked for. */
	readonly way = new OwnWay();
	/** Bytes of photos that wait, by record. */
	photoBytes = $state.raw<Readonly<Record<string, readonly number[]>>>({});
	/** Of other people on this phone. */
	othersWaiting = $state(0);
	sending = $state(false);
	place = $state.raw<FieldFix | null>(null);
	placeProblem = $state<PlaceProblem | null>(null);
	/** What the phone could not keep. */
	storeProblem = $state<'full' | 'failed' | null>(null);
	/** Whether the browser promised not to throw anything away; null: not known yet. */
	persistent = $state<boolean | null>(null);
	walk = $state.raw<Walk | null>(null);
	planning = $state(false);
	undoable = $state.raw<Undoable | null>(null);
	/** The roster changed since the person looked. */
	rosterNews = $state(false);

	readonly nowMs = $derived(this.phoneMs + this.#correction());
	readonly day = $derived<FieldDay | null>(this.kept.day);
	readonly onShift = $derived(this.kept.shiftSinceMs !== null);
	readonly tracking = $derived(this.onShift && this.kept.pausedSinceMs === null);
	readonly clockOffMs = $derived(Math.abs(this.kept.offsetMs) > CLOCK_WRONG_MS ? this.kept.offsetMs : null);
	readonly open = $derived(this.waiting.filter((thing) => thing.refused === null));
	/** Records on the phone that the server has not got. The track of the last minute is on its way while there is a signal; without one it counts as one. */
	readonly badge = $derived(this.waiting.length + (this.fixes.length > 0 && this.link !== 'ok' ? 1 : 0));
	readonly checkedIn = $derived(this.kept.checkedIn === undefined ? (this.day?.checkedIn ?? null) : this.kept.checkedIn);
	readonly seat = $derived(this.day ? seatNow(this.day.duties, this.day.rules, this.nowMs) : null);
	readonly placeFresh = $derived(this.place !== null && this.phoneMs - this.place.atMs < PLACE_FRESH_MS ? this.place : null);
	readonly due = $derived(
		this.day ? dueStops(this.day.grids, this.kept, this.nowMs, Math.max(this.nowMs, this.#shiftEndMs() ?? this.nowMs + AHEAD_MS)) : []
	);
	readonly left = $derived(
		this.walk ? leftOf(this.walk, (id) => !this.due.some(({ building, putOff }) => building.id === id && !putOff)) : null
	);

	#store: PhoneStore | null = null;
	#watch: PositionWatch | null = null;
	#thread: WalkThread | null = null;
	#lastFix: FieldFix | null = null;
	#walkNo = 0;
	#fails = 0;
	#retry: ReturnType<typeof setTimeout> | null = null;
	#timers: ReturnType<typeof setInterval>[] = [];
	#ended = new AbortController();
	#shiftChanges = 0;
	#channel: BroadcastChannel | null = null;
	#wake: WakeLockSentinel | null = null;

	constructor(owner: string) {
		this.owner = owner;
		this.api = fieldApi(owner);
	}

	async start(): Promise<void> {
		try {
			this.#store = await openPhoneStore();
			await this.#look();
		} catch {
			this.stage = 'no-store';
			return;
		}
		if (this.#ended.signal.aborted) return;
		if (this.day) this.stage = 'ready';
		const { signal } = this.#ended;
		addEventListener('online', () => void this.sync(), { signal });
		addEventListener('offline', () => (this.link = 'offline'), { signal });
		document.addEventListener('visibilitychange', () => this.#visible(), { signal });
		this.#timers.push(
			setInterval(() => (this.phoneMs = Date.now()), 5_000),
			setInterval(() => document.visibilityState === 'visible' && void this.refresh(), DAY_EVERY_MS),
			setInterval(() => this.fixes.length > 0 && void this.send(), TRACK_EVERY_MS)
		);
		if ('BroadcastChannel' in globalThis) {
			this.#channel = new BroadcastChannel('gridkeeper-field');
			this.#channel.onmessage = () => void this.#look();
		}
		this.#followShift();
		void navigator.storage?.persisted?.().then((yes) => (this.persistent = yes));
		await this.sync();
		if (!this.day) this.stage = 'nothing-yet';
		this.replan();
	}

	end(): void {
		this.#ended.abort();
		for (const timer of this.#timers) clearInterval(timer);
		if (this.#retry) clearTimeout(this.#retry);
		this.#watch?.end();
		this.#thread?.end();
		this.#channel?.close();
		void this.#wake?.release();
		this.#store?.close();
	}

	/** Everything there is to hear and to tell, now. */
	async sync(): Promise<void> {
		this.#fails = 0;
		await this.send();
		await this.refresh();
	}

	#visible(): void {
		if (document.visibilityState !== 'visible') return;
		this.phoneMs = Date.now();
		void this.sync();
		if (this.awake) void this.keepAwake(true);
	}

	/* ---- what the server says ---- */

	async refresh(): Promise<void> {
		const askedMs = Date.now();
		const changesBefore = this.#shiftChanges;
		const quietBefore = !this.waiting.some(({ record }) => record.kind.startsWith('shift'));
		const standingBefore = !this.waiting.some(({ record }) => record.kind === 'check-in');
		const answer = await this.api.day();
		if (this.#ended.signal.aborted) return;
		if (!answer.ok) {
			this.link = answer.why === 'refused' ? 'trouble' : answer.why;
			return;
		}
		this.link = 'ok';
		const day = answer.value;
		const offsetMs = day.nowMs - (askedMs + Date.now()) / 2;
		const known = this.day;
		await this.#change((state) => ({
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
		if (!known || !this.walk) this.replan();
	}

	/** Asks something of the server and looks at the day again. */
	async ask<T>(question: Promise<Asked<T>>): Promise<Asked<T>> {
		const answer = await question;
		if (answer.ok) await this.refresh();
		else if (answer.why !== 'refused') this.link = answer.why;
		return answer;
	}

	/* ---- sending ---- */

	async send(): Promise<void> {
		const store = this.#store;
		if (!store || this.sending || this.#ended.signal.aborted) return;
		if (this.#retry) clearTimeout(this.#retry);
		this.#retry = null;
		this.sending = true;
		let end: SendEnd;
		try {
			end = await sendWaiting({
				store,
				owner: this.owner,
				nowMs: () => Date.now(),
				onkept: (ids, { serverTimeMs, halfwayMs }) => {
					this.#tick(ids);
					void this.#change((state) => ({ ...state, offsetMs: serverTimeMs - halfwayMs, sentAtMs: serverTimeMs }));
					void this.#look();
				}
			});
		} catch (error) {
			this.#fault(error);
			end = { kind: 'later', afterS: null };
		} finally {
			this.sending = false;
		}
		if (this.#ended.signal.aborted) return;
		await this.#look();
		switch (end.kind) {
			case 'empty':
				this.#fails = 0;
				return;
			case 'held':
				this.link = this.link === 'offline' ? 'offline' : this.link;
				this.#again(Math.max(250, end.untilMs - Date.now()));
				return;
			case 'offline':
			case 'signed-out':
			case 'other-account':
				this.link = end.kind;
				break;
			case 'later':
				this.link = 'trouble';
				break;
			case 'busy':
				break;
		}
		const waitS = end.kind === 'later' && end.afterS !== null ? end.afterS : BACK_OFF_S[Math.min(this.#fails, BACK_OFF_S.length - 1)]!;
		this.#fails++;
		// A little apart, so that a whole squad does not come back in one second.
		this.#again(waitS * 1000 * (0.8 + 0.4 * Math.random()));
	}

	/** Sends what can be sent before the account leaves the phone. */
	async flush(): Promise<void> {
		for (let i = 0; i < 40 && this.sending; i++) await new Promise((next) => setTimeout(next, 250));
		await this.send();
	}

	#again(afterMs: number): void {
		if (this.#retry) clearTimeout(this.#retry);
		this.#retry = setTimeout(() => void this.send(), afterMs);
	}

	#tick(ids: readonly string[]): void {
		const gone = this.waiting.filter(({ id }) => ids.includes(id) && !this.photoBytes[id]?.length);
		if (gone.length === 0) return;
		this.ticked = [...this.ticked, ...gone];
		setTimeout(() => (this.ticked = this.ticked.filter((thing) => !gone.includes(thing))), TICKED_MS);
	}

	/* ---- keeping ---- */

	/** The phone's clock as the server's would read. */
	#correction(): number {
		return Math.abs(this.kept.offsetMs) > CLOCK_TRUSTED_MS ? Math.round(this.kept.offsetMs) : 0;
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
		const store = this.#store;
		if (!store) return null;
		const id = crypto.randomUUID();
		const record = { id, atMs: options.atMs ?? this.#stampMs(), ...body } as FieldRecord;
		const thing = {
			id,
			owner: this.owner,
			record,
			about: options.about ?? '',
			heldUntilMs: options.undoable ? Date.now() + UNDO_MS : 0,
			kept: false,
			refused: null
		};
		try {
			await store.keep(thing, options.photos ?? [], options.how);
			this.storeProblem = null;
		} catch (error) {
			this.#fault(error);
			return null;
		}
		await this.#look();
		this.#tellOthers();
		if (this.persistent !== true) void navigator.storage?.persist?.().then((yes) => (this.persistent = yes));
		void this.send();
		return id;
	}

	async #change(how: (state: PhoneState) => PhoneState): Promise<void> {
		try {
			if (this.#store) this.kept = await this.#store.change(this.owner, how);
		} catch (error) {
			this.#fault(error);
			this.kept = how(this.kept);
		}
	}

	async #look(): Promise<void> {
		const store = this.#store;
		if (!store || this.#ended.signal.aborted) return;
		const [kept, waiting, fixes, photos, others] = await Promise.all([
			store.state(this.owner),
			store.waiting(this.owner),
			store.fixes(this.owner),
			store.photos(this.owner),
			store.othersWaiting(this.owner)
		]);
		const photoBytes: Record<string, number[]> = {};
		for (const { recordId, photo } of photos) (photoBytes[recordId] ??= []).push(photo.size);
		[this.kept, this.waiting, this.fixes, this.photoBytes, this.othersWaiting] = [kept, waiting, fixes, photoBytes, others];
	}

	#fault(error: unknown): void {
		this.storeProblem = isFull(error) ? 'full' : 'failed';
	}

	#tellOthers(): void {
		this.#channel?.postMessage('kept');
		// Where the browser can: it wakes the service worker when there is a signal again, with the page closed.
		void navigator.serviceWorker?.getRegistration('/field').then(async (registration) => {
			const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
			await sync?.register('gridkeeper-field').catch(() => undefined);
		});
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
		await this.#makeTrack();
		await this.#keep(
			{ kind: 'shift-ended', place: this.#placeNow() },
			{ how: (state) => ({ ...state, shiftSinceMs: null, pausedSinceMs: null }) }
		);
		await this.keepAwake(false);
		this.#followShift();
	}

	async pause(): Promise<void> {
		const atMs = this.#stampMs();
		await this.#change((state) => ({ ...state, pausedSinceMs: atMs }));
		this.#followShift();
	}
	async resume(): Promise<void> {
		await this.#change((state) => ({ ...state, pausedSinceMs: null }));
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
			this.fixes.map(({ fix }) => [fix.lng, fix.lat, fix.atMs] as const)
		);
	}

	/** The fixes so far as one record, so that the end of the shift comes after them. */
	async #makeTrack(): Promise<void> {
		const make = (fixes: readonly FieldFix[]) => {
			const id = crypto.randomUUID();
			const record: FieldRecord = { id, kind: 'track', atMs: fixes.at(-1)!.atMs, fixes };
			return { id, owner: this.owner, record, about: '', heldUntilMs: 0, kept: false, refused: null };
		};
		try {
			while (await this.#store?.cutTrack(this.owner, 500, make));
		} catch (error) {
			this.#fault(error);
		}
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
		const since = this.kept.shiftSinceMs;
		const stamped = { ...fix, atMs: fix.atMs + this.#correction() };
		// A place remembered from before the shift is no part of it.
		if (!this.tracking || since === null || stamped.atMs < since || !worthKeeping(this.#lastFix, stamped)) {
			if (first) this.replan();
			return;
		}
		this.#lastFix = stamped;
		try {
			await this.#store?.addFix(this.owner, stamped);
			this.fixes = (await this.#store?.fixes(this.owner)) ?? [];
		} catch (error) {
			this.#fault(error);
		}
		const walk = this.walk;
		const astray =
			walk !== null && walk.route.people[0] !== undefined && pointLineM([fix.lng, fix.lat], walk.route.people[0].line) > ASTRAY_M;
		if (first || astray) this.replan();
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

	awake = $state(false);
	/** Keeps the screen on, where the browser can. */
	async keepAwake(wanted: boolean): Promise<void> {
		this.awake = wanted;
		if (!wanted) {
			await this.#wake?.release().catch(() => undefined);
			this.#wake = null;
			return;
		}
		this.#wake = await navigator.wakeLock?.request('screen').catch(() => null);
		if (!this.#wake) this.awake = false;
	}

	/* ---- what the person does ---- */

	async visit(building: FieldBuilding, outcome: VisitOutcome, note: string): Promise<void> {
		const before = this.kept.visited[building.id];
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
		if (!undoable || !this.#store) return;
		this.undoable = null;
		const key = String(undoable.buildingId);
		await this.#store.undo(undoable.id, (state) => {
			const visited = Object.fromEntries(Object.entries(state.visited).filter(([id]) => id !== key));
			const later = Object.fromEntries(Object.entries(state.later).filter(([id]) => id !== key));
			return {
				...state,
				visited: undoable.before === undefined ? visited : { ...visited, [key]: undoable.before },
				later: undoable.outcome === 'later' ? later : state.later
			};
		});
		await this.#look();
	}

	/** To the end of the walk for a while; nothing is sent. */
	async putOff(building: FieldBuilding): Promise<void> {
		const untilMs = this.#stampMs() + LATER_MS;
		await this.#change((state) => ({ ...state, later: { ...state.later, [building.id]: untilMs } }));
	}
	async takeUp(building: FieldBuilding): Promise<void> {
		await this.#change((state) => ({
			...state,
			later: Object.fromEntries(Object.entries(state.later).filter(([id]) => id !== String(building.id)))
		}));
		this.replan();
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

	/** The person has read why these were refused. */
	async readRefusals(ids: readonly string[]): Promise<void> {
		await this.#store?.read(ids);
		await this.#look();
	}

	/** Everything that lies on the phone and was not sent, to be saved as a file. */
	backup(): Promise<Blob> {
		return this.#store ? backupFile(this.#store, this.owner, this.#stampMs()) : Promise.resolve(new Blob(['{}']));
	}

	/* ---- the walk ---- */

	/** Plans the walk from here; without a position from the most urgent stop. By the server where it knows all that the phone knows, otherwise here. */
	replan(): void {
		const { day } = this;
		if (!day) return;
		const due = this.due.filter(({ putOff }) => !putOff);
		this.#thread?.end();
		const no = ++this.#walkNo;
		if (due.length === 0) {
			this.walk = null;
			this.planning = false;
			return;
		}
		this.planning = true;
		const start = this.#startOf(day);
		const seat = this.seat;
		const soon = seat && seat.startMs < this.nowMs + SEAT_SOON_MS ? seat : null;
		const endMs = soon === null ? null : soon.startMs > this.nowMs ? soon.startMs : soon.endMs;
		const minutes = endMs === null ? USUAL_WALK_MIN : Math.max(5, Math.min(MOST_WALK_MIN, Math.floor((endMs - this.nowMs) / 60_000)));
		const here = (): void => {
			this.#thread = planWalk(
				{
					stops: routeStops(due, day.rules),
					network: day.ways.map(({ shape }) => ({ shape, apart: false })),
					start,
					end: day.posts.find(({ id }) => id === soon?.postId)?.position ?? null,
					minutes,
					rules: { workload: day.rules.workload },
					lengthMs: SEARCH_MS
				},
				(answer) => {
					this.planning = false;
					this.walk = 'route' in answer ? walkOf(answer.route, due) : null;
				}
			);
		};
		const knownThere = this.link === 'ok' && due.length === this.due.length && !this.waiting.some(({ record }) => record.kind === 'visit');
		if (!knownThere) return here();
		void this.api.route({ gridIds: day.grids.map(({ id }) => id), start, minutes, people: 1 }).then((answer) => {
			if (no !== this.#walkNo || this.#ended.signal.aborted) return;
			const stops = answer.ok ? answer.value.stops.map(({ buildingId }) => due.find(({ building }) => building.id === buildingId)) : [];
			// The day on this phone is older or newer than what the server planned by: plan by the day.
			if (!answer.ok || stops.some((stop) => stop === undefined)) return here();
			this.planning = false;
			this.walk = walkOf(answer.value.route, stops as readonly (typeof due)[number][]);
		});
	}

	/** Where the walk begins: here, unless here is far from the grids. */
	#startOf(day: FieldDay): Position | null {
		const { placeFresh } = this;
		if (!placeFresh) return null;
		const near = day.grids.some((grid) =>
			grid.buildings.some(({ shape }) => {
				const [lng, lat] = (shape.type === 'Polygon' ? shape.coordinates[0]?.[0] : shape.coordinates[0]?.[0]?.[0]) ?? [0, 0];
				return lngLatDistanceM(lng, lat, placeFresh.lng, placeFresh.lat) < 2_000;
			})
		);
		return near ? [placeFresh.lng, placeFresh.lat] : null;
	}
}
