/**
 * What this browser knows of one area: the still picture, and what snapshots, durable events and ticks have said since. It changes by nothing else,
 * and the same road of messages ends in the same board wherever it was cut and resumed. Knows no framework: who draws reads the revisions.
 */
import type { GridId } from '#lib/area/area.ts';
import type { PostId, PostStaffing } from '#lib/duty/post.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import type { Footprints } from '#lib/wire/footprints.ts';
import type { FieldReport } from '#lib/wire/field.ts';
import type { DurableEvent, DurableKind, LiveSnapshot } from '#lib/wire/live.ts';
import { readTick, type Tick, type TickHearing } from '#lib/wire/tick.ts';
import { applyEvent, applySnapshot, type Touched } from './apply-event.ts';
import type { BoardView, Liveness, PatrolColumns, Revisions } from './board-view.ts';
import { lastHour } from './last-hour.ts';
import { livenessOf } from './liveness.ts';
import { patrolTable, type PatrolTable } from './patrol-columns.ts';
import { ReportBook } from './report-book.ts';
import { serverClock } from './server-clock.ts';

/** A roster shows who is named, who is there and what is asked. */
const ROSTER_KINDS: ReadonlySet<DurableKind> = new Set(['roster-changed', 'post-staffing-changed', 'rules-changed', 'district-changed']);

export class Board implements BoardView {
	picture: AreaPicture;
	footprints: Footprints;
	/** The ground that the still picture was read on (`StillArea.ground`). */
	ground: string;
	readonly coverage = new Map<GridId, GridCoverage>();
	readonly gaps = new Map<GapId, Gap>();
	readonly staffing = new Map<PostId, PostStaffing>();
	readonly revisions: Revisions = { picture: 1, coverage: 0, gaps: 0, staffing: 0, patrols: 0, seen: 0, reports: 0 };
	readonly lastHour = lastHour();
	readonly reportBook = new ReportBook();
	/** How often everything durable was taken anew: what snapshots do not hold must be fetched again then. */
	snapshots = 0;
	/** The last durable event this board holds; null before the first snapshot. */
	lastSeq: number | null = null;
	/** The last of them that made a roster another one. */
	rosterSeq = 0;
	seenAtS: Uint32Array;
	pictureAtMs = 0;
	/** When the last tick arrived, this browser's clock; null before the first. */
	lastTickAtMs: number | null = null;
	/** How long the last tick was under way, as well as two clocks can tell, ms. */
	delayMs = 0;

	readonly #now: () => number;
	readonly #startedAtMs: number;
	readonly #clock = serverClock();
	#patrols: PatrolTable;
	#buildingRows: ReadonlyMap<number, number>;
	/** Seen times of buildings the footprints do not have yet: a tick may run ahead of a picture that is being fetched again. */
	readonly #seenAhead = new Map<number, number>();

	/** @param now this browser's clock, Unix ms. */
	constructor(picture: AreaPicture, footprints: Footprints, now: () => number, ground = '') {
		this.picture = picture;
		this.footprints = footprints;
		this.ground = ground;
		this.#now = now;
		this.#startedAtMs = now();
		this.seenAtS = new Uint32Array(footprints.count);
		this.#buildingRows = rowsOf(footprints);
		this.#patrols = patrolTable(picture.patrols.map((patrol) => patrol.no));
	}

	get patrols(): PatrolColumns {
		return this.#patrols.columns;
	}
	get reports(): ReadonlyMap<number, FieldReport> {
		return this.reportBook.open;
	}
	get liveness(): Liveness {
		return livenessOf(this.lastTickAtMs, this.#startedAtMs, this.#now());
	}
	serverNowMs(): number {
		return this.#clock.at(this.#now());
	}
	buildingRow(buildingId: number): number {
		return this.#buildingRows.get(buildingId) ?? -1;
	}
	patrolRow(no: number): number {
		return this.#patrols.row(no);
	}

	/** Takes the snapshot for everything durable. */
	applySnapshot(snapshot: LiveSnapshot): void {
		this.lastSeq = snapshot.seq;
		this.rosterSeq = snapshot.seq;
		this.snapshots++;
		if (this.pictureAtMs === 0) this.#clock.heard(snapshot.serverTimeMs, this.#now());
		this.#touch(applySnapshot(this, snapshot));
	}

	/** Takes the open reports of the area. @returns false where a later question overtook the answer */
	takeReports(list: readonly FieldReport[], asked: number): boolean {
		if (!this.reportBook.take(list, asked)) return false;
		this.#touch(['reports']);
		return true;
	}
	/** What the server answered about one report, before its event is here. */
	hearReport(report: FieldReport): void {
		this.reportBook.hear(report);
		this.#touch(['reports']);
	}

	/** Takes events in order; those it already holds are passed over. @returns whether the picture must be fetched again. */
	applyEvents(events: readonly DurableEvent[]): boolean {
		let refetch = false;
		for (const event of events) {
			if (this.lastSeq !== null && event.seq <= this.lastSeq) continue;
			this.lastSeq = event.seq;
			if (ROSTER_KINDS.has(event.kind)) this.rosterSeq = event.seq;
			const touched = applyEvent(this, event);
			if (touched.includes('picture')) refetch = true;
			else this.#touch(touched);
		}
		return refetch;
	}

	/** @param whole the tick of a join: it holds every building ever seen, so one it does not name was never seen (late fixes can take credit away) */
	applyTick(tick: Tick, whole = false): void {
		this.#take(whole, (hearing) => {
			hearing.begin();
			for (const position of tick.positions) hearing.position(position);
			for (const { buildingId, seenAtS } of tick.seen) hearing.seen(buildingId, seenAtS);
			return tick.serverTimeMs;
		});
	}

	/** The same of a tick as it travels. @throws RangeError when the bytes are not a tick. */
	applyPackedTick(bytes: Uint8Array, whole = false): void {
		this.#take(whole, (hearing) => readTick(bytes, hearing).serverTimeMs);
	}

	/** @param tell tells what the tick holds. @returns when the server sent it */
	#take(whole: boolean, tell: (hearing: TickHearing) => number): void {
		const receivedAtMs = this.#now();
		let moved = false;
		let seen = whole;
		const serverTimeMs = tell({
			begin: () => {
				if (!whole) return;
				this.seenAtS.fill(0);
				this.#seenAhead.clear();
			},
			position: (position) => void (moved = this.#patrols.move(position, receivedAtMs) || moved),
			seen: (buildingId, seenAtS) => void (seen = this.#see(buildingId, seenAtS) || seen)
		});
		this.lastTickAtMs = receivedAtMs;
		this.#clock.heard(serverTimeMs, receivedAtMs);
		this.pictureAtMs = Math.max(this.pictureAtMs, serverTimeMs);
		this.delayMs = Math.max(0, this.serverNowMs() - serverTimeMs);
		if (moved) this.revisions.patrols++;
		if (seen) this.revisions.seen++;
	}

	/** Lets go of where everybody was: what comes next may be older than what was here. */
	forgetPositions(): void {
		this.#patrols = patrolTable(this.picture.patrols.map((patrol) => patrol.no));
		this.pictureAtMs = 0;
		this.#touch(['patrols']);
	}

	/** A new still picture under the same live one: positions and seen times stay. */
	replacePicture(picture: AreaPicture, footprints: Footprints, ground = ''): void {
		const before = { rows: this.#buildingRows, seenAtS: this.seenAtS };
		this.picture = picture;
		this.footprints = footprints;
		this.ground = ground;
		this.#buildingRows = rowsOf(footprints);
		this.seenAtS = new Uint32Array(footprints.count);
		for (const [id, row] of before.rows) {
			const now = this.buildingRow(id);
			if (now >= 0) this.seenAtS[now] = before.seenAtS[row] as number;
		}
		for (const [id, seenAtS] of this.#seenAhead) if (this.#see(id, seenAtS)) this.#seenAhead.delete(id);
		this.#patrols = patrolTable(
			picture.patrols.map((patrol) => patrol.no),
			this.#patrols
		);
		this.#touch(['picture', 'patrols', 'seen']);
	}

	#see(buildingId: number, seenAtS: number): boolean {
		const row = this.buildingRow(buildingId);
		if (row < 0) {
			if (this.#seenAhead.size < 10_000) this.#seenAhead.set(buildingId, seenAtS);
			return false;
		}
		if (this.seenAtS[row] === seenAtS) return false;
		this.seenAtS[row] = seenAtS;
		return true;
	}
	#touch(touched: readonly Touched[]): void {
		for (const revision of touched) this.revisions[revision]++;
	}
}

function rowsOf(footprints: Footprints): ReadonlyMap<number, number> {
	const rows = new Map<number, number>();
	for (let row = 0; row < footprints.count; row++) rows.set(footprints.id[row] as number, row);
	return rows;
}
