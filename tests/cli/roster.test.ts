import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rosterSchemas } from '#cli/roster-schemas.ts';
import { judgeRoster } from '#lib/duty/roster/judge-roster.ts';
import type { ProblemFile } from '#lib/duty/roster/problem-file.ts';
import type { RosterFile } from '#lib/wire/roster-schema.ts';
import { problemOf, small } from '../duty/roster/cases.ts';
import { type Folder, runCli, temporaryFolder } from './run-cli.ts';

const TEAM = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: `Person ${id}`, roles: ['cadre'] }));
let folder: Folder;
beforeAll(async () => {
	folder = await temporaryFolder();
});
afterAll(() => folder.remove());

async function run(file: unknown, ...more: string[]) {
	const input = await folder.write('problem.json', file);
	const out = await folder.write('roster.json', '');
	const ran = await runCli(['roster', '--in', input, '--out', out, ...more]);
	const text = await readFile(out, 'utf8');
	return { ...ran, out: ran.out, roster: text === '' ? null : (JSON.parse(text) as RosterFile), path: out };
}
const held = (roster: RosterFile | null) => ({
	assignments: roster!.seats.flatMap(({ seat, person }) => (person === null ? [] : [{ seatId: seat, personId: person }]))
});

describe('roster, as a person runs it', () => {
	it('fills a week of one post with four people: status 0, legal, proven', async () => {
		const file = small(TEAM, { days: 7 });
		const { status, out, roster } = await run(file);
		expect(status).toBe(0);
		expect(out).toContain('21 covered, 0 empty');
		expect(out).toContain('proven optimal');
		expect(judgeRoster(problemOf(file), held(roster))).toEqual([]);
		expect(roster!.seats[0]).toMatchObject({ start: '2026-11-23T07:00+08:00', end: '2026-11-23T15:00+08:00', shift: 'morning' });
	});

	it('lists the gaps by role and hour and counts the people missing: status 2', async () => {
		const { status, out, roster } = await run(small(TEAM.slice(0, 2), { days: 1 }));
		expect(status).toBe(2);
		expect(out).toContain('2 covered, 1 empty');
		expect(out).toMatch(/2026-11-23 \d\d:00–\d\d:00 community: 1 short \(K1\)/);
		expect(out).toContain('1 more community would fill the 1 empty seats (8 h), proven least');
		expect(roster!.cure).toMatchObject([{ role: 'community', people: 1, atLeast: 1 }]);
	});

	it('repairs with the fewest changes after somebody falls ill', async () => {
		const file: ProblemFile = small(TEAM, { days: 7 });
		const { path, roster } = await run(file);
		const previous = await folder.write('previous.json', await readFile(path, 'utf8'));
		const gone = roster!.seats.filter(({ person, end }) => person === 'b' && end > '2026-11-28T00:00').length;
		const ill = {
			...file,
			people: [
				...TEAM.map((p) => (p.id === 'b' ? { ...p, leave: [{ from: '2026-11-28', through: '2026-11-30' }] } : p)),
				{ id: 'e', roles: ['cadre'] }
			]
		};
		const after = await run(ill, '--repair', previous, '--settled', '2026-11-27T12:00');
		expect(after.status).toBe(0);
		expect(gone).toBeGreaterThan(0);
		expect(after.roster!.changed).toHaveLength(gone);
		expect(judgeRoster(problemOf(ill), held(after.roster))).toEqual([]);
		expect((await run({ ...file, from: '2027-01-01' }, '--repair', previous)).err).toContain('is the roster of another time');
	});

	it.each<[string, unknown, string]>([
		['text that is not JSON', '{"format": "x",\n "days": 7,,}', 'problem.json: not JSON at byte 27 (line 2, column 12)'],
		['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff]), 'byte 2 is not UTF-8'],
		['a field that is not known', { ...small(TEAM), dayz: 3 }, 'problem.json: dayz: there is no such field'],
		['a field that is missing', { ...small(TEAM), posts: undefined }, 'posts: it is missing'],
		['a number that is none', { ...small(TEAM), days: 'two' }, 'days: found "two", wanted number'],
		['a number out of bounds', { ...small(TEAM), days: 400 }, 'days: found 400, wanted <=31'],
		['ids twice', small([...TEAM, TEAM[0]!]), 'people[4].id: the id a is used twice'],
		['a date that does not exist', small(TEAM, { from: '2026-02-29' }), 'from: there is no day "2026-02-29"'],
		[
			'an hour that the clocks jump over',
			small([{ id: 'a', roles: ['cadre'], leave: [{ from: '2026-03-29T02:30', until: '2026-03-29T12:00' }] }], {
				zone: 'Europe/Berlin',
				from: '2026-03-28'
			}),
			'people[0].leave[0].from: the clocks of Europe/Berlin jump over 2026-03-29T02:30'
		],
		[
			'leave that ends before it begins',
			small([{ id: 'a', roles: ['cadre'], leave: [{ from: '2026-11-25', through: '2026-11-23' }] }]),
			'people[0].leave[0]: it ends (2026-11-23) no later'
		],
		[
			'shifts that overlap',
			small(TEAM, {
				shifts: [
					{ id: 'x', hours: '22:00–07:00' },
					{ id: 'y', hours: '06:00–14:00' }
				]
			}),
			'shifts: the shifts x and y overlap'
		],
		[
			'a rule that cannot be read',
			small(TEAM, { posts: [{ id: 'K', needs: [{ from: '2026-11-01', needs: '24 h wizards 2' }] }] }),
			'posts[0].needs[0].needs: there is no role called "wizards"'
		],
		[
			'two versions from one day',
			small(TEAM, { posts: [{ id: 'K', needs: ['a', 'b'].map(() => ({ from: '2026-11-01', needs: '24 h police 1' })) }] }),
			'posts[0].needs: two versions'
		],
		['a zone that does not exist', small(TEAM, { zone: 'Mars/Base' }), 'zone: there is no time zone "Mars/Base"'],
		['more days off than days', small(TEAM, { rules: { daysOffInWindow: 8 } }), 'rules.daysOffInWindow: 7 days cannot hold 8 days off'],
		[
			'settled seats that break a rule',
			small(TEAM, { locked: ['07:00', '15:00'].map((hour) => ({ seat: `K1/community/2026-11-23T${hour}/1`, person: 'a' })) }),
			'locked[0]: a: 0 h of rest between two shifts; at least 8 h'
		],
		['a role that nothing knows', small([{ id: 'a', roles: ['king'] }]), 'people[0].roles[0]: there is no "king"']
	])('refuses %s, and says where: status 1', async (_, file, sentence) => {
		const { status, err, roster } = await run(file);
		expect(err).toContain(sentence);
		expect(status).toBe(1);
		expect(roster).toBeNull();
	});

	it('says the same in Chinese', async () => {
		const { err } = await run(small(TEAM, { from: '2026-02-29' }), '--lang', 'zh');
		expect(err).toContain('没有“2026-02-29”这一天');
	});

	it('refuses a call that cannot be: status 1', async () => {
		for (const args of [[], ['--in', 'nothing.json', '--out', '/tmp/none.json'], ['--in', 'x', '--out', 'y', '--seconds', '-1'], ['--wat']])
			expect((await runCli(['roster', ...args])).status).toBe(1);
	});
});

it('the schemas in docs are those by which files are judged', async () => {
	for (const [name, text] of Object.entries(rosterSchemas()))
		expect(
			await readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8'),
			`${name}: write it anew with "npm run -s cli -- roster --schemas"`
		).toBe(text);
});
