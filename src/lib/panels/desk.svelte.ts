/**
 * What the desk and the wall show and how they are steered: the look (place, layers, selection), the live board, and everything the panels derive from
 * both. Panels read it and ask it; only the page ties it to the address and to the map.
 */
import { createContext } from 'svelte';
import type { AreaId, GridId } from '#lib/area/area.ts';
import { patrolsByPerson, peopleById, peopleStates, personState, type PersonState } from '#lib/board/people.ts';
import { LiveBoard } from '#lib/board/live-board.svelte.ts';
import type { StopState } from '#lib/board/desk-walk.ts';
import { statesOf } from '#lib/board/map-walks.ts';
import { inReadingOrder } from '#lib/board/report-book.ts';
import { keepReports, type ReportsState } from '#lib/board/keep-reports.ts';
import { Walks } from '#lib/board/walks.svelte.ts';
import { Replay } from '#lib/board/replay/replay.svelte.ts';
import type { GridFill, LayerSwitch, Look, Selection } from '#lib/board/look.ts';
import { DEFAULT_LOOK } from '#lib/board/look-url.ts';
import { areaTree, type AreaTree } from '#lib/board/roll-up.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';
import { headline, type Headline } from '#lib/ledger/headline.ts';
import type { Gap, Severity } from '#lib/ledger/gap.ts';
import { byUrgency } from '#lib/ledger/urgency.ts';
import type { PatrolPicture } from '#lib/wire/area-picture.ts';
import type { FieldReport } from '#lib/wire/field.ts';
import { NO_FILTER, passes, type LedgerFilter } from './ledger-filter.ts';

/** What a map lets itself be asked; `MapHandle` is one. */
export interface Reach {
	fit(bbox: Bbox): void;
	flyTo(selection: Selection): void;
	zoomBy(delta: number): void;
	resetNorth(): void;
	/** Keys go to the map from here on. */
	focus?(): void;
	/** The place under a point of the map, CSS px from its top left, and back. */
	placeAt?(x: number, y: number): Position;
	pixelOf?(place: Position): readonly [x: number, y: number];
}

export interface LedgerRow {
	readonly gap: Gap;
	readonly severity: Severity;
}

/** Severity moves with the minutes, so the ledger need not be sorted each second. */
const SORT_EVERY_MS = 10_000;

export class Desk {
	readonly live = new LiveBoard();
	/** The past of the area on screen; `on` while it is shown in place of the present. */
	readonly replay = new Replay({
		show: (board) => this.live.lookAt(board),
		changed: () => this.live.changed(),
		nowMs: () => this.live.nowMs || Date.now()
	});
	readonly walks = new Walks();
	look = $state.raw<Look>(DEFAULT_LOOK);
	hover = $state.raw<Selection | null>(null);
	panelOpen = $state(true);
	/** What the panel lists while nothing is selected. */
	listed = $state<'gaps' | 'reports'>('gaps');
	/** Null: the account may not read reports. */
	reportsState = $state<ReportsState | null>(null);
	mayClose = $state(false);
	mayWalk = $state(false);
	maySquads = $state(false);
	shortcutsOpen = $state(false);
	filter = $state.raw<LedgerFilter>(NO_FILTER);
	map = $state.raw<Reach | null>(null);

	readonly board = $derived(this.live.board);
	readonly picture = $derived.by(() => {
		void this.live.rev.picture;
		return this.live.board?.picture ?? null;
	});
	readonly rules = $derived(this.picture?.rules ?? null);
	readonly tree = $derived.by<AreaTree | null>(() => (this.picture ? areaTree(this.picture) : null));
	readonly area = $derived(this.tree && this.picture ? (this.tree.areas.get(this.picture.areaId) ?? null) : null);
	readonly #slowNowMs = $derived(Math.floor(this.live.nowMs / SORT_EVERY_MS) * SORT_EVERY_MS);

	readonly personById = $derived(peopleById(this.picture));
	readonly patrolByPerson = $derived(patrolsByPerson(this.picture));
	/** Of everybody: looked at once a second, as they grow older, and not whenever one of them moves. */
	readonly people = $derived.by<readonly PersonState[]>(() => {
		void [this.live.rev.picture, this.live.arrived];
		return this.board ? peopleStates(this.board, this.live.nowMs) : [];
	});

	/** Every open gap, in reading order. */
	readonly gaps = $derived.by<readonly LedgerRow[]>(() => {
		void this.live.rev.gaps;
		return this.board && this.rules ? byUrgency(this.board.gaps.values(), this.rules.rules.ledger, this.#slowNowMs) : [];
	});
	readonly rows = $derived(this.gaps.filter((row) => passes(row, this.filter)));

	/** How far the walks on the map have come; another value only when a stop was seen. */
	readonly #walkStates = $derived.by(() => {
		void this.live.rev.seen;
		const { shown } = this.walks;
		return shown && this.board ? JSON.stringify(statesOf(shown, this.board)) : '[]';
	});
	readonly walkStates = $derived(JSON.parse(this.#walkStates) as readonly (readonly StopState[])[]);
	/** Open reports from the field, in reading order. */
	readonly reports = $derived.by<readonly FieldReport[]>(() => {
		void this.live.rev.reports;
		return this.board && this.reportsState !== null ? inReadingOrder(this.board.reports.values()) : [];
	});

	readonly headline = $derived.by<Headline | null>(() => {
		const { rev } = this.live;
		void [rev.coverage, rev.gaps, rev.staffing, rev.picture];
		const { board, picture } = this;
		if (!board || !picture || !this.live.arrived) return null;
		return headline({
			coverage: board.coverage.values(),
			gaps: board.gaps.values(),
			areaM2: picture.grids.reduce((sum, grid) => sum + grid.areaM2, 0),
			patrols: this.people.map((person) => person.status),
			posts: picture.posts.map((post) => ({ required: post.required, staffing: board.staffing.get(post.id) })),
			rules: picture.rules.rules.ledger,
			nowMs: this.#slowNowMs
		});
	});
	readonly lastHour = $derived.by(() => {
		void this.live.rev.gaps;
		return this.board?.lastHour.at(this.live.nowMs) ?? { opened: 0, closed: 0 };
	});

	personState(patrol: PatrolPicture): PersonState | null {
		void this.live.rev.patrols;
		return this.board ? personState(this.board, patrol, this.live.nowMs) : null;
	}
	gapsOfGrid(gridId: GridId): readonly LedgerRow[] {
		return this.gaps.filter((row) => row.gap.gridId === gridId);
	}

	/** An open report, or one that was closed while this desk was open. */
	reportOf(id: number): FieldReport | null {
		void this.live.rev.reports;
		const book = this.board?.reportBook;
		return book?.open.get(id) ?? book?.closed.get(id) ?? null;
	}
	hearReport(report: FieldReport): void {
		this.board?.hearReport(report);
		this.live.changed();
	}
	/** Keeps reports of the board on screen; call within an effect, with what ends it as its end. */
	keepReports(): (() => void) | undefined {
		const { board } = this;
		if (!board || this.live.snapshots === 0 || this.replay.on) return undefined;
		const kept = keepReports(board, (state) => {
			this.reportsState = state;
			this.live.changed();
		});
		return () => kept.stop();
	}
	list(what: 'gaps' | 'reports'): void {
		this.listed = what;
		this.panelOpen = true;
		if (this.look.selection) this.select(null);
	}

	select(selection: Selection | null, fly = false): void {
		this.look = { ...this.look, selection };
		if (!selection) return;
		if (selection.kind !== 'gap' || !fly) this.panelOpen = true;
		if (fly) this.map?.flyTo(selection);
	}
	setFill(fill: GridFill): void {
		this.look = { ...this.look, fill };
	}
	switchLayer(layer: LayerSwitch, on: boolean): void {
		this.look = { ...this.look, layers: { ...this.look.layers, [layer]: on } };
	}
	/** Watches another area of the tree. */
	async openArea(areaId: AreaId): Promise<void> {
		this.replay.leave();
		this.walks.clear();
		this.reportsState = this.reportsState && 'waiting';
		this.look = { ...this.look, areaId, selection: null, camera: null };
		this.filter = NO_FILTER;
		await this.live.open(areaId);
		this.fit();
	}
	fit(): void {
		if (this.area) this.map?.fit(this.area.bbox);
	}
	/** Shows a place that has no panel, about 400 m across. */
	goTo([lng, lat]: Position): void {
		this.map?.fit([lng - 0.002, lat - 0.0018, lng + 0.002, lat + 0.0018]);
	}
	/** The next (or previous) gap of the list as it is shown. */
	stepGap(step: 1 | -1): void {
		const { rows } = this;
		if (rows.length === 0) return;
		const selected = this.look.selection;
		const at = selected?.kind === 'gap' ? rows.findIndex((row) => row.gap.id === selected.id) : -1;
		const to = at < 0 ? (step === 1 ? 0 : rows.length - 1) : (at + step + rows.length) % rows.length;
		const row = rows[to];
		if (row) this.select({ kind: 'gap', id: row.gap.id }, true);
	}
	/** One step back: the open dialog, then walks on the map, then the selection, then the list in place of the ledger. */
	back(): void {
		if (this.shortcutsOpen) this.shortcutsOpen = false;
		else if (this.walks.clear()) return;
		else if (this.look.selection) this.select(null);
		else this.listed = 'gaps';
	}
}

export const [getDesk, setDesk] = createContext<Desk>();
