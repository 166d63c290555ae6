/** A phone hears of its own person's roster and of nobody else's, without any picture of the district. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonId } from '#lib/duty/post.ts';
import { identity, openLiveServer, type LiveServer } from './live-server.ts';
import { until, watch, type Watcher } from './watcher.ts';

let server: LiveServer;
const people: PersonId[] = [];
const lines: Watcher[] = [];
beforeAll(async () => {
	server = await openLiveServer();
	for (const { id } of await server.database.db.selectFrom('person').select('id').orderBy('id').limit(2).execute())
		people.push(id as PersonId);
	for (const [i, personId] of people.entries()) {
		const account = identity(`phone ${i}`, server.districtId, 'worker');
		server.accounts.set(account.username, { ...account, grants: [{ role: 'worker', areaId: server.districtId, personId }] });
	}
	server.accounts.set('desk', identity('desk', server.districtId));
});
afterAll(async () => {
	for (const line of lines) line.close();
	await server?.close();
});

async function listen(username: string): Promise<{ readonly ok: boolean; readonly told: () => number }> {
	const line = watch(server.url, username);
	lines.push(line);
	let told = 0;
	line.socket.on('own-changed', () => told++);
	const { ok } = (await line.socket.timeout(10_000).emitWithAck('hear-own')) as { ok: boolean };
	return { ok, told: () => told };
}
const change = (changed: readonly PersonId[]): Promise<unknown> =>
	server
		.live()
		.district(server.districtId)!
		.change(async () => [
			{
				kind: 'roster-changed',
				areaIds: [server.districtId],
				body: { posts: [], people: changed, fromMs: server.nowMs(), untilMs: server.nowMs() + 3_600_000, byName: null }
			}
		]);

test('whose roster changed is told, once each time; another phone and a desk are not', async () => {
	const [first, second] = [await listen('phone 0'), await listen('phone 1')];
	const desk = await listen('desk');
	expect([first.ok, second.ok, desk.ok]).toEqual([true, true, false]);
	await change([people[0]!]);
	await until('the first is told', () => first.told() === 1);
	await change([people[0]!, people[1]!]);
	await until('both are told', () => first.told() === 2 && second.told() === 1);
	expect(desk.told()).toBe(0);
});

test('what is no call leaves the line as it was', async () => {
	const line = watch(server.url, 'phone 0');
	lines.push(line);
	await until('connected', () => line.socket.connected);
	line.socket.emit('hear-own');
	line.socket.emit('hear-own', 'not a reply', 7);
	expect(await line.socket.timeout(10_000).emitWithAck('hear-own')).toEqual({ ok: true });
});
