/**
 * Sees to it that this node takes in every fix that any node stored, once. Nodes tell each other what they commit, which is quick and may get lost; the
 * table is read every few seconds, which is slow and never misses one. A number is read again until no transaction that may hold a lower one is left.
 */
import type { Db } from '#db/open.ts';
import { fixesSince, newestFixSeq, writersUnderWay, type FixOfDistrict } from '../../store/fixes-elsewhere.ts';

export interface FixFollower {
	/** Fixes committed here, or told by another node. @returns those that were not known. */
	take<T extends { readonly seq: number }>(fixes: readonly T[]): readonly T[];
	/** Reads the table. @returns those that nobody told. */
	look(): Promise<readonly FixOfDistrict[]>;
}

const PAGE = 4_000;
/** Numbers before the newest one that may still be under way when a node starts. */
const MARGIN = 5_000;

export function followFixes(db: Db): FixFollower {
	/** Every number up to here is known, or will never be. */
	let floor: number | null = null;
	const known = new Set<number>();
	/** Earlier looks: once all who wrote at that time have ended, everything up to `newest` was seen at a look since. */
	let marks: { readonly newest: number; readonly next: number }[] = [];

	const take = <T extends { readonly seq: number }>(fixes: readonly T[]): readonly T[] =>
		fixes.filter(({ seq }) => {
			if ((floor !== null && seq <= floor) || known.has(seq)) return false;
			known.add(seq);
			return true;
		});

	return {
		take,
		async look() {
			floor ??= Math.max(0, (await newestFixSeq(db)) - MARGIN);
			const { oldest } = await writersUnderWay(db);
			const fresh: FixOfDistrict[] = [];
			let newest = floor;
			for (;;) {
				const page = await fixesSince(db, newest, PAGE);
				fresh.push(...take(page));
				newest = page.at(-1)?.seq ?? newest;
				if (page.length < PAGE) break;
			}
			for (const mark of marks) if (mark.next <= oldest) floor = Math.max(floor, mark.newest);
			marks = marks.filter((mark) => mark.newest > (floor ?? 0));
			for (const seq of known) if (seq <= floor) known.delete(seq);
			const { next } = await writersUnderWay(db);
			if (newest > floor) marks.push({ newest, next });
			return fresh;
		}
	};
}
