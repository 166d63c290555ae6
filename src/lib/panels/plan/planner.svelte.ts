/** What the planner's page shows and how it is steered: the drafts, the sight of now, who answers for which grid, and the way to a place on the map. */
import { createContext } from 'svelte';
import { Balancing } from '#lib/board/drafting/balancing.svelte.ts';
import { Comparing } from '#lib/board/drafting/comparing.svelte.ts';
import { Drafting } from '#lib/board/drafting/drafting.svelte.ts';
import type { Drawing, DrawTool } from '#lib/board/drafting/drawing.svelte.ts';
import type { SideRef } from '#lib/board/drafting/plan-url.ts';
import { Mending } from '#lib/board/drafting/mending.svelte.ts';
import { planOn } from '#lib/board/drafting/plan-days.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';
import { polygonsOf } from '#lib/geo/position.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import type { CoverageCount, SeenNow } from '#lib/plan/coverage-after.ts';
import type { Flow } from '#lib/plan/compare.ts';
import { flowsBetween } from '#lib/plan/compare.ts';
import { gridShape } from '#lib/plan/grid-shape.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { DraftSummary, PlanEntry } from '#lib/wire/drafts.ts';
import type { Me } from '#lib/wire/me.ts';
import type { Desk } from '../desk.svelte.ts';
import { t } from '../preferences.svelte.ts';

/** The sight of now moves on this often: a figure that trembles cannot be read. */
const SEEN_EVERY_MS = 10_000;

export interface CompareReach {
	fit(bbox: Bbox): void;
	flyTo(grid: GridCode): void;
}

export class Planner {
	readonly desk: Desk;
	readonly drafting: Drafting;
	me = $state.raw<Me | null>(null);
	comparing = $state.raw<Comparing | null>(null);
	/** The draft's grids are being balanced. */
	balancing = $state.raw<Balancing | null>(null);
	/** An imported plan with faults is being put right. */
	mending = $state.raw<Mending | null>(null);
	/** What was adopted last, so that all of it can be taken back at once. */
	adopted = $state.raw<{ readonly drawing: Drawing; readonly from: number; readonly to: number } | null>(null);
	compareMap = $state.raw<CompareReach | null>(null);
	/** The day looked at, `YYYY-MM-DD`. */
	on = $state.raw<string | null>(null);
	/** Nothing held on that day. */
	noneOn = $state(false);
	dialog = $state<'publish' | 'name' | 'new' | null>(null);
	newName = $state('');
	panelOpen = $state(true);
	/** Said aloud, politely. */
	said = $state('');

	readonly #workers = $derived.by<ReadonlyMap<string, { readonly id: number; readonly name: string }>>(() => {
		const { picture, personById } = this.desk;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- never changed once it is shown
		const found = new Map<string, { id: number; name: string }>();
		for (const grid of picture?.grids ?? []) {
			const primary = grid.duty.find(({ duty }) => duty === 'primary');
			const person = primary && personById.get(primary.personId);
			if (person) found.set(grid.code, { id: person.id, name: person.name });
		}
		return found;
	});
	readonly #slowMs = $derived.by(() => Math.floor(this.desk.live.nowMs / SEEN_EVERY_MS) * SEEN_EVERY_MS);
	/** What was seen by now; null until the line has told. */
	readonly seen = $derived.by<SeenNow | null>(() => {
		const { board, rules, live } = this.desk;
		if (!board || !rules || !live.arrived || this.#slowMs === 0) return null;
		return {
			nowMs: this.#slowMs,
			limitH: rules.rules.coverage.limitH,
			seenAtS: (id) => {
				const row = board.buildingRow(id);
				return row < 0 ? 0 : board.seenAtS[row]!;
			}
		};
	});
	readonly rules = $derived.by(() => this.desk.rules?.rules.workload ?? null);
	readonly targetMaxToMean = $derived(this.rules?.targetMaxToMean ?? Infinity);
	readonly mayDraw = $derived(this.me?.actions.includes('PUT /api/drafts/[id]/edits') ?? false);
	readonly mayReview = $derived(this.me?.actions.includes('POST /api/drafts/[id]/review') ?? false);
	readonly mayPublish = $derived(this.me?.actions.includes('POST /api/drafts/[id]/publish') ?? false);

	/** The drawing on the screen. */
	readonly shown = $derived.by(() => this.drafting.shown);
	readonly coverage = $derived.by<{
		readonly before: ReadonlyMap<GridCode, CoverageCount>;
		readonly now: ReadonlyMap<GridCode, CoverageCount>;
	} | null>(() => (this.seen && this.shown ? this.shown.coverage(this.seen) : null));
	/** Who would go where, against the base. */
	readonly flows = $derived.by<readonly Flow[]>(() => {
		const { shown } = this;
		if (!shown) return [];
		const { base, now, on } = { base: shown.base, now: shown.now, on: shown.on };
		return flowsBetween(base.plan, now.plan, now.moved, { ground: on.ground, workerOf: (code) => this.workerId(code) });
	});
	readonly comparison = $derived.by(() => this.comparing?.compare(this.seen, (code) => this.workerId(code), this.targetMaxToMean) ?? null);
	/** Nobody may review what they drew. */
	readonly drewIt = $derived.by(() => {
		const { draft } = this.drafting;
		return draft !== null && this.me !== null && this.drewIn(draft, this.me);
	});

	constructor(desk: Desk, me: Me | null, nameFor: (code: GridCode, from: string) => string) {
		this.desk = desk;
		this.me = me;
		this.drafting = new Drafting({
			username: me?.username ?? '',
			mayDraw: me?.actions.includes('PUT /api/drafts/[id]/edits') ?? false,
			nameFor,
			nowMs: () => desk.board?.serverNowMs() ?? Date.now()
		});
	}

	drewIn({ drawnBy, submitted }: DraftSummary, { accountId }: Me): boolean {
		return drawnBy.includes(accountId) || submitted?.accountId === accountId;
	}

	workerId(code: GridCode): number | null {
		return this.#workers.get(code)?.id ?? null;
	}
	workerName(code: GridCode): string | null {
		return this.#workers.get(code)?.name ?? null;
	}
	/** A grid's name as the plan on the screen has it, or had it. */
	gridName(code: GridCode): string {
		const { shown, comparing } = this;
		return (
			(
				shown?.now.plan.grids.get(code) ??
				shown?.base.plan.grids.get(code) ??
				comparing?.b?.plan.grids.get(code) ??
				comparing?.a?.plan.grids.get(code)
			)?.name ?? code
		);
	}

	mend(plan: PlanEntry): void {
		this.mending = new Mending(plan);
	}
	/** Also of a grid in a plan that is not on the screen. */
	gridNameOrCode(code: GridCode): string {
		const name = this.gridName(code);
		return name === code ? code : `${this.areaName(code)}${name}`;
	}
	/** A draft upon a plan that was put right. */
	async drawUpon(plan: PlanEntry): Promise<void> {
		const id = await this.drafting.make({ name: t('mends.draft-name', { plan: plan.name }), note: '', planId: plan.id });
		if (id === null || !(await this.drafting.open(id))) return;
		this.mending = null;
	}

	/** The community a grid lies in: a grid's name is unique only there. */
	areaName(code: GridCode): string {
		const areaCode = this.shown?.now.plan.grids.get(code)?.areaCode ?? code.slice(0, 12);
		return this.desk.picture?.areas.find((area) => area.code === areaCode)?.name ?? '';
	}

	goTo(code: GridCode): void {
		if (this.comparing) return this.compareMap?.flyTo(code);
		const { shown } = this;
		const shape = shown && (gridShape(shown.now.plan, code) ?? gridShape(shown.base.plan, code));
		if (!shape) return;
		let box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
		for (const [outer] of polygonsOf(shape))
			for (const [lng, lat] of outer ?? [])
				box = [Math.min(box[0], lng), Math.min(box[1], lat), Math.max(box[2], lng), Math.max(box[3], lat)];
		const [wide, high] = [(box[2] - box[0]) / 2, (box[3] - box[1]) / 2];
		this.desk.map?.fit([box[0] - wide, box[1] - high, box[2] + wide, box[3] + high]);
	}
	goToPlace(at: Position): void {
		// It would stand before the place.
		if (this.dialog === 'publish') this.dialog = null;
		this.desk.goTo(at);
	}

	/** Opens or leaves the balance of the draft that is open; leaving drops what was not adopted. */
	balance(open: boolean): void {
		this.balancing?.drop();
		const { drawing } = this.drafting;
		this.balancing = open && drawing && !drawing.readOnly ? new Balancing(drawing) : null;
		if (this.balancing) {
			drawing?.use('corner');
			this.panelOpen = true;
		}
	}
	/** The rules became others while the page is open. */
	async rulesAre(rules: Rules): Promise<void> {
		await this.drafting.rulesAre(rules);
		this.comparing?.again();
		if (this.balancing) this.balance(false);
	}
	/** @param toMap the keys go to the map from here on: a tool is of no use elsewhere */
	takeTool(tool: DrawTool, toMap = true): void {
		const { drawing } = this.drafting;
		if (!drawing) return;
		this.balance(false);
		drawing.use(tool);
		this.said = t('announce.tool', { tool: t(`tool.${tool}`), how: t(`tool.${tool}.how`) });
		if (toMap) this.desk.map?.focus?.();
	}
	adoptBalance(): void {
		const { balancing } = this;
		if (!balancing) return;
		const { drawing } = balancing;
		const from = drawing.history.at;
		if (!balancing.adopt()) return;
		this.adopted = { drawing, from, to: drawing.history.at };
		this.said = t('even.adopted', { n: drawing.history.at - from });
		this.balancing = null;
	}

	compare(a: SideRef, b: SideRef): void {
		this.balance(false);
		this.comparing = new Comparing(this.drafting, { a, b, split: 0.5, mode: 'swipe' });
	}
	/** What is open beside what holds. */
	compareOpen(): void {
		const { draft, past } = this.drafting;
		if (draft) this.compare({ kind: 'plan', id: draft.base.id }, { kind: 'draft', id: draft.id });
		else if (past) this.compare({ kind: 'plan', id: past.entry.id }, { kind: 'now' });
	}

	async lookAt(day: string | null): Promise<void> {
		const { plans } = this.drafting;
		this.on = day;
		this.noneOn = false;
		if (day === null || !plans) return this.drafting.look(null);
		const entry = planOn(plans, day, this.desk.board?.serverNowMs() ?? Date.now());
		this.noneOn = entry === null;
		await this.drafting.look(entry);
	}
}

export const [getPlanner, setPlanner] = createContext<Planner>();
