/** What `/api/people`, `/api/squads` and `/api/assignments` answer. Times are Unix milliseconds. */
import type { AreaId } from '../area/area.ts';
import type { AssignWarning, DutySubject } from '../duty/assignment.ts';
import type { Leave, PeopleProblem } from '../duty/people.ts';
import type { Duty, Person, PersonId, PersonRole } from '../duty/post.ts';
import type { MissingSeat } from '../duty/squad.ts';
import type { ProblemAnswer } from './problem-answer.ts';

/** A person of the roll. Somebody who may only look gets the name masked, and neither skills, hours nor leave. */
export interface RollPerson extends Person {
	/** As lists name them; null where the name is masked. */
	readonly sourceId: string | null;
	/** `role` is the first of them. */
	readonly roles: readonly PersonRole[];
	readonly areaId: AreaId;
	readonly areaCode: string;
	readonly skills: readonly string[];
	/** As `duty/when.ts` reads them; none: always. */
	readonly hours: readonly string[];
	/** Those that are not over. */
	readonly leave: readonly (Leave & { readonly id: number })[];
}

export interface PeopleList {
	readonly people: readonly RollPerson[];
}

/** What an import would do, or has done. */
export interface PeopleImport {
	/** False: nothing was written. */
	readonly imported: boolean;
	readonly made: number;
	readonly changed: number;
	readonly unchanged: number;
	/** By line of the file; one is enough to write nothing. */
	readonly problems: readonly PeopleProblem[];
	/** Headings of columns that were not read. */
	readonly ignored: readonly string[];
	/** Of a workbook: the tab that was read. */
	readonly sheet: string | null;
}

export interface Squad {
	readonly id: number;
	readonly areaId: AreaId;
	readonly name: string;
	/** Id of a template of the rules. */
	readonly template: string;
	readonly leadId: PersonId | null;
	/** With the lead. */
	readonly members: readonly PersonId[];
	/** What it lacks by its template. */
	readonly missing: readonly MissingSeat[];
}

export interface SquadList {
	readonly squads: readonly Squad[];
}

export interface Assignment {
	readonly id: number;
	readonly person: Person;
	readonly subject: DutySubject & { readonly name: string };
	readonly duty: Duty;
	readonly task: string;
	readonly fromMs: number;
	/** Null: made before deadlines were asked for. */
	readonly untilMs: number | null;
	readonly inPerson: boolean;
	readonly madeByName: string | null;
	readonly madeAtMs: number;
	/** Null where it ended, or will, at its deadline. */
	readonly ended: { readonly atMs: number; readonly byName: string; readonly reason: string } | null;
	/** Of the one that took over: which it follows, what was said, and what is open. */
	readonly followsId: number | null;
	readonly note: string | null;
	readonly openItems: readonly string[];
}

export interface AssignmentList {
	readonly assignments: readonly Assignment[];
}

export interface AssignmentMade {
	readonly assignment: Assignment;
	readonly warnings: readonly AssignWarning[];
}

/** 409: somebody was first, or it does not go with what holds. */
export interface AssignRefusal extends ProblemAnswer {
	readonly inTheWay?: Assignment;
}
