import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { rosterCalendar } from '#lib/duty/roster/roster-calendar.ts';
import { rosterCsv } from '#lib/duty/roster/roster-csv.ts';
import { problemOf, small } from './cases.ts';

const NAME = '常府街; 3号, "东口"\\西\n二楼';
const problem = problemOf(
	small([{ id: 'a', name: '=王,航', roles: ['cadre'] }], {
		days: 1,
		posts: [{ id: 'K1', name: NAME, position: [118.8, 32.03], needs: '24 h community 1' }]
	})
);
const roster = { assignments: [{ seatId: 'K1/community/2026-11-23T23:00/1', personId: 'a' }] };
const words = { title: '值班', role: () => '社区' };
const stamp = { madeAtMs: Date.UTC(2026, 10, 22, 1, 2, 3), sequence: 4, host: 'grid.example.cn' };

describe('a person’s calendar', () => {
	const text = rosterCalendar(problem, roster, 'a', words, stamp);
	it('has an event a seat, in universal time, escaped as RFC 5545 asks', () => {
		const lines = text.replaceAll('\r\n ', '').split('\r\n');
		expect(lines).toContain('DTSTART:20261123T150000Z');
		expect(lines).toContain('DTEND:20261123T230000Z');
		expect(lines).toContain('DTSTAMP:20261122T010203Z');
		expect(lines).toContain('SUMMARY:K1 常府街\\; 3号\\, "东口"\\\\西\\n二楼 · 社区');
		expect(lines).toContain('GEO:32.030000;118.800000');
		expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
		expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
	});
	it('folds no line above 75 bytes and cuts no character', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom('网', '🛂', 'a', ';', '\n'), maxLength: 120 }), (title) => {
				const folded = rosterCalendar(problem, roster, 'a', { ...words, title }, stamp);
				for (const line of folded.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
				const name = /X-WR-CALNAME:(.*)\r\nX-WR-T/.exec(folded.replaceAll('\r\n ', ''))?.[1];
				expect(name?.replace(/\\([\\;,n])/g, (_, c: string) => (c === 'n' ? '\n' : c))).toBe(title);
			})
		);
	});
	it('keeps the UID of a seat when the roster is made again', () => {
		const uid = (of: string): string | undefined => /UID:(.*)/.exec(of.replaceAll('\r\n ', ''))?.[1];
		expect(uid(rosterCalendar(problem, roster, 'a', { ...words, title: 'new' }, { ...stamp, madeAtMs: 0, sequence: 5 }))).toBe(uid(text));
	});
});

describe('a roster as CSV', () => {
	it('is read by a spreadsheet as it was: every seat, names with commas, no formula', () => {
		const rows = parse(rosterCsv(problem, roster, 'en'), { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<
			string,
			string
		>[];
		expect(rows).toHaveLength(3);
		expect(rows[2]).toMatchObject({
			post: 'K1',
			'post name': NAME,
			role: 'community',
			shift: 'night',
			start: '2026-11-23 23:00',
			end: '2026-11-24 07:00',
			hours: '8',
			person: 'a',
			name: "'=王,航"
		});
		expect(rows[0]).toMatchObject({ person: '', name: '' });
	});
});
