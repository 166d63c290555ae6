/**
 * Who answers for what, until when. An assignment is complete only with subject, person, task, duty and deadline (五定). A subject has one primary at
 * a time, nobody is named twice for the same, and whoever has to be there in person is at one place. It never redraws a border.
 */
import type { Problem } from '../geo/outcome.ts';
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { DutyRules, DutySubjectKind } from '../rules/duty-rules.ts';
import type { Duty, PersonId } from './post.ts';
import { overlaps, type Span } from './span.ts';

export interface DutySubject {
	readonly kind: DutySubjectKind;
	readonly id: number;
}
/** Somebody named for it, from when until when; without a deadline until Infinity. */
export interface NamedDuty extends DutySubject, Span {
	readonly personId: PersonId;
	readonly duty: Duty;
}

/** What an assignment binds: the stretch it holds for, `endMs` infinite where no deadline was ever set. */
export interface Held extends Span {
	readonly id: number;
	readonly personId: PersonId;
	readonly subject: DutySubject;
	readonly duty: Duty;
	readonly inPerson: boolean;
}

export interface AssignRequest {
	readonly personId: PersonId;
	readonly subject: DutySubject;
	readonly duty: Duty;
	readonly task: string;
	/** Left out: from now. */
	readonly fromMs?: number;
	readonly untilMs: number;
	/** They have to be there all that time. */
	readonly inPerson?: boolean;
}

/** What is decided with: every assignment of this person and of this subject that has not ended, and the person's leave. */
export interface DutyState {
	readonly held: readonly Held[];
	readonly leave: readonly Span[];
}

export interface AssignProblem extends Problem {
	readonly kind:
		| 'duty.no-task'
		| 'duty.deadline-early'
		| 'duty.in-the-past'
		| 'duty.primary-taken'
		| 'duty.named-already'
		| 'duty.elsewhere'
		| 'duty.on-leave'
		| 'duty.ended'
		| 'duty.same-person';
	/** The assignment that stands in the way. */
	readonly inTheWay?: number;
}

export interface AssignmentDraft extends Omit<Held, 'id'> {
	readonly task: string;
}

/** What the lead should know, and what refuses nothing. */
export interface AssignWarning {
	readonly kind: 'overloaded' | 'partly-on-leave';
	/** Of overload: so many it would be, so many are allowed. */
	readonly count?: number;
	readonly most?: number;
}

export interface Assigned {
	readonly assignment: AssignmentDraft;
	readonly warnings: readonly AssignWarning[];
}

/** A request that was under way for a moment is no wish to change the past. */
const SLACK_MS = 60_000;

export function assign(state: DutyState, request: AssignRequest, nowMs: number, rules: DutyRules): Outcome<Assigned, AssignProblem> {
	const asked = request.fromMs ?? nowMs;
	if (request.task.trim() === '') return refused({ kind: 'duty.no-task' });
	if (asked < nowMs - SLACK_MS) return refused({ kind: 'duty.in-the-past' });
	const span: Span = { startMs: Math.max(asked, nowMs), endMs: request.untilMs };
	if (span.endMs <= span.startMs) return refused({ kind: 'duty.deadline-early' });
	const inPerson = request.inPerson ?? false;
	const wanted: AssignmentDraft = {
		...span,
		personId: request.personId,
		subject: request.subject,
		duty: request.duty,
		inPerson,
		task: request.task.trim()
	};
	const clash = clashOf(state.held, wanted);
	if (clash) return refused({ kind: clash.kind, inTheWay: clash.held.id });
	const away = state.leave.filter((leave) => overlaps(leave, span));
	if (away.some((leave) => inPerson || (leave.startMs <= span.startMs && leave.endMs >= span.endMs)))
		return refused({ kind: 'duty.on-leave' });

	const warnings: AssignWarning[] = away.length > 0 ? [{ kind: 'partly-on-leave' }] : [];
	const most = rules.maxPrimary[request.subject.kind];
	const count = wanted.duty === 'primary' ? 1 + primariesAtOnce(state.held, wanted) : 0;
	if (count > most) warnings.push({ kind: 'overloaded', count, most });
	return done({ assignment: wanted, warnings });
}

/** The same promise that the database keeps in its own words. */
function clashOf(held: readonly Held[], wanted: AssignmentDraft) {
	for (const other of held) {
		if (!overlaps(other, wanted)) continue;
		const same = sameSubject(other.subject, wanted.subject);
		const own = other.personId === wanted.personId;
		if (same && own && (other.duty === 'leader') === (wanted.duty === 'leader'))
			return { kind: 'duty.named-already', held: other } as const;
		if (same && other.duty === 'primary' && wanted.duty === 'primary') return { kind: 'duty.primary-taken', held: other } as const;
		if (own && other.inPerson && wanted.inPerson) return { kind: 'duty.elsewhere', held: other } as const;
	}
	return null;
}

const sameSubject = (a: DutySubject, b: DutySubject): boolean => a.kind === b.kind && a.id === b.id;

/** Most subjects of this kind that the person is primary of at one moment of the stretch. */
function primariesAtOnce(held: readonly Held[], wanted: AssignmentDraft): number {
	const own = held.filter(
		(one) => one.personId === wanted.personId && one.duty === 'primary' && one.subject.kind === wanted.subject.kind && overlaps(one, wanted)
	);
	const moments = [wanted.startMs, ...own.map((one) => Math.max(one.startMs, wanted.startMs))];
	return Math.max(...moments.map((at) => own.filter((one) => one.startMs <= at && at < one.endMs).length));
}

/** When the assignment ends instead: at once, or at a moment before its deadline. One that has not begun never holds. */
export function endAssignment(held: Held, atMs: number | undefined, nowMs: number): Outcome<{ readonly endMs: number }, AssignProblem> {
	if (held.endMs <= nowMs) return refused({ kind: 'duty.ended', inTheWay: held.id });
	const asked = atMs ?? nowMs;
	if (asked < nowMs - SLACK_MS) return refused({ kind: 'duty.in-the-past' });
	if (asked >= held.endMs) return refused({ kind: 'duty.deadline-early' });
	return done({ endMs: Math.max(asked, nowMs, held.startMs) });
}

export interface HandOverRequest {
	readonly personId: PersonId;
	/** Left out: now. */
	readonly atMs?: number;
	/** Left out: the deadline of the one that ends; where that has none, it has to be said. */
	readonly untilMs?: number;
	/** Left out: the task of the one that ends; where that has none, it has to be said. */
	readonly task?: string;
}

export interface HandOver extends Assigned {
	/** When the one before ends, which is when this one begins. */
	readonly endMs: number;
}

/** Hands the same subject and duty to somebody else, without a minute in between. @param state of the person who takes over, and of the subject */
export function handOver(
	state: DutyState,
	held: Held & { readonly task: string },
	request: HandOverRequest,
	nowMs: number,
	rules: DutyRules
): Outcome<HandOver, AssignProblem> {
	if (request.personId === held.personId) return refused({ kind: 'duty.same-person' });
	const ended = endAssignment(held, request.atMs, nowMs);
	if (!ended.ok) return ended;
	const { endMs } = ended.value;
	const untilMs = request.untilMs ?? held.endMs;
	if (!Number.isFinite(untilMs)) return refused({ kind: 'duty.deadline-early' });
	const others = { ...state, held: state.held.filter((one) => one.id !== held.id) };
	const next = assign(
		others,
		{
			...request,
			subject: held.subject,
			duty: held.duty,
			task: request.task ?? held.task,
			fromMs: endMs,
			untilMs,
			inPerson: held.inPerson
		},
		nowMs,
		rules
	);
	return next.ok ? done({ ...next.value, endMs }) : next;
}
