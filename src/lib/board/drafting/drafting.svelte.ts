/**
 * The planner's drafts in this browser: the plan that holds, the drafts beside it, the one that is open, and what of it is saved. What is drawn is kept
 * here first and sent after; a save that comes too late is shown beside what the other drew, and nothing anybody drew is lost.
 */
import type { AreaId } from '#lib/area/area.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import { done, refused } from '#lib/geo/outcome.ts';
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import type { PlanSide } from '#lib/plan/compare.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { DraftBody, DraftFault, DraftSummary, MovedOn, NewDraft, PlanEntry, Presence, PublishDraft } from '#lib/wire/drafts.ts';
import * as api from './draft-api.ts';
import type { ApiProblem } from './draft-api.ts';
import type { DraftLine } from './draft-line.ts';
import {
	drawUpon,
	isSaved,
	replay,
	sameSteps,
	sharedEdits,
	stepsOf,
	toSave,
	unsavedEdits,
	type LeftOut,
	type Steps
} from './draft-work.ts';
import { Drawing, tellStep, type DrawingOptions } from './drawing.svelte.ts';
import { dropWork, keepWork, keptWork, type KeptWork } from './kept-work.ts';

/** Steps written one after another are sent together. */
const SAVE_AFTER_MS = 800;
const SAVE_AGAIN_MS = 5_000;
/** A soft lock is renewed this often while an edit is in hand. */
const TOUCH_EVERY_MS = 4_000;

export interface WhoDraws {
	readonly username: string;
	readonly mayDraw: boolean;
	readonly nameFor: DrawingOptions['nameFor'];
	readonly nowMs: () => number;
}

export type SaveState = 'saved' | 'waiting' | 'saving' | 'unreachable' | 'moved-on' | 'refused';

/** A draft and what the server has of its steps. */
interface Open {
	readonly drawing: Drawing;
	saved: Steps;
}

export class Drafting {
	drafts = $state.raw<readonly DraftSummary[] | null>(null);
	plans = $state.raw<readonly PlanEntry[] | null>(null);
	ground = $state.raw<PlanGround | null>(null);
	/** The plan that holds, to look at. */
	standing = $state.raw<{ readonly entry: PlanEntry; readonly drawing: Drawing } | null>(null);
	/** A plan of another day, to look at. */
	past = $state.raw<{ readonly entry: PlanEntry; readonly drawing: Drawing } | null>(null);
	draft = $state.raw<DraftSummary | null>(null);
	drawing = $state.raw<Drawing | null>(null);
	/** What is being waited for. */
	busy = $state<'loading' | 'opening' | 'making' | 'sending' | null>(null);
	trouble = $state.raw<ApiProblem | null>(null);
	saveState = $state<SaveState>('saved');
	savedAtMs = $state<number | null>(null);
	/** Somebody saved before us: what there is now, and how many of our steps wait. */
	conflict = $state.raw<{ readonly theirs: MovedOn; readonly mine: readonly PlanEdit[] } | null>(null);
	/** Steps of an earlier visit that never reached the server. */
	found = $state.raw<KeptWork | null>(null);
	leftOut = $state.raw<readonly LeftOut[]>([]);
	others = $state.raw<readonly Presence[]>([]);
	/** Why it was last refused, place by place; gone with the next step. */
	faults = $state.raw<readonly DraftFault[]>([]);

	/** What the screen shows and draws on. */
	readonly shown = $derived(this.drawing ?? this.past?.drawing ?? this.standing?.drawing ?? null);

	readonly #who: WhoDraws;
	#districtId: AreaId | null = null;
	#rules: Rules | null = null;
	#open: Open | null = null;
	#line: DraftLine | null = null;
	#deaf: (() => void) | null = null;
	#cursor: Position | null = null;
	#holds: readonly GridCode[] = [];
	#heldAtMs = 0;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- never changed once it is shown
	#borders = new Map<number, BorderPlan>();
	#sides = new WeakMap<BorderPlan, PlanSide>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#flush: Promise<boolean> | null = null;
	#keeping: Promise<void> = Promise.resolve();
	#turn = 0;

	constructor(who: WhoDraws) {
		this.#who = who;
	}

	/** Fetches the ground, the plans and the drafts of a district. */
	async start(districtId: AreaId, rules: Rules): Promise<void> {
		this.#districtId = districtId;
		this.#rules = rules;
		this.busy = 'loading';
		const [ground, plans, drafts] = await Promise.all([api.planGround(districtId), api.plansOf(districtId), api.draftsOf(districtId)]);
		this.busy = null;
		if (!ground.ok) return this.#troubled(ground.problem);
		if (!plans.ok) return this.#troubled(plans.problem);
		if (!drafts.ok) return this.#troubled(drafts.problem);
		this.ground = ground.value;
		this.plans = plans.value;
		this.drafts = drafts.value;
		await this.#stand();
	}

	/** The rules became others: every figure on the screen is reckoned by them from here on, and the least a grid may be is theirs. */
	async rulesAre(rules: Rules): Promise<void> {
		const before = this.#rules;
		const districtId = this.#districtId;
		if (!before || districtId === null) return;
		this.#rules = rules;
		const same = (part: 'workload' | 'plan'): boolean => JSON.stringify(before[part]) === JSON.stringify(rules[part]);
		if (!this.ground || (same('workload') && same('plan'))) return;
		if (!same('plan')) {
			const renewed = await api.planGround(districtId);
			if (renewed.ok) this.ground = renewed.value;
		}
		const { ground } = this;
		this.#sides = new WeakMap();
		for (const drawing of [this.standing?.drawing, this.past?.drawing, this.drawing])
			if (drawing) drawing.reckonBy({ base: this.#sideOf(drawing.base.plan, ground, rules), ground, rules: rules.workload });
	}
	#sideOf(plan: BorderPlan, ground: PlanGround, rules: Rules): PlanSide {
		let side = this.#sides.get(plan);
		if (!side) this.#sides.set(plan, (side = { plan, figures: figuresOf(plan, ground, rules.workload) }));
		return side;
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#deaf?.();
		this.#line?.leave();
		this.#deaf = null;
		this.#line = null;
	}

	/** Another plan holds, or another is to come. */
	async refresh(): Promise<void> {
		if (this.#districtId === null || !this.ground) return;
		const [ground, plans, drafts] = await Promise.all([
			api.planGround(this.#districtId),
			api.plansOf(this.#districtId),
			api.draftsOf(this.#districtId)
		]);
		if (ground.ok) this.ground = ground.value;
		if (plans.ok) this.plans = plans.value;
		if (drafts.ok) {
			this.drafts = drafts.value;
			const own = drafts.value.find(({ id }) => id === this.draft?.id);
			if (own && this.draft && own.revision === this.draft.revision) this.draft = own;
		}
		await this.#stand();
	}

	hear(line: DraftLine | null): void {
		if (line === this.#line) return;
		this.#deaf?.();
		this.#line = line;
		this.#deaf =
			line?.listen({
				presence: (draftId, people) => {
					if (draftId === this.draft?.id) this.others = people;
				},
				changed: (draft) => this.#changed(draft),
				resumed: () => void this.refresh()
			}) ?? null;
		if (this.draft) line?.open(this.draft.id);
	}

	/** Who else is at a grid now. */
	heldBy(code: GridCode): Presence | null {
		const now = this.#who.nowMs();
		return this.others.find(({ grids, lockedUntilMs }) => lockedUntilMs > now && grids.includes(code)) ?? null;
	}
	cursor(at: Position | null): void {
		this.#cursor = at;
		this.#touch();
	}

	async open(id: number): Promise<boolean> {
		const turn = ++this.#turn;
		await this.#leave();
		this.busy = 'opening';
		const body = await api.draft(id);
		const opened = body.ok ? await this.#unfold(body.value) : body;
		if (turn !== this.#turn) return false;
		this.busy = null;
		if (!body.ok || !opened.ok) {
			this.#troubled((opened.ok ? null : opened.problem) ?? { kind: 'broken', message: null, status: 0 });
			return false;
		}
		this.#show(body.value, opened.value.drawing, opened.value.saved);
		const kept = await keptWork(this.#who.username, id);
		if (turn !== this.#turn || !kept) return true;
		if (sameSteps(kept, body.value) && kept.baseId === body.value.draft.base.id) void this.#drop(id);
		else if (this.drawing && !this.drawing.readOnly) this.found = kept;
		return true;
	}

	/** Draws what an earlier visit left unsaved: as it was where nobody saved since, else upon what there is now. */
	restore(): void {
		const { found, draft, ground } = this;
		const open = this.#open;
		this.found = null;
		if (!found || !draft || !open || !ground) return;
		const same = found.revision === draft.revision && found.baseId === draft.base.id;
		const whole = same ? replay(open.drawing.base.plan, found, ground, tellStep) : null;
		if (whole?.ok) open.drawing.take(whole.value);
		else {
			const shared = sharedEdits(found.edits, open.saved.edits);
			const { history, leftOut } = drawUpon(open.drawing.history, found.edits.slice(shared, Math.max(shared, found.at)), ground, tellStep);
			open.drawing.take(history);
			this.leftOut = leftOut;
		}
		this.#written();
	}
	forget(): void {
		if (this.found) void this.#drop(this.found.draftId);
		this.found = null;
	}

	async close(): Promise<void> {
		this.#turn++;
		await this.#leave();
		this.busy = null;
	}

	async make(made: NewDraft): Promise<number | null> {
		if (this.#districtId === null) return null;
		this.busy = 'making';
		const answer = await api.makeDraft(this.#districtId, made);
		this.busy = null;
		if (!answer.ok) return (this.#troubled(answer.problem), null);
		this.#list(answer.value.draft);
		return answer.value.draft.id;
	}
	async rename(id: number, named: { name?: string; note?: string }): Promise<boolean> {
		return this.#ask(() => api.nameDraft(id, named));
	}
	async withdraw(id: number): Promise<boolean> {
		const gone = await this.#ask(() => api.withdrawDraft(id));
		if (gone && id === this.draft?.id) await this.close();
		return gone;
	}

	/** Gives it to somebody else to review; the server judges it first as a whole. */
	async submit(): Promise<boolean> {
		const { draft } = this;
		if (!draft || !(await this.save())) return false;
		return this.#ask(() => api.submitDraft(draft.id));
	}
	async review(verdict: 'accept' | 'return', note: string): Promise<boolean> {
		const { draft } = this;
		return draft !== null && this.#ask(() => api.reviewDraft(draft.id, { verdict, note }));
	}
	async publish(at: PublishDraft): Promise<boolean> {
		const { draft } = this;
		if (!draft) return false;
		this.faults = [];
		const published = await this.#ask(() => api.publishDraft(draft.id, at));
		if (published) await this.refresh();
		return published;
	}
	/** Onto the plan that holds now; what is refused there is told. */
	async rebase(): Promise<void> {
		const { draft } = this;
		if (!draft || !(await this.save())) return;
		this.busy = 'sending';
		const answer = await api.rebaseDraft(draft.id);
		this.busy = null;
		if (!answer.ok) return this.#troubled(answer.problem);
		const opened = await this.#unfold(answer.value.body);
		if (!opened.ok) return this.#troubled(opened.problem);
		this.#show(answer.value.body, opened.value.drawing, opened.value.saved);
		this.leftOut = answer.value.leftOut.map(({ edit, why, at }) => ({
			edit,
			problem: { kind: why as LeftOut['problem']['kind'], ...(at ? { at } : {}) }
		}));
	}

	/** Sends what is not saved. @returns whether everything is */
	save(): Promise<boolean> {
		clearTimeout(this.#timer);
		this.#flush ??= this.#send().finally(() => (this.#flush = null));
		return this.#flush;
	}

	/** Our steps upon theirs. */
	async drawOnTheirs(): Promise<void> {
		const { conflict, ground } = this;
		if (!conflict || !ground) return;
		const opened = await this.#unfold(conflict.theirs);
		if (!opened.ok) return this.#troubled(opened.problem);
		const { drawing, saved } = opened.value;
		const { history, leftOut } = drawUpon(drawing.history, conflict.mine, ground, tellStep);
		this.#show(conflict.theirs, drawing, saved);
		drawing.take(history);
		this.leftOut = leftOut;
		this.#written();
	}
	/** Our steps as a draft of their own; theirs stays as it is. */
	async keepAsCopy(name: string): Promise<number | null> {
		const { drawing, draft } = this;
		if (!drawing || !draft) return null;
		const { edits, at } = stepsOf(drawing.history);
		const id = await this.make({ name, note: draft.note, planId: draft.base.id });
		if (id === null) return null;
		const fresh = this.drafts?.find((each) => each.id === id);
		const save = { revision: fresh?.revision ?? 1, keep: 0, edits, at, mark: markOf(planBytes(drawing.written.plan)) };
		if (!(await this.#ask(() => api.saveEdits(id, save).then((answer) => (answer.ok ? done(answer.value.draft) : answer))))) return null;
		await this.#drop(draft.id);
		this.conflict = null;
		this.saveState = 'saved';
		this.#open = null;
		await this.open(id);
		return id;
	}
	async takeTheirs(): Promise<void> {
		const { draft } = this;
		if (!draft) return;
		await this.#drop(draft.id);
		this.conflict = null;
		this.saveState = 'saved';
		this.#open = null;
		await this.open(draft.id);
	}

	/** A plan that was, is or will be, to look at. */
	async look(entry: PlanEntry | null): Promise<void> {
		if (!entry) {
			this.past = null;
			return;
		}
		const side = await this.planSide(entry.id);
		if (!side.ok) return this.#troubled(side.problem);
		this.past = { entry, drawing: this.#still(side.value) };
	}

	async planSide(planId: number): Promise<Outcome<PlanSide, ApiProblem>> {
		const { ground } = this;
		const rules = this.#rules;
		if (!ground || !rules) return refused({ kind: 'unreachable', message: null, status: 0 });
		let plan = this.#borders.get(planId);
		if (!plan) {
			const answer = await api.planBorders(planId);
			if (!answer.ok) return answer;
			this.#borders.set(planId, (plan = answer.value));
		}
		return done(this.#sideOf(plan, ground, rules));
	}

	/** A draft as it is, for a comparison; the open one as it is on the screen. */
	async draftSide(id: number): Promise<Outcome<{ readonly draft: DraftSummary; readonly side: PlanSide }, ApiProblem>> {
		if (id === this.draft?.id && this.drawing) return done({ draft: this.draft, side: this.drawing.written });
		const body = await api.draft(id);
		if (!body.ok) return body;
		const opened = await this.#unfold(body.value);
		return opened.ok ? done({ draft: body.value.draft, side: opened.value.drawing.written }) : opened;
	}

	async #stand(): Promise<void> {
		const entry = this.plans?.find(({ state }) => state === 'effective');
		if (!entry) {
			this.standing = null;
			return;
		}
		if (this.standing?.entry.id === entry.id) return;
		const side = await this.planSide(entry.id);
		if (side.ok) this.standing = { entry, drawing: this.#still(side.value) };
		else this.#troubled(side.problem);
	}

	#still(base: PlanSide): Drawing {
		return new Drawing(
			{ base, ground: this.ground!, rules: this.#rules!.workload },
			{ readOnly: true, heldBy: () => null, nameFor: this.#who.nameFor, onwrite: () => undefined, onhold: () => undefined }
		);
	}

	/** Draws the steps of a draft on its base. */
	async #unfold(body: DraftBody | MovedOn): Promise<Outcome<Open, ApiProblem>> {
		const side = await this.planSide(body.draft.base.id);
		if (!side.ok) return side;
		const { ground } = this;
		const rules = this.#rules;
		if (!ground || !rules) return refused({ kind: 'unreachable', message: null, status: 0 });
		const history = replay(side.value.plan, body, ground, tellStep);
		if (!history.ok) return refused({ kind: 'plan.ground-changed', message: null, status: 200 });
		const drawing = new Drawing(
			{ base: side.value, ground, rules: rules.workload },
			{
				readOnly: body.draft.state !== 'drawing' || !this.#who.mayDraw,
				heldBy: (code) => this.heldBy(code),
				nameFor: this.#who.nameFor,
				onwrite: () => this.#written(),
				onhold: (grids) => this.#hold(grids)
			},
			history.value
		);
		// The very edits that were drawn are what is saved, so that comparing is quick.
		return done({ drawing, saved: stepsOf(drawing.history) });
	}

	#show({ draft }: { readonly draft: DraftSummary }, drawing: Drawing, saved: Steps): void {
		const before = this.drawing;
		if (before && this.draft?.id === draft.id) {
			drawing.tool = before.tool;
			drawing.snap = before.snap;
			if (before.grid && drawing.written.plan.grids.has(before.grid)) drawing.grid = before.grid;
		}
		this.past = null;
		this.conflict = null;
		this.leftOut = [];
		this.#open = { drawing, saved };
		this.draft = draft;
		this.drawing = drawing;
		this.saveState = 'saved';
		this.savedAtMs = draft.changed.atMs;
		this.#list(draft);
		this.#line?.open(draft.id);
	}

	async #leave(): Promise<void> {
		if (this.#open && this.saveState !== 'saved') await this.save();
		clearTimeout(this.#timer);
		this.#line?.leave();
		this.#open = null;
		this.draft = null;
		this.drawing = null;
		this.others = [];
		this.faults = [];
		this.conflict = null;
		this.found = null;
		this.leftOut = [];
		this.trouble = null;
		this.saveState = 'saved';
	}

	/** A step was written, undone or done again: kept here at once, sent soon. */
	#written(): void {
		const { draft } = this;
		const open = this.#open;
		if (!draft || !open) return;
		this.faults = [];
		if (isSaved({ history: open.drawing.history, saved: open.saved })) {
			this.saveState = 'saved';
			void this.#drop(draft.id);
			return;
		}
		const { edits, at } = stepsOf(open.drawing.history);
		const kept = { draftId: draft.id, baseId: draft.base.id, revision: draft.revision, edits, at, keptAtMs: this.#who.nowMs() };
		this.#keeping = this.#keeping.then(() => keepWork(this.#who.username, kept));
		if (this.saveState !== 'moved-on') this.saveState = 'waiting';
		this.#later(SAVE_AFTER_MS);
	}
	#drop(draftId: number): Promise<void> {
		this.#keeping = this.#keeping.then(() => dropWork(this.#who.username, draftId));
		return this.#keeping;
	}
	#later(waitMs: number): void {
		clearTimeout(this.#timer);
		if (!this.conflict) this.#timer = setTimeout(() => void this.save(), waitMs);
	}

	async #send(): Promise<boolean> {
		for (;;) {
			const { draft } = this;
			const open = this.#open;
			if (!draft || !open || this.conflict) return false;
			const { history } = open.drawing;
			if (isSaved({ history, saved: open.saved })) {
				this.saveState = 'saved';
				void this.#drop(draft.id);
				this.#hold(open.drawing.inHand?.grids ?? []);
				return true;
			}
			this.saveState = 'saving';
			const body = toSave({ history, saved: open.saved });
			const answer = await api.saveEdits(draft.id, { revision: draft.revision, ...body, mark: markOf(planBytes(history.plan)) });
			if (this.#open !== open) return false;
			if (answer.ok) {
				open.saved = stepsOf(history);
				this.draft = answer.value.draft;
				this.savedAtMs = answer.value.draft.changed.atMs;
				this.trouble = null;
				this.#list(answer.value.draft);
				continue;
			}
			const { problem } = answer;
			if (problem.movedOn) {
				this.saveState = 'moved-on';
				this.conflict = { theirs: problem.movedOn, mine: unsavedEdits({ history: open.drawing.history, saved: open.saved }) };
			} else if (problem.status === 0 || problem.status >= 500) {
				this.saveState = 'unreachable';
				this.#later(SAVE_AGAIN_MS);
			} else {
				this.saveState = 'refused';
				this.#troubled(problem);
			}
			return false;
		}
	}

	/** Somebody saved, submitted, reviewed …; oneself as well. */
	#changed(draft: DraftSummary): void {
		this.#list(draft);
		const own = this.draft;
		if (draft.id !== own?.id || draft.revision <= own.revision || this.#flush || this.conflict) return;
		const open = this.#open;
		if (!open || open.drawing.inHand || !isSaved({ history: open.drawing.history, saved: open.saved })) return;
		void this.#follow(draft.id);
	}
	async #follow(id: number): Promise<void> {
		const body = await api.draft(id);
		const open = this.#open;
		if (!body.ok || this.draft?.id !== id || !open || body.value.draft.revision <= this.draft.revision) return;
		if (!isSaved({ history: open.drawing.history, saved: open.saved }) || open.drawing.inHand || this.#flush) return;
		const opened = await this.#unfold(body.value);
		if (opened.ok && this.draft?.id === id && this.#open === open) this.#show(body.value, opened.value.drawing, opened.value.saved);
	}

	#list(draft: DraftSummary): void {
		const rest = (this.drafts ?? []).filter(({ id }) => id !== draft.id);
		const before = this.drafts?.find(({ id }) => id === draft.id);
		if (before && before.revision > draft.revision) return;
		this.drafts = [draft, ...rest];
	}

	/** A word to the server that changes the draft's state. */
	async #ask(say: () => api.Answer<DraftSummary>): Promise<boolean> {
		this.busy = 'sending';
		this.trouble = null;
		const answer = await say();
		this.busy = null;
		if (!answer.ok) {
			this.faults = answer.problem.faults ?? [];
			this.#troubled(answer.problem);
			return false;
		}
		this.#list(answer.value);
		if (answer.value.id === this.draft?.id) {
			this.draft = answer.value;
			if (this.drawing) {
				this.drawing.cancel();
				this.drawing.readOnly = answer.value.state !== 'drawing' || !this.#who.mayDraw;
			}
		}
		return true;
	}

	#hold(grids: readonly GridCode[]): void {
		const now = this.#who.nowMs();
		const same = grids.length === this.#holds.length && grids.every((code) => this.#holds.includes(code));
		// What was written is held until it is saved: nobody draws upon it in between.
		if (grids.length === 0 && this.saveState !== 'saved') return;
		this.#holds = grids;
		if (same && now - this.#heldAtMs < TOUCH_EVERY_MS) return;
		this.#heldAtMs = now;
		this.#touch();
	}
	#touch(): void {
		if (this.draft && !this.drawing?.readOnly) void this.#line?.touch(this.#cursor, this.#holds);
	}

	#troubled(problem: ApiProblem): void {
		this.trouble = problem;
	}
}
