/**
 * A lead's changes that nobody else sees yet: steps that can be undone and redone, and for each seat they touch who sat there when it was first
 * touched. Values only; every function gives a new one.
 */
import type { PersonId } from '#lib/duty/post.ts';
import type { SeatChangeAsked } from '#lib/wire/roster-board.ts';

export type StepKind = 'seat' | 'clear' | 'swap' | 'solve' | 'adopt';

export interface Step {
	readonly kind: StepKind;
	/** Seat and who is to sit there. */
	readonly seats: readonly (readonly [seat: string, after: PersonId | null])[];
}

export interface Unpublished {
	readonly steps: readonly Step[];
	/** So many of them hold; those after were undone. */
	readonly at: number;
	/** By seat: who sat there as published when it was decided. */
	readonly based: Readonly<Record<string, PersonId | null>>;
}

export const NOTHING: Unpublished = { steps: [], at: 0, based: {} };

export type HolderOf = (seat: string) => PersonId | null;

/** Adds a step after those that hold; what was undone is gone. A step that changes nothing is none. */
export function withStep(work: Unpublished, kind: StepKind, changes: Step['seats'], published: HolderOf): Unpublished {
	const now = overlayOf(work);
	const seats = changes.filter(([seat, after]) => (now.has(seat) ? now.get(seat)! : published(seat)) !== after);
	if (seats.length === 0) return work;
	const steps = [...work.steps.slice(0, work.at), { kind, seats }];
	return { steps, at: steps.length, based: basedOn(steps, work.based, published) };
}

/** What is remembered of seats that no step touches any more is forgotten. */
function basedOn(steps: readonly Step[], known: Unpublished['based'], published: HolderOf): Unpublished['based'] {
	const based: Record<string, PersonId | null> = {};
	for (const { seats } of steps) for (const [seat] of seats) based[seat] = seat in known ? known[seat]! : published(seat);
	return based;
}

export const undone = (work: Unpublished): Unpublished => ({ ...work, at: Math.max(0, work.at - 1) });
export const redone = (work: Unpublished): Unpublished => ({ ...work, at: Math.min(work.steps.length, work.at + 1) });

/** Who is to sit where by the steps that hold. */
export function overlayOf({ steps, at }: Unpublished): ReadonlyMap<string, PersonId | null> {
	const overlay = new Map<string, PersonId | null>();
	for (const { seats } of steps.slice(0, at)) for (const [seat, after] of seats) overlay.set(seat, after);
	return overlay;
}

/** What publishing would ask for: seats that are not as wished yet, each with who sat there when it was decided. */
export function asked(work: Unpublished, published: HolderOf): SeatChangeAsked[] {
	return [...overlayOf(work)].flatMap(([seat, after]) =>
		published(seat) === after ? [] : [{ seat, before: work.based[seat] ?? null, after }]
	);
}

/** Seats that somebody else changed since. */
export const overtaken = (work: Unpublished, published: HolderOf): string[] =>
	asked(work, published).flatMap(({ seat, before }) => (published(seat) === before ? [] : [seat]));

/** My wish stands, against who sits there now. */
export function insisting(work: Unpublished, seats: readonly string[], published: HolderOf): Unpublished {
	const based = { ...work.based };
	for (const seat of seats) based[seat] = published(seat);
	return { ...work, based };
}

/** Leaves these seats as they are published. */
export function without(work: Unpublished, seats: readonly string[]): Unpublished {
	const gone = new Set(seats);
	const keep = (steps: readonly Step[]): Step[] =>
		steps.map((step) => ({ ...step, seats: step.seats.filter(([seat]) => !gone.has(seat)) })).filter((step) => step.seats.length > 0);
	const [held, later] = [keep(work.steps.slice(0, work.at)), keep(work.steps.slice(work.at))];
	const steps = [...held, ...later];
	return { steps, at: held.length, based: basedOn(steps, work.based, () => null) };
}

const keyOf = (username: string, areaId: number): string => `gridkeeper-roster/${username}/${areaId}`;

/** Kept in this browser until published: over a reload, a crash, a lost line. Where nothing can be kept, nothing is. */
export function keep(username: string, areaId: number, work: Unpublished): void {
	try {
		if (work.steps.length === 0) localStorage.removeItem(keyOf(username, areaId));
		else localStorage.setItem(keyOf(username, areaId), JSON.stringify(work));
	} catch {
		// A private window, or a full one.
	}
}

export function kept(username: string, areaId: number): Unpublished {
	try {
		const found = JSON.parse(localStorage.getItem(keyOf(username, areaId)) ?? 'null') as Unpublished | null;
		return found && Array.isArray(found.steps) && typeof found.at === 'number' && typeof found.based === 'object' ? found : NOTHING;
	} catch {
		return NOTHING;
	}
}
