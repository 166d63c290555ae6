/**
 * The reports of an area as this browser knows them: the open ones, and those closed while it looked. A list that was fetched and events that came
 * meanwhile end in the same book, whichever arrives first; a report that was closed is never open again.
 */
import type { FieldReport, ReportKind } from '#lib/wire/field.ts';

/** Closed reports kept for whoever looks at one of them just then. */
const CLOSED_KEPT = 50;

export class ReportBook {
	readonly open = new Map<number, FieldReport>();
	readonly closed = new Map<number, FieldReport>();
	/** Called when there is something new to ask for. */
	onNews: (() => void) | null = null;
	#heard: FieldReport[] = [];
	#gone = new Set<number>();
	#asked = 0;

	/** What an event says: that there is a report, or that it was closed; never what it says. */
	tell(reportId: number, closedAtMs: number | null): void {
		if (closedAtMs === null) {
			this.onNews?.();
			return;
		}
		this.#gone.add(reportId);
		const known = this.open.get(reportId);
		if (known) this.#put({ ...known, closedAtMs });
	}

	/** What the server answered about one report. Nothing is kept before the first question: whoever may not ask has none. */
	hear(report: FieldReport): void {
		if (this.#asked === 0) return;
		this.#heard.push(report);
		this.#put(report);
	}

	/** Call when the list is asked for. @returns what `take` wants with the answer */
	ask(): number {
		this.#heard = [];
		this.#gone.clear();
		return ++this.#asked;
	}

	/** Takes a list of open reports for everything that was open when it was asked for. @returns false where a later question overtook it */
	take(list: readonly FieldReport[], asked: number): boolean {
		if (asked !== this.#asked) return false;
		this.open.clear();
		for (const report of [...list.filter(({ id }) => !this.#gone.has(id)), ...this.#heard]) this.#put(report);
		this.#heard = [];
		return true;
	}

	#put(report: FieldReport): void {
		if (report.closedAtMs === null) {
			if (!this.closed.has(report.id)) this.open.set(report.id, report);
			return;
		}
		this.open.delete(report.id);
		this.closed.delete(report.id);
		this.closed.set(report.id, report);
		const oldest = this.closed.keys().next();
		if (this.closed.size > CLOSED_KEPT && !oldest.done) this.closed.delete(oldest.value);
	}
}

/** Somebody may be in danger: these alone wear the alarm hue. */
export const isPressing = (what: ReportKind): boolean => what === 'fire' || what === 'help';

/** In reading order: what presses first, then the newest. */
export const inReadingOrder = (reports: Iterable<FieldReport>): readonly FieldReport[] =>
	[...reports].sort((a, b) => Number(isPressing(b.what)) - Number(isPressing(a.what)) || b.atMs - a.atMs || b.id - a.id);
