/** The subjects that can be assigned, as a list reads them: who is primary and backup now, who follows, and what is lacking. */
import type { PaintableKind } from '#lib/board/people/assigning.svelte.ts';
import { keyOf, type PeopleRoom } from '#lib/board/people/people-room.svelte.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { Gap } from '#lib/ledger/gap.ts';
import type { Assignment } from '#lib/wire/duty.ts';

export interface SubjectRow {
	readonly key: string;
	readonly subject: DutySubject;
	readonly name: string;
	/** The community it lies in, or what else says where it is. */
	readonly where: string;
	/** That hold now, primaries first. */
	readonly holding: readonly Assignment[];
	/** That will. */
	readonly later: readonly Assignment[];
	readonly gap: Gap | null;
}

/** What can be listed without being searched for. */
const MOST_BUILDINGS = 200;

export interface RowsAsked {
	readonly kind: PaintableKind;
	readonly text: string;
	readonly onlyGaps: boolean;
}

/** Gaps first where only they are asked for, else in the order of the picture. */
export function subjectRows(room: PeopleRoom, gaps: ReadonlyMap<string, Gap>, { kind, text, onlyGaps }: RowsAsked): SubjectRow[] {
	const { picture, slowMs: nowMs } = room;
	if (!picture) return [];
	const wanted = text.trim().toLowerCase();
	const areaName = new Map(picture.areas.map(({ id, name }) => [id, name]));
	const gridOf = new Map(picture.grids.map((grid) => [grid.id, grid]));
	const row = (id: number, name: string, where: string): SubjectRow => {
		const subject: DutySubject = { kind, id };
		const key = keyOf(subject);
		const own = room.bySubject.get(key) ?? [];
		return {
			...{ key, subject, name, where },
			holding: own.filter(({ fromMs }) => fromMs <= nowMs),
			later: own.filter(({ fromMs }) => fromMs > nowMs),
			gap: gaps.get(key) ?? null
		};
	};
	const found = ((): SubjectRow[] => {
		switch (kind) {
			case 'grid':
				return picture.grids.map((grid) => row(grid.id, grid.name, areaName.get(grid.areaId) ?? grid.code));
			case 'post':
				return picture.posts.map((post) =>
					row(post.id, room.subjectName({ kind, id: post.id }), (post.gridId !== null && gridOf.get(post.gridId)?.name) || '')
				);
			case 'compound':
				return picture.compounds.map(({ id, name, propertyCompany }) => row(id, name, propertyCompany ?? ''));
			case 'building':
				return buildings(room, gaps, wanted).map(({ id, name, gridId }) => row(id, name, gridOf.get(gridId)?.name ?? ''));
		}
	})();
	return found.filter(
		(one) =>
			(!onlyGaps || one.gap !== null) &&
			(wanted === '' ||
				one.name.toLowerCase().includes(wanted) ||
				one.where.toLowerCase().includes(wanted) ||
				[...one.holding, ...one.later].some(({ person }) => person.name.toLowerCase().includes(wanted)))
	);
}

/** Tens of thousands of buildings are no list: those with somebody named, those that lack somebody, and those that are searched for. */
function buildings(room: PeopleRoom, gaps: ReadonlyMap<string, Gap>, wanted: string) {
	const { board } = room.live;
	if (!board) return [];
	const { footprints } = board;
	const found: { id: number; name: string; gridId: never }[] = [];
	for (let at = 0; at < footprints.count && found.length < MOST_BUILDINGS; at++) {
		const id = footprints.id[at] ?? 0;
		const name = footprints.names[at] ?? '';
		const key = `building/${id}`;
		if (room.bySubject.has(key) || gaps.has(key) || (wanted !== '' && name.toLowerCase().includes(wanted)))
			found.push({ id, name, gridId: (footprints.gridId[at] ?? -1) as never });
	}
	return found;
}

/** D2 gaps by the subject they are of. */
export function gapsBySubject(gaps: Iterable<Gap>): ReadonlyMap<string, Gap> {
	const found = new Map<string, Gap>();
	for (const gap of gaps) if (gap.dimension === 'D2') for (const id of gap.subject.ids) found.set(`${gap.subject.kind}/${id}`, gap);
	return found;
}

/** What a gap of responsibility asks for. */
export const dutyLacking = (gap: Gap): 'primary' | 'backup' => (gap.kind === 'no-backup' ? 'backup' : 'primary');
