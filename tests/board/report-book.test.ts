/** What a desk knows of reports from the field, whatever order lists and events arrive in. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Board } from '#lib/board/board.ts';
import { keepReports, type ReportsState } from '#lib/board/keep-reports.ts';
import { inReadingOrder, ReportBook } from '#lib/board/report-book.ts';
import type { FieldReport, ReportKind } from '#lib/wire/field.ts';
import { footprints, PICTURE } from './small-picture.ts';

const report = (id: number, of: Partial<FieldReport> = {}): FieldReport => ({
	id,
	atMs: id * 1000,
	receivedAtMs: id * 1000 + 5,
	what: 'rubbish',
	words: '',
	count: null,
	personName: '网格员',
	gridId: null,
	postId: null,
	at: [118.001, 32.001],
	photos: [],
	closedAtMs: null,
	closedByName: null,
	closeNote: null,
	...of
});
const closed = (id: number): FieldReport => report(id, { closedAtMs: 99_000, closedByName: '组长', closeNote: '已清走' });
const ids = (book: ReportBook): number[] => [...book.open.keys()].sort((a, b) => a - b);

describe('the book of reports', () => {
	it('keeps nothing for whoever never asked', () => {
		const book = new ReportBook();
		book.hear(report(1));
		expect(ids(book)).toEqual([]);
	});
	it('shows a report made while the list was under way, and drops one closed meanwhile', () => {
		const book = new ReportBook();
		const asked = book.ask();
		book.hear(report(3));
		book.hear(closed(1));
		book.take([report(2), report(1)], asked);
		expect(ids(book)).toEqual([2, 3]);
		expect(book.closed.get(1)?.closeNote).toBe('已清走');
	});
	it('drops from a list what was told to be closed while it was under way, though it never knew it', () => {
		const book = new ReportBook();
		const asked = book.ask();
		book.tell(1, 99_000);
		book.take([report(1), report(2)], asked);
		expect(ids(book)).toEqual([2]);
	});
	it('lets go of what a newer list no longer has', () => {
		const book = new ReportBook();
		book.take([report(1), report(2)], book.ask());
		book.take([report(2)], book.ask());
		expect(ids(book)).toEqual([2]);
	});
	it('takes the answer to the last question only', () => {
		const book = new ReportBook();
		const first = book.ask();
		const second = book.ask();
		expect(book.take([report(2)], second)).toBe(true);
		expect(book.take([report(1)], first)).toBe(false);
		expect(ids(book)).toEqual([2]);
	});
	it('ends in what the server holds, wherever the list falls between the events', () => {
		// The server's own story: reports are made, and some closed, one event after another.
		fc.assert(
			fc.property(
				fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
				fc.array(fc.nat(), { maxLength: 12 }),
				fc.nat(),
				fc.nat(),
				(made, closings, read, arrived) => {
					const story: FieldReport[] = made.map((_, i) => report(i + 1));
					for (const at of closings) {
						const id = (at % made.length) + 1;
						if (!story.some((one) => one.id === id && one.closedAtMs !== null)) story.push(closed(id));
					}
					const open = (until: number): FieldReport[] => {
						const now = new Map<number, FieldReport>();
						for (const one of story.slice(0, until))
							if (one.closedAtMs === null) now.set(one.id, one);
							else now.delete(one.id);
						return [...now.values()];
					};
					// Events come in order; the answer, read at one of them, comes at that or a later one.
					const readAt = read % (story.length + 1);
					const comesAt = readAt + (arrived % (story.length - readAt + 1));
					const book = new ReportBook();
					const asked = book.ask();
					story.forEach((one, i) => {
						if (i === comesAt) book.take(open(readAt), asked);
						book.hear(one);
					});
					if (comesAt === story.length) book.take(open(readAt), asked);
					expect(ids(book)).toEqual(
						open(story.length)
							.map(({ id }) => id)
							.sort((a, b) => a - b)
					);
				}
			)
		);
	});
	it('is read with what presses first, then the newest', () => {
		const list = [report(1, { what: 'help' }), report(2), report(3, { what: 'fire' }), report(4, { what: 'other' })];
		expect(inReadingOrder(list).map(({ id }) => id)).toEqual([3, 1, 4, 2]);
	});
});

describe('keeping a board in reports', () => {
	const board = (): Board => new Board(PICTURE, footprints([1, 2]), () => 1_700_000_000_000);
	const settled = async (): Promise<void> => {
		for (let i = 0; i < 5; i++) await Promise.resolve();
	};

	it('fetches them, hears of new ones by event, and fetches again when asked to', async () => {
		const shown = board();
		const states: ReportsState[] = [];
		let answer: readonly FieldReport[] | null = [report(1)];
		const kept = keepReports(
			shown,
			(state) => states.push(state),
			() => Promise.resolve(answer)
		);
		await settled();
		expect([...shown.reports.keys()]).toEqual([1]);
		const before = shown.revisions.reports;
		let seq = 4;
		const told = (reportId: number, closedAtMs: number | null): void =>
			void shown.applyEvents([{ seq: ++seq, atMs: 0, kind: 'report-made', areaIds: [], body: { reportId, closedAtMs } }]);
		answer = [report(1), report(2, { what: 'help' as ReportKind })];
		told(2, null);
		await vi.waitFor(() => expect([...shown.reports.keys()]).toEqual([1, 2]));
		expect(shown.revisions.reports).toBeGreaterThan(before);
		told(1, 99_000);
		expect([...shown.reports.keys()]).toEqual([2]);
		expect(shown.reportBook.closed.get(1)?.closedAtMs).toBe(99_000);
		answer = [report(2)];
		kept.again();
		await settled();
		expect([...shown.reports.keys()]).toEqual([2]);
		expect(states.at(-1)).toBe('known');
		kept.stop();
	});
	it('keeps what it shows and says so where the server does not answer', async () => {
		const shown = board();
		const states: ReportsState[] = [];
		let answer: readonly FieldReport[] | null = [report(1)];
		const kept = keepReports(
			shown,
			(state) => states.push(state),
			() => Promise.resolve(answer)
		);
		await settled();
		answer = null;
		kept.again();
		await settled();
		expect(states.at(-1)).toBe('failed');
		expect([...shown.reports.keys()]).toEqual([1]);
		kept.stop();
	});
});
