/**
 * Takes in what a phone in the field did, whenever it gets through. Each record stands for itself: one that can never be kept is refused with the reason,
 * the others are kept once whatever is sent again. Rows and events of a record are committed together; its position goes the way of every tracker's; only
 * then is it answered. What is not answered is sent again.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { proveCheckIn, roleOfArrival } from '#lib/duty/check-in.ts';
import { LONGEST_SHIFT_H, shiftSpans, withinShift } from '#lib/duty/field-shift.ts';
import { dateOf, zoneOf } from '#lib/duty/local-time.ts';
import type { PostId } from '#lib/duty/post.ts';
import { readNeeds } from '#lib/duty/post-rule.ts';
import { HOUR_MS } from '#lib/duty/span.ts';
import type { Position } from '#lib/geo/position.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { FieldAnswer, FieldFix, FieldPlace, FieldRecord } from '#lib/wire/field.ts';
import { FieldRecordSchema } from '#lib/wire/field-requests.ts';
import type { Db } from '#db/open.ts';
import type { FieldPerson } from '../account/field-person.ts';
import { fieldMessage, type FieldProblem } from '../answer/refuse-field.ts';
import type { DistrictLive } from '../live/district-live.ts';
import { planInView } from '../store/area-picture.ts';
import { arrive, depart, staffingOf } from '../store/check-ins.ts';
import type { EventDraft } from '../store/events.ts';
import {
	districtHasGrid,
	gridAt,
	gridOfBuilding,
	insertHandOver,
	insertRecord,
	knownRecords,
	placesOfRecords,
	postAsked,
	type NewRecord
} from '../store/field-records.ts';
import { areaPathOfReport } from '../store/field-areas.ts';
import { shiftMarks } from '../store/field-shifts.ts';
import type { Trx } from '../store/in-transaction.ts';
import { browserDevice } from '../store/own-devices.ts';
import { rolledPeople } from '../store/people.ts';
import { dutiesOf } from '../store/roster-board.ts';
import { rosterEvents } from '../store/roster-events.ts';
import type { ReportedFix } from '../trackers/report.ts';
import type { FixRecorder } from './record-fixes.ts';

export interface FieldParts {
	readonly db: Db;
	readonly district: DistrictLive;
	readonly recorder: FixRecorder;
	readonly person: FieldPerson;
	readonly nowMs: number;
	/** A tracker was made: whoever keeps the ground looks at it at once. */
	readonly onNewDevice: () => void;
}

const DAY_MS = 86_400_000;
/** Records in one transaction: whoever else writes in the district waits for no more. */
const AT_ONCE = 50;
/** A track whose shift is not known yet may be waited for so long: its start may still be under way. */
const SHIFT_MAY_COME_MS = DAY_MS;

type Verdict = 'kept' | 'again' | FieldProblem;

export async function recordField(parts: FieldParts, sent: readonly unknown[]): Promise<FieldAnswer> {
	const { rules } = parts.district.rules();
	const verdicts = new Map<string, Verdict>();
	const order: string[] = [];
	const records: FieldRecord[] = [];
	for (const one of sent) {
		const read = v.safeParse(FieldRecordSchema, one);
		const said = (one as { id?: unknown } | null)?.id;
		const id = read.success ? read.output.id : typeof said === 'string' ? said.slice(0, 100) : '';
		if (order.includes(id)) continue;
		order.push(id);
		if (!read.success) verdicts.set(id, malformed(read.issues[0]));
		else {
			const late = timeProblem(read.output.atMs, rules, parts.nowMs);
			if (late) verdicts.set(id, late);
			else records.push(read.output as FieldRecord);
		}
	}
	// Shifts first, since they say which positions are kept; then as it happened.
	const rank = ({ kind }: FieldRecord): number => (kind.startsWith('shift') ? 0 : 1);
	records.sort((a, b) => rank(a) - rank(b) || a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
	const rows = records.filter(({ kind }) => kind !== 'track');
	for (let i = 0; i < rows.length; i += AT_ONCE) await keepTogether(parts, rules, rows.slice(i, i + AT_ONCE), verdicts);
	await keepPositions(parts, rules, records, verdicts);
	return {
		results: order.flatMap((id): FieldAnswer['results'][number][] => {
			const verdict = verdicts.get(id) ?? 'again';
			if (verdict === 'again') return [];
			return [verdict === 'kept' ? { id, state: 'kept' } : { id, state: 'refused', kind: verdict.kind, message: fieldMessage(verdict) }];
		}),
		serverTimeMs: parts.nowMs
	};
}

const malformed = (issue: v.BaseIssue<unknown>): FieldProblem => ({
	kind: 'field.malformed',
	detail: { field: issue.path?.map((step) => String(step.key)).join('.') ?? '', reason: issue.message }
});

function timeProblem(atMs: number, { patrol }: Rules, nowMs: number): FieldProblem | null {
	if (atMs > nowMs + patrol.maxFutureS * 1000) return { kind: 'field.future', detail: { minutes: Math.round((atMs - nowMs) / 60_000) } };
	if (atMs < nowMs - patrol.maxAgeDays * DAY_MS) return { kind: 'field.too-old', detail: { days: patrol.maxAgeDays } };
	return null;
}

/** One transaction and its events, in the district's own order. */
async function keepTogether(
	parts: FieldParts,
	rules: Rules,
	records: readonly FieldRecord[],
	verdicts: Map<string, Verdict>
): Promise<void> {
	const found = new Map<string, Verdict>();
	await parts.district.change(async (trx) => {
		found.clear();
		const plan = await planInView(trx, parts.district.districtId);
		const known = await knownRecords(
			trx,
			records.map(({ id }) => id)
		);
		const told: EventDraft[] = [];
		const posts = new Set<PostId>();
		for (const record of records) {
			const before = known.get(record.id);
			if (before) found.set(record.id, asKnown(before, record, parts));
			else found.set(record.id, await keepOne({ ...parts, trx, rules, planId: plan?.id ?? -1, told, posts }, record));
		}
		if (posts.size > 0) told.push(...(await staffingNews(trx, parts, posts, records)));
		return told;
	});
	for (const [id, verdict] of found) verdicts.set(id, verdict);
}

function asKnown(before: { readonly personId: number; readonly kind: string }, record: FieldRecord, { person }: FieldParts): Verdict {
	if (before.personId !== person.id) return { kind: 'field.id-taken' };
	return before.kind === record.kind ? 'kept' : { kind: 'field.id-of-another' };
}

interface Keeping extends FieldParts {
	readonly trx: Trx;
	readonly rules: Rules;
	readonly planId: number;
	/** Filled with what is to be told. */
	readonly told: EventDraft[];
	/** Filled with posts whose staffing may have changed. */
	readonly posts: Set<PostId>;
}

const placed = (place: FieldPlace | null): Position | null => (place ? [place.lng, place.lat] : null);

function rowOf({ person, rules, nowMs }: Pick<Keeping, 'person' | 'rules' | 'nowMs'>, record: FieldRecord): Omit<NewRecord, 'body'> {
	return {
		clientId: record.id,
		districtId: person.districtId,
		personId: person.id,
		kind: record.kind,
		atMs: record.atMs,
		receivedAtMs: nowMs,
		expiresAtMs: record.atMs + rules.posting.keepDays.records * DAY_MS,
		at: 'place' in record ? placed(record.place) : null
	};
}

async function keepOne(keeping: Keeping, record: FieldRecord): Promise<Verdict> {
	const { trx, person, planId } = keeping;
	const base = rowOf(keeping, record);
	/** Somebody else's id that came in between is told as such. */
	const keep = async (row: NewRecord): Promise<number | FieldProblem> => (await insertRecord(trx, row)) ?? { kind: 'field.id-taken' };
	const verdict = (kept: number | FieldProblem): Verdict => (typeof kept === 'number' ? 'kept' : kept);
	switch (record.kind) {
		case 'shift-started':
		case 'shift-ended':
			return verdict(await keep({ ...base, body: { accuracyM: record.place?.accuracyM ?? null } }));
		case 'visit': {
			const building = await gridOfBuilding(trx, person.districtId, planId, record.buildingId);
			if (!building) return { kind: 'field.building-missing' };
			const body = { outcome: record.outcome, note: record.note, accuracyM: record.place?.accuracyM ?? null };
			return verdict(await keep({ ...base, gridId: building.gridId, buildingId: record.buildingId, body }));
		}
		case 'report': {
			// A post that is no more does not take the report with it.
			const post = record.postId === null ? null : await postAsked(trx, person.districtId, planId, record.postId, '0001-01-01');
			const gridId = record.place ? await gridAt(trx, planId, [record.place.lng, record.place.lat]) : (post?.gridId ?? null);
			const { what, words, count, photos } = record;
			const body = { what, words, count, photos, accuracyM: record.place?.accuracyM ?? null };
			const id = await keep({ ...base, gridId, postId: post?.id ?? null, body });
			if (typeof id !== 'number') return id;
			keeping.told.push({
				kind: 'report-made',
				areaIds: (await areaPathOfReport(trx, id)) ?? [person.districtId],
				body: { reportId: id, closedAtMs: null }
			});
			return 'kept';
		}
		case 'hand-over': {
			const { postId, gridId, note, openItems } = record;
			if (postId === null && gridId === null) return { kind: 'field.nowhere' };
			if (postId !== null && !(await postAsked(trx, person.districtId, planId, postId, '0001-01-01')))
				return { kind: 'field.post-missing' };
			if (gridId !== null && !(await districtHasGrid(trx, person.districtId, gridId))) return { kind: 'field.grid-missing' };
			const kept = await keep({ ...base, postId, gridId, body: { openItems: openItems.length } });
			if (typeof kept === 'number')
				await insertHandOver(trx, {
					...{ clientId: record.id, districtId: person.districtId, personId: person.id },
					...{ postId, gridId, atMs: record.atMs, note, openItems }
				});
			return verdict(kept);
		}
		case 'check-in':
			return await keepCheckIn(keeping, record, keep);
		case 'track':
			return 'again';
	}
}

async function keepCheckIn(
	keeping: Keeping,
	record: Extract<FieldRecord, { kind: 'check-in' }>,
	keep: (row: NewRecord) => Promise<number | FieldProblem>
): Promise<Verdict> {
	const { trx, person, planId, rules, nowMs } = keeping;
	const zone = zoneOf(rules.duty.timeZone);
	const day = zone ? dateOf(zone.localOf(record.atMs).day) : new Date(record.atMs).toISOString().slice(0, 10);
	const post = await postAsked(trx, person.districtId, planId, record.postId, day);
	if (!post) return { kind: 'field.post-missing' };
	const codeMatches = record.code === null ? null : post.codeToken !== null && sameText(record.code, post.codeToken);
	const proved = proveCheckIn({ action: record.action, codeMatches, place: record.place }, post, rules.posting.checkIn);
	if (!proved.ok) return proved.problem;
	const { proof, distanceM, accuracyM } = proved.value;
	const kept = await keep({
		...rowOf(keeping, record),
		postId: post.id,
		gridId: post.gridId,
		body: { action: record.action, proof, distanceM, accuracyM }
	});
	if (typeof kept !== 'number') return kept;
	const at = { postId: post.id, personId: person.id, atMs: record.atMs };
	if (record.action === 'leave') {
		for (const id of await depart(trx, at)) keeping.posts.add(id);
		return 'kept';
	}
	const own = await dutiesOf(
		trx,
		person.districtId,
		{ startMs: record.atMs - DAY_MS, endMs: record.atMs + DAY_MS },
		{ people: [person.id] }
	);
	const asked = post.needs === null ? null : readNeeds(post.needs, rules.posting.roles);
	const [rolled] = await rolledPeople(trx, null, nowMs, { ids: [person.id] });
	const role = roleOfArrival(
		record.atMs,
		own.filter(({ postId }) => postId === post.id),
		{ roles: rolled?.roles ?? [person.role] },
		asked?.ok ? asked.value.map((need) => need.role) : [],
		rules.posting
	);
	const evidence = `phone ${record.id}`;
	for (const id of await arrive(trx, { ...at, evidence, role, proof, distanceM, accuracyM, receivedAtMs: nowMs })) keeping.posts.add(id);
	return 'kept';
}

/** In a time that does not tell how much of it was right. */
function sameText(a: string, b: string): boolean {
	const [x, y] = [a, b].map((text) => createHash('sha256').update(text, 'utf8').digest()) as [Buffer, Buffer];
	return timingSafeEqual(x, y);
}

async function staffingNews(
	trx: Trx,
	{ district, person, nowMs }: FieldParts,
	posts: ReadonlySet<PostId>,
	records: readonly FieldRecord[]
): Promise<EventDraft[]> {
	const before = new Map(district.staffing().map((post) => [post.postId, post]));
	const changed = (await staffingOf(trx, district.districtId)).filter((post) => {
		const known = before.get(post.postId);
		return posts.has(post.postId) && (known?.present !== post.present || known.changedAtMs !== post.changedAtMs);
	});
	const times = records.filter(({ kind }) => kind === 'check-in').map(({ atMs }) => atMs);
	const span = { startMs: Math.min(...times), endMs: Math.max(nowMs, ...times) + 1 };
	const news = { ...span, posts: [...posts], people: [person.id], byName: person.name };
	return [...district.staffingEvents(changed), ...(await rosterEvents(trx, district.districtId, news))];
}

/** Positions of tracks and of what was kept, on shift only, by the way of every tracker; then the tracks themselves. */
async function keepPositions(
	parts: FieldParts,
	rules: Rules,
	records: readonly FieldRecord[],
	verdicts: Map<string, Verdict>
): Promise<void> {
	const { db, person, nowMs } = parts;
	const fixesOf = (record: FieldRecord): readonly FieldFix[] => {
		if (record.kind === 'track') return record.fixes;
		if (verdicts.get(record.id) !== 'kept' || !('place' in record) || record.place === null) return [];
		return [{ ...record.place, atMs: record.atMs, speedMps: null, bearingDeg: null }];
	};
	// The start of a shift makes positions count that came before it did.
	const shiftTimes = records.filter(({ kind }) => kind.startsWith('shift')).map(({ atMs }) => atMs);
	const earlier = shiftTimes.length === 0 ? [] : await placesOfRecords(db, person.id, around(shiftTimes));
	const times = [...records.flatMap((record) => fixesOf(record).map(({ atMs }) => atMs)), ...earlier.map(({ atMs }) => atMs)];
	if (times.length === 0) return;
	const shifts = shiftSpans(await shiftMarks(db, person.id, { startMs: Math.min(...times), endMs: Math.max(...times) }));
	const own = new Map(records.map((record) => [record, fixesOf(record).filter(({ atMs }) => withinShift(shifts, atMs))]));
	const fixes = new Map<number, ReportedFix>();
	for (const { atMs, ...place } of earlier)
		if (withinShift(shifts, atMs)) fixes.set(atMs, reported({ ...place, atMs, speedMps: null, bearingDeg: null }));
	for (const list of own.values()) for (const fix of list) if (!fixes.has(fix.atMs)) fixes.set(fix.atMs, reported(fix));
	if (fixes.size > 0) {
		const { device, isNew } = await browserDevice(db, person);
		const answer = device ? await parts.recorder.record(device, [...fixes.values()]) : 'refused';
		if (isNew) parts.onNewDevice();
		if (answer === 'busy' || answer === 'unavailable') {
			// Stored or not: it is sent again, and is then there once.
			for (const [record, list] of own) if (list.length > 0) verdicts.delete(record.id);
			return;
		}
		// What the person did stands all the same; positions of this phone are taken no more.
		if (answer === 'refused') for (const { kind, id } of records) if (kind === 'track') verdicts.set(id, { kind: 'field.phone-revoked' });
	}
	const tracks = records.filter((record) => record.kind === 'track').filter(({ id }) => !verdicts.has(id));
	const known = await knownRecords(
		db,
		tracks.map(({ id }) => id)
	);
	for (const track of tracks) {
		const before = known.get(track.id);
		const kept = own.get(track) ?? [];
		if (before) verdicts.set(track.id, asKnown(before, track, parts));
		else if (kept.length === 0) verdicts.set(track.id, track.atMs > nowMs - SHIFT_MAY_COME_MS ? 'again' : { kind: 'field.off-shift' });
		else {
			const body = { fixes: track.fixes.length, kept: kept.length, fromMs: kept[0]?.atMs, untilMs: kept.at(-1)?.atMs };
			const id = await insertRecord(db, { ...rowOf({ person, rules, nowMs }, track), body });
			verdicts.set(track.id, id === null ? asKnown((await knownRecords(db, [track.id])).get(track.id)!, track, parts) : 'kept');
		}
	}
}

const around = (times: readonly number[]) => ({
	startMs: Math.min(...times) - LONGEST_SHIFT_H * HOUR_MS,
	endMs: Math.max(...times) + LONGEST_SHIFT_H * HOUR_MS
});

const reported = ({ atMs, ...fix }: FieldFix): ReportedFix => ({ ...fix, recordedAtMs: atMs, battery: null, mock: false });
