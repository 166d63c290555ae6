/**
 * People, squads and assignments of the area on screen, fetched anew whenever somebody changes them, and what is reckoned from them: who carries how much,
 * whose ground is whose, who is free. Nothing is written but by the commands, and what is shown changes when the server has said so.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is never changed in place */
import { untrack } from 'svelte';
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { DutySubject, Held } from '#lib/duty/assignment.ts';
import { dayOf, dateOf, type Zone, zoneOf } from '#lib/duty/local-time.ts';
import { type LoadDuty, NO_LOAD, type PersonLoad, personLoads } from '#lib/duty/person-load.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { readWhen, spansOf } from '#lib/duty/when.ts';
import { bboxCentre } from '#lib/geo/bbox.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import type { Position } from '#lib/geo/position.ts';
import { workload } from '#lib/plan/workload.ts';
import type { Assignment, RollPerson, Squad } from '#lib/wire/duty.ts';
import type { Me } from '#lib/wire/me.ts';
import type { LiveBoard } from '../live-board.svelte.ts';
import { type SquadLook, squadLooks } from '../duty/squad-looks.ts';
import { assignmentsOf, peopleOf, type PeopleTrouble, squadsOf } from './people-api.ts';
import type { PeopleKnown } from './people-filter.ts';

const REFETCH_AFTER_MS = 200;
const RETRY_MS = 5_000;
/** What depends on the clock is reckoned anew this often. */
const SLOW_MS = 30_000;

export const keyOf = ({ kind, id }: DutySubject): string => `${kind}/${id}`;

export const heldOf = (one: Assignment): Held => ({
	id: one.id,
	personId: one.person.id,
	subject: one.subject,
	duty: one.duty,
	inPerson: one.inPerson,
	startMs: one.fromMs,
	endMs: one.untilMs ?? Infinity
});

export class PeopleRoom {
	readonly live: LiveBoard;
	readonly me: Me | null;
	/** Only while it is looked at is anything fetched. */
	open = $state(false);
	people = $state.raw<readonly RollPerson[] | null>(null);
	squads = $state.raw<readonly Squad[]>([]);
	assignments = $state.raw<readonly Assignment[]>([]);
	trouble = $state.raw<PeopleTrouble | null>(null);
	/** Said aloud, politely. */
	said = $state('');

	#asked = 0;
	#fetchedAtMs = $state(0);
	#waiting: ReturnType<typeof setTimeout> | undefined;

	readonly picture = $derived.by(() => {
		void this.live.rev.picture;
		return this.live.board?.picture ?? null;
	});
	readonly areaId = $derived.by<AreaId | null>(() => this.picture?.areaId ?? null);
	readonly rules = $derived.by(() => this.picture?.rules.rules ?? null);
	readonly zone = $derived.by<Zone>(() => (this.rules && zoneOf(this.rules.duty.timeZone)) ?? (zoneOf('UTC') as Zone));
	/** Never before what was fetched: what began a second ago holds. */
	readonly slowMs = $derived.by(() => Math.max(this.#fetchedAtMs, Math.floor(this.live.nowMs / SLOW_MS) * SLOW_MS));
	readonly dayMinutes = $derived.by(() => this.rules?.workload.minutesPerWorkerDay ?? 1);
	readonly byId = $derived.by<ReadonlyMap<PersonId, RollPerson>>(() => new Map((this.people ?? []).map((one) => [one.id, one])));
	readonly looks = $derived.by<readonly SquadLook[]>(() => squadLooks(this.squads));
	readonly lookOf = $derived.by<ReadonlyMap<number, SquadLook>>(() => new Map(this.looks.map((look) => [look.id, look])));
	/** Of several squads the first by their order. */
	readonly squadOf = $derived.by<ReadonlyMap<PersonId, SquadLook>>(() => {
		const found = new Map<PersonId, SquadLook>();
		const byId = new Map(this.squads.map((squad) => [squad.id, squad]));
		for (const look of this.looks) for (const id of byId.get(look.id)?.members ?? []) if (!found.has(id)) found.set(id, look);
		return found;
	});
	readonly areaNames = $derived.by<ReadonlyMap<string, string>>(
		() => new Map((this.picture?.areas ?? []).map(({ code, name }) => [code, name]))
	);
	readonly #gridMinutes = $derived.by<ReadonlyMap<number, number>>(() => {
		const { rules, picture } = this;
		if (!rules || !picture) return new Map();
		return new Map(picture.grids.map((grid) => [grid.id as number, workload({ ...grid, workers: 1 }, rules.workload).minutes]));
	});
	readonly #duties = $derived.by<readonly LoadDuty[]>(() => this.assignments.map(heldOf));
	readonly loads = $derived.by<ReadonlyMap<PersonId, PersonLoad>>(() => {
		const minutes = this.minutesOf;
		return personLoads(this.#duties, minutes, this.slowMs);
	});
	readonly bySubject = $derived.by<ReadonlyMap<string, readonly Assignment[]>>(() =>
		Map.groupBy(this.assignments, ({ subject }) => keyOf(subject))
	);
	readonly byPerson = $derived.by<ReadonlyMap<PersonId, readonly Assignment[]>>(() =>
		Map.groupBy(this.assignments, ({ person }) => person.id)
	);
	/** Where a person is by their tracker, else where their home lies. */
	readonly places = $derived.by<ReadonlyMap<PersonId, Position>>(() => {
		void this.slowMs;
		const { board } = this.live;
		const { picture } = this;
		const found = new Map<PersonId, Position>();
		if (!board || !picture) return found;
		const boxes = new Map(picture.areas.map(({ id, bbox }) => [id, bbox]));
		for (const person of this.people ?? []) {
			const box = boxes.get(person.areaId);
			if (box) found.set(person.id, bboxCentre(box));
		}
		for (const { no, person } of picture.patrols) {
			const row = board.patrolRow(no);
			const [lng, lat] = [board.patrols.lngLat[row * 2], board.patrols.lngLat[row * 2 + 1]];
			if (row >= 0 && lng !== undefined && lat !== undefined && !Number.isNaN(lng)) found.set(person.id, [lng, lat]);
		}
		return found;
	});
	/** Whose ground each grid is: the squad of its primary. */
	readonly ground = $derived.by<ReadonlyMap<GridId, { readonly hue: number | null; readonly letter: string }>>(() => {
		const found = new Map<GridId, { hue: number | null; letter: string }>();
		const at = this.slowMs;
		for (const one of this.assignments) {
			if (one.subject.kind !== 'grid' || one.duty !== 'primary' || one.fromMs > at || (one.untilMs ?? Infinity) <= at) continue;
			const look = this.squadOf.get(one.person.id);
			found.set(one.subject.id as GridId, { hue: look?.hue ?? null, letter: look?.letter ?? '' });
		}
		return found;
	});
	readonly known = $derived.by<PeopleKnown | null>(() => {
		const { rules, loads, squadOf, areaNames, dayMinutes, slowMs: nowMs } = this;
		if (!rules) return null;
		return {
			...{ loads, squadOf, dayMinutes, nowMs, rules: rules.duty },
			areaName: (code) => areaNames.get(code) ?? code,
			works: (person) => this.works(person, nowMs)
		};
	});

	constructor(live: LiveBoard, me: Me | null) {
		this.live = live;
		this.me = me;
		$effect(() => {
			const { open, areaId } = this;
			void this.live.rev.picture;
			if (open && areaId !== null) untrack(() => this.refresh());
		});
		$effect(() => () => clearTimeout(this.#waiting));
	}

	may(action: string): boolean {
		return this.me?.actions.includes(action) ?? false;
	}

	/** Minutes a day that a subject asks of its primary. */
	readonly minutesOf = (subject: DutySubject): number => {
		if (subject.kind === 'grid') return this.#gridMinutes.get(subject.id) ?? 0;
		if (subject.kind !== 'building') return 0;
		const { board } = this.live;
		const row = board?.buildingRow(subject.id) ?? -1;
		if (!board || row < 0) return 0;
		const gridId = board.footprints.gridId[row] ?? -1;
		const households = this.picture?.grids.find(({ id }) => id === gridId)?.households ?? 0;
		return households > 0 ? ((this.#gridMinutes.get(gridId) ?? 0) * (board.footprints.households[row] ?? 0)) / households : 0;
	};
	loadOf(id: PersonId): PersonLoad {
		return this.loads.get(id) ?? NO_LOAD;
	}
	/** Whether their hours let them work at a moment. */
	works(person: RollPerson, atMs: number): boolean {
		if (person.hours.length === 0) return true;
		const { day } = this.zone.localOf(atMs);
		return person.hours.some((text) => {
			const when = readWhen(text);
			return when.ok && spansOf(when.value, this.zone, day - 2, day + 1).some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
		});
	}
	subjectName({ kind, id }: DutySubject): string {
		const { picture } = this;
		const named = this.bySubject.get(`${kind}/${id}`)?.[0]?.subject.name;
		switch (kind) {
			case 'grid':
				return picture?.grids.find((grid) => grid.id === id)?.name ?? named ?? `#${id}`;
			case 'post': {
				const post = picture?.posts.find((one) => one.id === id);
				return post ? [post.code, post.name].filter(Boolean).join(' ') : (named ?? `#${id}`);
			}
			case 'compound':
				return picture?.compounds.find((one) => one.id === id)?.name ?? named ?? `#${id}`;
			case 'building': {
				const { board } = this.live;
				const row = board?.buildingRow(id) ?? -1;
				return (row >= 0 ? board?.footprints.names[row] : undefined) || named || `#${id}`;
			}
			case 'area':
				return picture?.areas.find((area) => area.id === id)?.name ?? named ?? `#${id}`;
		}
	}
	/** The community of a grid, the grid of a building: names are unique only there. */
	whereOf({ kind, id }: DutySubject): string {
		const { picture } = this;
		const gridName = (gridId: number | null): string => picture?.grids.find((grid) => grid.id === gridId)?.name ?? '';
		switch (kind) {
			case 'grid': {
				const areaId = picture?.grids.find((grid) => grid.id === id)?.areaId;
				return picture?.areas.find((area) => area.id === areaId)?.name ?? '';
			}
			case 'post':
				return gridName(picture?.posts.find((post) => post.id === id)?.gridId ?? null);
			case 'building': {
				const { board } = this.live;
				const row = board?.buildingRow(id) ?? -1;
				return row < 0 ? '' : gridName(board?.footprints.gridId[row] ?? null);
			}
			default:
				return '';
		}
	}
	placeOf({ kind, id }: DutySubject): Position | null {
		const { picture } = this;
		const { board } = this.live;
		switch (kind) {
			case 'grid': {
				const shape = picture?.grids.find((grid) => grid.id === id)?.shape;
				return shape ? labelPoint(shape, 20) : null;
			}
			case 'post':
				return picture?.posts.find((post) => post.id === id)?.position ?? null;
			case 'compound':
				return picture?.compounds.find((compound) => compound.id === id)?.at ?? null;
			case 'building': {
				const row = board?.buildingRow(id) ?? -1;
				const point = board && row >= 0 ? board.footprints.pointStart[board.footprints.ringStart[row] ?? 0] : undefined;
				if (!board || point === undefined) return null;
				return [(board.footprints.lngLatE7[point * 2] ?? 0) / 1e7, (board.footprints.lngLatE7[point * 2 + 1] ?? 0) / 1e7];
			}
			case 'area': {
				const box = picture?.areas.find((area) => area.id === id)?.bbox;
				return box ? bboxCentre(box) : null;
			}
		}
	}
	/** `2026-11-22T14:05` on the district's wall clock, as a field for moments takes it. */
	localField(atMs: number): string {
		const { day, minute } = this.zone.localOf(atMs);
		return `${dateOf(day)}T${`${Math.floor(minute / 60)}`.padStart(2, '0')}:${`${Math.floor(minute % 60)}`.padStart(2, '0')}`;
	}
	/** @returns null where it is no moment */
	momentOf(field: string): number | null {
		const [, date = '', hour = '', minute = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(field) ?? [];
		const day = dayOf(date);
		return day === null ? null : this.zone.instantOf(day, Number(hour) * 60 + Number(minute));
	}

	/** Several changes in a burst are fetched once. */
	refresh(afterMs = REFETCH_AFTER_MS): void {
		clearTimeout(this.#waiting);
		this.#waiting = setTimeout(() => void this.#fetch(), this.people === null ? 0 : afterMs);
	}
	/** After a command: what it changed is fetched before it is said to be done. */
	async fetchNow(): Promise<void> {
		clearTimeout(this.#waiting);
		await this.#fetch();
	}
	async #fetch(): Promise<void> {
		const { areaId } = this;
		if (areaId === null) return;
		const turn = ++this.#asked;
		const none = Promise.resolve({ ok: true as const, value: [] });
		const [people, squads, assignments] = await Promise.all([
			peopleOf(areaId),
			this.may('GET /api/squads') ? squadsOf(areaId) : none,
			this.may('GET /api/assignments') ? assignmentsOf(areaId) : none
		]);
		if (turn !== this.#asked) return;
		this.#fetchedAtMs = this.live.board?.serverNowMs() ?? 0;
		const failed = [people, squads, assignments].find((one: Outcome<unknown, PeopleTrouble>) => !one.ok);
		this.trouble = failed && !failed.ok ? failed.problem : null;
		if (people.ok) this.people = people.value;
		if (squads.ok) this.squads = squads.value;
		if (assignments.ok) this.assignments = assignments.value;
		if (this.trouble) this.refresh(RETRY_MS);
	}
}
