/**
 * D2: what nobody answers for. A grid, post, compound or building that the rules ask it of without a named primary or backup, one whose deadline has passed or whose person is away, people above their
 * limit, squads that lack a role, compounds without a property company and without a named cadre. One gap a subject: the worst that is true of it.
 */
import type { GridId } from '../area/area.ts';
import type { NamedDuty } from '../duty/assignment.ts';
import type { Duty, PersonId } from '../duty/post.ts';
import type { Span } from '../duty/span.ts';
import { missingSeats } from '../duty/squad.ts';
import { labelPoint } from '../geo/label-point.ts';
import type { PointShape, SurfaceShape } from '../geo/position.ts';
import type { DutyRules, DutySubjectKind } from '../rules/duty-rules.ts';
import type { GapFinding, GapKind } from './gap.ts';

export interface ResponsibilityGround {
	/** Every grid and post of the plan that holds, every compound and every building. A building is its grid's worker's, unless the rules name buildings. */
	readonly subjects: readonly {
		readonly kind: 'grid' | 'post' | 'compound' | 'building';
		readonly id: number;
		readonly name: string;
		readonly gridId: GridId | null;
		readonly shape: SurfaceShape | PointShape;
		/** Of a compound: null where it has none. */
		readonly propertyCompany?: string | null;
	}[];
	/** Those that hold or will, and of each subject and duty the last that is over; `ended`: somebody ended it before its deadline. */
	readonly duties: readonly (NamedDuty & { readonly ended: boolean })[];
	readonly people: ReadonlyMap<PersonId, { readonly name: string; readonly roles: readonly string[]; readonly leave: readonly Span[] }>;
	readonly squads: readonly {
		readonly id: number;
		readonly name: string;
		readonly template: string;
		readonly members: readonly PersonId[];
		readonly changedAtMs: number;
	}[];
	/** Since when these subjects stand as they do. */
	readonly sinceMs: number;
}

export interface Responsibility {
	readonly findings: readonly GapFinding[];
	/** Time alone changes nothing before this; infinite where it never will. */
	readonly untilMs: number;
}

type Duties = ResponsibilityGround['duties'];

/** What is found at a moment, the same for any order of the duties. */
export function responsibilityFindings(
	ground: ResponsibilityGround,
	rules: DutyRules,
	district: DistrictName,
	nowMs: number
): Responsibility {
	const turns = [
		...ground.duties.flatMap(({ startMs, endMs }) => [startMs, endMs]),
		...[...ground.people.values()].flatMap(({ leave }) => leave.flatMap(({ startMs, endMs }) => [startMs, endMs]))
	];
	const untilMs = turns.reduce((next, at) => (at > nowMs && at < next ? at : next), Infinity);
	// Where nobody is known, one gap says it all: it is no help to say it of every door.
	if (ground.people.size === 0)
		return ground.subjects.length === 0
			? { findings: [], untilMs }
			: { findings: [finding('nobody-known', { kind: 'district', ids: [district.id], name: district.name }, ground.sinceMs)], untilMs };

	const bySubject = Map.groupBy(ground.duties, subjectKey);
	const findings: GapFinding[] = [];
	for (const subject of ground.subjects) {
		if (subject.kind !== 'compound' && !rules.needsPrimary.includes(subject.kind)) continue;
		const duties = bySubject.get(subjectKey(subject)) ?? [];
		const found =
			(subject.kind === 'compound' ? unclaimed(subject, duties, ground, nowMs) : null) ?? unanswered(subject, duties, ground, rules, nowMs);
		if (!found) continue;
		const shape = subject.shape.type === 'Point' ? subject.shape : ({ type: 'Point', coordinates: labelPoint(subject.shape, 5) } as const);
		findings.push({
			...finding(found.kind, { kind: subject.kind, ids: [subject.id], name: subject.name }, found.sinceMs),
			gridId: subject.gridId,
			shape
		});
	}
	return { findings: [...findings, ...overloaded(ground, rules, nowMs), ...incomplete(ground, rules)], untilMs };
}

export interface DistrictName {
	readonly id: number;
	readonly name: string;
}

const subjectKey = ({ kind, id }: { readonly kind: DutySubjectKind; readonly id: number }): string => `${kind}/${id}`;

const holds = ({ startMs, endMs }: Span, nowMs: number): boolean => startMs <= nowMs && nowMs < endMs;

const finding = (kind: GapKind, subject: GapFinding['subject'], sinceMs: number): GapFinding => ({
	dimension: 'D2',
	kind,
	subject,
	gridId: null,
	shape: null,
	sinceMs,
	measures: {},
	cause: kind
});

interface Found {
	readonly kind: GapKind;
	readonly sinceMs: number;
}

function unanswered(
	subject: ResponsibilityGround['subjects'][number],
	duties: Duties,
	ground: ResponsibilityGround,
	rules: DutyRules,
	nowMs: number
): Found | null {
	if (!rules.needsPrimary.includes(subject.kind)) return null;
	const last = (duty: Duty): Duties[number] | null =>
		duties
			.filter((one) => one.duty === duty && one.endMs <= nowMs)
			.reduce<Duties[number] | null>((a, b) => (a && a.endMs > b.endMs ? a : b), null);
	const primary = duties.find((one) => one.duty === 'primary' && holds(one, nowMs));
	if (!primary) {
		const over = last('primary');
		return { kind: over && !over.ended ? 'duty-expired' : 'no-primary', sinceMs: Math.max(ground.sinceMs, over?.endMs ?? 0) };
	}
	const away = ground.people.get(primary.personId)?.leave.find((leave) => holds(leave, nowMs));
	if (away) return { kind: 'primary-on-leave', sinceMs: Math.max(away.startMs, primary.startMs) };
	if (!rules.needsBackup.includes(subject.kind)) return null;
	if (duties.some((one) => one.duty === 'backup' && holds(one, nowMs))) return null;
	return { kind: 'no-backup', sinceMs: Math.max(ground.sinceMs, last('backup')?.endMs ?? 0) };
}

function unclaimed(
	compound: ResponsibilityGround['subjects'][number],
	duties: Duties,
	ground: ResponsibilityGround,
	nowMs: number
): Found | null {
	if ((compound.propertyCompany ?? '') !== '') return null;
	const cadre = (one: Duties[number]): boolean => ground.people.get(one.personId)?.roles.includes('cadre') ?? false;
	if (duties.some((one) => holds(one, nowMs) && cadre(one))) return null;
	const endedMs = duties.filter((one) => one.endMs <= nowMs && cadre(one)).map(({ endMs }) => endMs);
	return { kind: 'compound-unclaimed', sinceMs: Math.max(ground.sinceMs, ...endedMs) };
}

/** Since the moment at which the one that is too many began. */
function overloaded(ground: ResponsibilityGround, rules: DutyRules, nowMs: number): GapFinding[] {
	const primaries = ground.duties.filter((one) => one.duty === 'primary' && holds(one, nowMs));
	const found = new Map<PersonId, number>();
	for (const list of Map.groupBy(primaries, ({ personId, kind }) => `${personId}/${kind}`).values()) {
		const [first] = list;
		if (!first) continue;
		const most = rules.maxPrimary[first.kind];
		const begun = list.map(({ startMs }) => startMs).sort((a, b) => a - b)[most];
		if (begun !== undefined) found.set(first.personId, Math.min(begun, found.get(first.personId) ?? Infinity));
	}
	return [...found]
		.sort(([a], [b]) => a - b)
		.map(([id, sinceMs]) => finding('person-overloaded', { kind: 'person', ids: [id], name: ground.people.get(id)?.name ?? '' }, sinceMs));
}

/** A template that the rules no longer know asks for nothing. */
function incomplete(ground: ResponsibilityGround, rules: DutyRules): GapFinding[] {
	return ground.squads.flatMap((squad) => {
		const template = rules.squadTemplates.find(({ id }) => id === squad.template);
		const members = squad.members.map((id) => ground.people.get(id)?.roles ?? []);
		if (!template || missingSeats(template, members).length === 0) return [];
		return finding('squad-role-missing', { kind: 'squad', ids: [squad.id], name: squad.name }, squad.changedAtMs);
	});
}
