/**
 * Assigning as a lead's hand does it: somebody is taken as the brush, subjects are chosen with it, each judged at once by the rules that the server judges by,
 * and all of them are sent together. What the server refuses stays, with who is in the way; what was just assigned can be taken back.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is never changed in place */
import { assign, type AssignProblem, type AssignWarning, type DutySubject, type Held } from '#lib/duty/assignment.ts';
import { NO_LOAD, type PersonLoad, withDuty } from '#lib/duty/person-load.ts';
import type { Duty, PersonId } from '#lib/duty/post.ts';
import { type Candidate, shareSubjects, type Suggestion, suggestPeople, USUAL_ROLES } from '#lib/duty/suggest-person.ts';
import type { DutySubjectKind } from '#lib/rules/duty-rules.ts';
import type { Assignment, RollPerson } from '#lib/wire/duty.ts';
import { assignTo, endAssignment, handOver, type PeopleTrouble } from './people-api.ts';
import { heldOf, keyOf, type PeopleRoom } from './people-room.svelte.ts';

export type Brush = { readonly kind: 'person'; readonly id: PersonId } | { readonly kind: 'squad'; readonly id: number };
/** `both`: of a squad a primary and a backup for each subject. */
export type BrushDuty = Duty | 'both';
export type Tool = 'brush' | 'lasso' | 'pick';
export type PaintableKind = Exclude<DutySubjectKind, 'area'>;

/** Chosen and not yet assigned. */
export interface Pending {
	readonly key: string;
	readonly subject: DutySubject;
	readonly personId: PersonId;
	readonly duty: Duty;
	/** Takes over from this one instead of being refused by it. */
	readonly follows: Assignment | null;
}
export interface JudgedPending extends Pending {
	/** Why it does not go; by the rules here, or as the server said. */
	readonly refusal: { readonly problem: AssignProblem | PeopleTrouble; readonly inTheWay: Assignment | null } | null;
	readonly warnings: readonly AssignWarning[];
}

/** Midnight after so many days. */
export const DEADLINE_DAYS = [1, 7, 30, 90] as const;
const USUAL_DAYS = 30;

export class Assigning {
	readonly room: PeopleRoom;
	brush = $state.raw<Brush | null>(null);
	duty = $state<BrushDuty>('primary');
	kind = $state<PaintableKind>('grid');
	tool = $state<Tool>('brush');
	/** Null: the usual words for the kind, which the page knows. */
	task = $state<string | null>(null);
	/** Null: from now. */
	fromMs = $state<number | null>(null);
	/** Null: the usual one. */
	untilMs = $state<number | null>(null);
	note = $state('');
	pending = $state.raw<readonly Pending[]>([]);
	/** What a person who is dragged is held over, or a row that is pointed at. */
	over = $state.raw<DutySubject | null>(null);
	/** A row or a place that was clicked with nobody in hand. */
	selected = $state.raw<DutySubject | null>(null);
	sending = $state.raw<{ readonly done: number; readonly count: number } | null>(null);
	/** Assigned by the last command and not taken back. */
	recent = $state.raw<readonly Assignment[]>([]);

	/** What the server refused, by key. */
	#refused = $state.raw<ReadonlyMap<string, { readonly problem: PeopleTrouble; readonly inTheWay: Assignment | null }>>(new Map());
	#stroke: { taking: boolean; readonly keys: Set<string> } | null = null;
	readonly #usualTask: (kind: PaintableKind) => string;

	constructor(room: PeopleRoom, usualTask: (kind: PaintableKind) => string) {
		this.room = room;
		this.#usualTask = usualTask;
	}

	readonly mayAssign = $derived.by(() => this.room.may('POST /api/assignments'));
	readonly startMs = $derived.by(() => this.fromMs ?? this.room.slowMs);
	readonly deadlineMs = $derived.by(() => this.untilMs ?? this.midnightAfter(USUAL_DAYS));
	/** Who can be given something by the brush. */
	readonly members = $derived.by<readonly RollPerson[]>(() => {
		const { brush, room } = this;
		if (!brush) return [];
		const ids = brush.kind === 'person' ? [brush.id] : (room.squads.find(({ id }) => id === brush.id)?.members ?? []);
		return ids.flatMap((id) => room.byId.get(id) ?? []);
	});
	readonly judged = $derived.by<readonly JudgedPending[]>(() => this.#judge());
	readonly sendable = $derived.by(() => this.judged.filter(({ refusal }) => refusal === null));
	readonly takeable = $derived.by(() => this.judged.filter((one) => this.canTakeOver(one)));
	/** With what is chosen. */
	readonly loadsAfter = $derived.by<ReadonlyMap<PersonId, PersonLoad>>(() => {
		const loads = new Map(this.room.loads);
		for (const one of this.sendable) {
			loads.set(one.personId, withDuty(loads.get(one.personId) ?? NO_LOAD, one, this.room.minutesOf));
			if (one.follows && one.duty === 'primary') {
				const before = loads.get(one.follows.person.id) ?? NO_LOAD;
				loads.set(one.follows.person.id, { ...before, minutes: Math.max(0, before.minutes - this.room.minutesOf(one.subject)) });
			}
		}
		return loads;
	});

	/** Midnight on the district's clock, the day after so many days. */
	midnightAfter(days: number): number {
		const { zone } = this.room;
		return zone.instantOf(zone.localOf(this.startMs).day + days, 0);
	}

	take(brush: Brush | null): void {
		this.brush = brush;
		if (brush?.kind !== 'squad' && this.duty === 'both') this.duty = 'primary';
		else if (brush?.kind === 'squad') this.duty = 'both';
		this.over = null;
		this.clear();
	}
	clear(): void {
		this.pending = [];
		this.#refused = new Map();
	}
	setKind(kind: PaintableKind): void {
		this.kind = kind;
		this.clear();
	}

	begin(): void {
		this.#stroke = null;
	}
	/** The first subject of a stroke says whether it takes or gives back. */
	touch(subjects: readonly DutySubject[]): void {
		const [first] = subjects;
		if (!first || !this.brush || this.sending) return;
		const has = (subject: DutySubject): boolean => this.pending.some((one) => keyOf(one.subject) === keyOf(subject));
		this.#stroke ??= { taking: !has(first), keys: new Set() };
		const { taking } = this.#stroke;
		if (taking) this.choose(subjects.filter((subject) => !has(subject)));
		else this.drop(subjects);
	}
	end(): void {
		this.#stroke = null;
	}
	toggle(subject: DutySubject): void {
		this.begin();
		this.touch([subject]);
		this.end();
	}
	drop(subjects: readonly DutySubject[]): void {
		const keys = new Set(subjects.map(keyOf));
		this.pending = this.pending.filter(({ subject }) => !keys.has(keyOf(subject)));
	}

	choose(subjects: readonly DutySubject[]): void {
		const { brush, members, room } = this;
		if (!brush || members.length === 0) return;
		// Also what is refused as yet: it may be taken over.
		const loads = new Map(room.loads);
		for (const one of this.pending) loads.set(one.personId, withDuty(loads.get(one.personId) ?? NO_LOAD, one, room.minutesOf));
		const hands = members.map(({ id }) => ({ id, load: loads.get(id) ?? NO_LOAD }));
		const made: Pending[] = [];
		const add = (subject: DutySubject, personId: PersonId | null, duty: Duty): void => {
			if (personId !== null) made.push({ key: `${keyOf(subject)}/${duty}`, subject, personId, duty, follows: null });
		};
		if (brush.kind === 'person') for (const subject of subjects) add(subject, brush.id, this.duty === 'both' ? 'primary' : this.duty);
		else {
			const usual = members.filter(({ roles }) => USUAL_ROLES[this.kind].some((role) => roles.includes(role)));
			const able = new Set((usual.length > 0 ? usual : members).map(({ id }) => id));
			const shared = shareSubjects(
				subjects,
				hands.filter(({ id }) => able.has(id)),
				room.minutesOf
			);
			// Whoever stands ready for the least of them is the next backup.
			const ready = new Map(hands.map(({ id, load }) => [id, load.named]));
			for (const [i, subject] of subjects.entries()) {
				const first = shared[i] ?? null;
				if (this.duty !== 'both') {
					add(subject, first, this.duty);
					continue;
				}
				add(subject, first, 'primary');
				const second = [...ready].filter(([id]) => id !== first).sort(([, a], [, b]) => a - b)[0]?.[0] ?? null;
				add(subject, second, 'backup');
				if (second !== null) ready.set(second, (ready.get(second) ?? 0) + 1);
			}
		}
		const keys = new Set(made.map(({ key }) => key));
		this.pending = [...this.pending.filter(({ key }) => !keys.has(key)), ...made];
		this.#forget(keys);
	}
	/** One person for one subject, whoever is in hand. */
	chooseFor(subject: DutySubject, personId: PersonId, duty: Duty): void {
		if (this.brush?.kind !== 'person' || this.brush.id !== personId) this.take({ kind: 'person', id: personId });
		this.duty = duty;
		if (subject.kind !== 'area') this.kind = subject.kind;
		this.choose([subject]);
	}
	remove(key: string): void {
		this.pending = this.pending.filter((one) => one.key !== key);
	}

	canTakeOver({ refusal, personId, subject, duty }: JudgedPending): boolean {
		const other = refusal?.inTheWay;
		return (
			other !== undefined &&
			other !== null &&
			refusal?.problem.kind === 'duty.primary-taken' &&
			other.person.id !== personId &&
			other.duty === duty &&
			keyOf(other.subject) === keyOf(subject) &&
			this.room.may('POST /api/assignments/[id]/hand-over')
		);
	}
	takeOver(keys: readonly string[]): void {
		const own = new Map(this.judged.map((one) => [one.key, one]));
		this.pending = this.pending.map((one) => {
			const judged = own.get(one.key);
			return keys.includes(one.key) && judged && this.canTakeOver(judged) ? { ...one, follows: judged.refusal?.inTheWay ?? null } : one;
		});
		this.#forget(new Set(keys));
	}

	#forget(keys: ReadonlySet<string>): void {
		if (this.#refused.size > 0) this.#refused = new Map([...this.#refused].filter(([key]) => !keys.has(key)));
	}

	/** By the same rules as the server, each after those before it. */
	#judge(): JudgedPending[] {
		const { room, startMs, deadlineMs } = this;
		const rules = room.rules?.duty;
		if (!rules) return [];
		const nowMs = room.slowMs;
		const byId = new Map(room.assignments.map((one) => [one.id, one]));
		const followed = new Set(this.pending.flatMap(({ follows }) => follows?.id ?? []));
		const all: Held[] = room.assignments.filter(({ id }) => !followed.has(id)).map(heldOf);
		return this.pending.map((one): JudgedPending => {
			const said = this.#refused.get(one.key);
			if (said) return { ...one, refusal: said, warnings: [] };
			const request = {
				...{ personId: one.personId, subject: one.subject, duty: one.duty, task: this.taskText },
				...{ fromMs: Math.max(startMs, nowMs), untilMs: deadlineMs }
			};
			const held = all.filter(({ personId, subject }) => personId === one.personId || keyOf(subject) === keyOf(one.subject));
			const decided = assign({ held, leave: room.byId.get(one.personId)?.leave ?? [] }, request, nowMs, rules);
			if (!decided.ok) {
				const { inTheWay } = decided.problem;
				return {
					...one,
					refusal: { problem: decided.problem, inTheWay: (inTheWay !== undefined && byId.get(inTheWay)) || null },
					warnings: []
				};
			}
			all.push({ ...decided.value.assignment, id: -1 - all.length });
			return { ...one, refusal: null, warnings: decided.value.warnings };
		});
	}
	/** What is asked of whoever is assigned. */
	get taskText(): string {
		return this.task ?? this.#usualTask(this.kind);
	}

	/** @returns how many were assigned */
	async send(): Promise<number> {
		const { room } = this;
		const list = this.sendable;
		if (list.length === 0 || this.sending || room.areaId === null) return 0;
		const made: Assignment[] = [];
		const gone = new Set<string>();
		const refused = new Map(this.#refused);
		for (const [i, one] of list.entries()) {
			this.sending = { done: i, count: list.length };
			const answer = one.follows
				? await handOver(one.follows.id, {
						...{
							personId: one.personId,
							untilMs: this.deadlineMs,
							task: this.taskText,
							note: this.note.trim() || this.taskText,
							openItems: []
						},
						...(this.fromMs === null ? {} : { atMs: this.fromMs })
					})
				: await assignTo(room.areaId, {
						...{ personId: one.personId, subject: { kind: one.subject.kind, id: one.subject.id }, duty: one.duty },
						...{ task: this.taskText, untilMs: this.deadlineMs, ...(this.fromMs === null ? {} : { fromMs: this.fromMs }) }
					});
			if (answer.ok) {
				if (!one.follows) made.push(answer.value.assignment);
				gone.add(one.key);
			} else {
				refused.set(one.key, { problem: answer.problem, inTheWay: answer.problem.inTheWay ?? null });
				// Nobody answers: those after it would say the same.
				if (answer.problem.status === 0) break;
			}
		}
		await room.fetchNow();
		this.pending = this.pending.filter(({ key }) => !gone.has(key));
		this.#refused = refused;
		this.recent = made;
		this.sending = null;
		return gone.size;
	}

	/** @returns how many were taken back */
	async undo(reason: string): Promise<number> {
		const list = this.recent;
		this.recent = [];
		let count = 0;
		for (const one of list) if ((await endAssignment(one.id, { reason })).ok) count++;
		await this.room.fetchNow();
		return count;
	}

	/** Whom to take for what is lacking. */
	suggest(subject: DutySubject, duty: Duty): readonly Suggestion[] {
		const { room } = this;
		if (!room.rules) return [];
		const candidates = (room.people ?? []).map((person): Candidate => ({
			id: person.id,
			roles: person.roles,
			at: room.places.get(person.id) ?? null,
			load: this.loadsAfter.get(person.id) ?? NO_LOAD,
			held: (room.byPerson.get(person.id) ?? []).map(heldOf),
			leave: person.leave
		}));
		const wanted = {
			...{ subject, duty, at: room.placeOf(subject), roles: USUAL_ROLES[subject.kind] },
			...{ startMs: this.startMs, endMs: this.deadlineMs, held: (room.bySubject.get(keyOf(subject)) ?? []).map(heldOf) }
		};
		return suggestPeople(wanted, candidates, room.minutesOf, room.rules.duty, room.dayMinutes);
	}
}
