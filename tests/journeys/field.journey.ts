/** The phone in the field, in a real browser: a shift without a signal that loses and doubles nothing, and a change of the roster that is heard. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FieldDay } from '#lib/wire/field.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';
import { startApp, type TestApp } from '../app.ts';
import { at } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { openBrowser, person } from './browser.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PHONE = { width: 390, height: 844, theme: 'light' } as const;
/** A busy machine may take this long to do what is asked of it. */
const PATIENT = { timeout: 60_000 } as const;

let app: TestApp;
let browser: Browser;
let folder: string;
let clockFile: string;
let walkerId: number;
let k01: number;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'gk-clock-'));
	clockFile = join(folder, 'ahead');
	const standIn = fileURLToPath(new URL('clock-stand-in.ts', import.meta.url));
	app = await startApp({
		prepare: async (db) => {
			await fillTwoDistricts(db);
			await sql`insert into post_rule (post_id, from_day, needs) select id, '2026-01-01', '24 h community 1' from post`.execute(db);
		},
		env: { NODE_OPTIONS: `--import=${standIn}`, CLOCK_AHEAD_FILE: clockFile }
	});
	walkerId = (await app.db.selectFrom('person').where('source_id', '=', 'w-1-0').orderBy('id').select('id').executeTakeFirstOrThrow()).id;
	k01 = (await app.db.selectFrom('post').where('code', '=', 'K01').orderBy('id').select('id').executeTakeFirstOrThrow()).id;
	browser = await openBrowser();
});
// What a failed test left open would weigh on the next.
afterEach(async () => {
	for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
	await rm(folder, { recursive: true, force: true });
});

const badge = (page: Page): Promise<string> =>
	page
		.locator('nav .badge')
		.innerText({ timeout: 500 })
		.catch(() => '0');
/** Where the phone last was, as it keeps it: alone, or cut already into a track that waits to be sent. */
const lastFix = (page: Page): Promise<readonly number[]> =>
	page.evaluate(
		() =>
			new Promise<number[]>((found) => {
				type Kept = { lng: number; lat: number; atMs: number };
				const opening = indexedDB.open('gridkeeper-field');
				opening.onsuccess = () => {
					const transaction = opening.result.transaction(['fixes', 'waiting']);
					const alone = transaction.objectStore('fixes').getAll() as IDBRequest<{ fix: Kept }[]>;
					const waiting = transaction.objectStore('waiting').getAll() as IDBRequest<{ record: { kind: string; fixes?: Kept[] } }[]>;
					transaction.oncomplete = () => {
						opening.result.close();
						const all = [...alone.result.map(({ fix }) => fix), ...waiting.result.flatMap(({ record }) => record.fixes ?? [])];
						const last = all.sort((a, b) => a.atMs - b.atMs).at(-1);
						found(last ? [last.lng, last.lat] : []);
					};
				};
			})
	);
/** Until the phone can open the page by itself: what it is made of lies there. */
const keptForLater = (page: Page): Promise<void> =>
	expect.poll(() => page.evaluate(async () => (await caches.match('/field')) !== undefined), PATIENT).toBe(true);
const day = async (cookie: string): Promise<FieldDay> =>
	(await (await app.fetch('/api/field/day', { headers: { cookie } })).json()) as FieldDay;

test('a shift without a signal: checked in, five buildings seen, the page closed, and an hour later the server has all of it once with its own times', async () => {
	const cookie = await sessionOf(app.db, 'walker');
	const startMs = Date.now() - 30 * MINUTE_MS;
	await sql`
		insert into seat_duty (district_id, post_id, seat, role, person_id, starts_at, ends_at)
		select district_id, id, 'K01/community/today/1', 'community', ${walkerId}, ${new Date(startMs)}, ${new Date(startMs + 6 * HOUR_MS)}
		from post where id = ${k01}`.execute(app.db);
	const { page, context, errors } = await person(browser, app.url, { cookie, ...PHONE });
	await context.grantPermissions(['geolocation'], { origin: app.url });
	const stand = async (eastM: number, northM: number): Promise<void> => {
		const [longitude, latitude] = at(eastM, northM);
		await context.setGeolocation({ longitude, latitude, accuracy: 8 });
	};
	await stand(2, 205);
	await page.clock.install({ time: Date.now() });
	await page.goto('/field');
	await page.getByRole('button', { name: '开始上班' }).waitFor(PATIENT);
	await keptForLater(page);
	const beganMs = Date.now();
	await page.getByRole('button', { name: '开始上班' }).click();
	await page.getByRole('button', { name: '轨迹记录中' }).waitFor(PATIENT);
	await expect.poll(() => badge(page), PATIENT).toBe('0');
	await expect
		.poll(() => app.db.selectFrom('field_record').select('kind').execute(), PATIENT)
		.toEqual(expect.arrayContaining([{ kind: 'shift-started' }]));

	// No signal from here on.
	await context.setOffline(true);
	await page.getByText('离线', { exact: true }).first().waitFor(PATIENT);
	await page.getByRole('button', { name: '签到' }).click();
	await page.getByRole('heading', { name: 'K01' }).waitFor(PATIENT);
	await page.getByRole('button', { name: '用定位签到' }).click();
	await page.getByText('已在 K01 签到').waitFor(PATIENT);

	await page.getByRole('button', { name: '任务' }).click();
	const seen: string[] = [];
	for (let n = 0; n < 5; n++) {
		const next = await page.locator('.next .name').innerText();
		const i = Number(/(\d)号楼/.exec(next)?.[1]) - 1;
		// Nobody flies from one to the next.
		await page.clock.fastForward(3 * MINUTE_MS);
		const [eastM, northM] = [30 + (i % 4) * 40, 200 + (i < 4 ? 46 : 126)];
		await stand(eastM, northM);
		await expect.poll(() => lastFix(page), PATIENT).toEqual([...at(eastM, northM)]);
		await page.getByRole('button', { name: '到了，记录' }).click();
		await page.getByRole('button', { name: '看过，正常' }).click();
		seen.push(`b-1-0-${i}`);
		await expect.poll(() => page.locator('.next .name').innerText(), PATIENT).not.toBe(next);
	}
	expect(new Set(seen).size).toBe(5);
	const endedMs = await page.evaluate(() => Date.now());
	await page.getByRole('button', { name: /^我的/ }).click();
	await page.getByRole('button', { name: /待发送/ }).click();
	await page.getByText('已存本机，联网后按原时间入账').waitFor(PATIENT);
	expect(await page.locator('.row').filter({ hasText: '走访' }).count()).toBe(5);
	// Nothing of it is on the server.
	expect(await app.db.selectFrom('field_record').where('kind', 'in', ['visit', 'check-in']).select('id').execute()).toEqual([]);
	expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED/.test(error))).toEqual([]);
	await page.close();

	// An hour passes, for the phone and for the server. Opened without a signal, the phone still has it all.
	await writeFile(clockFile, String(HOUR_MS));
	await app.pause();
	await stand(2, 205);
	const later = await context.newPage();
	await later.clock.install({ time: Date.now() + HOUR_MS });
	await later.goto('/field#waiting');
	await later.getByText('已存本机，联网后按原时间入账').waitFor(PATIENT);
	expect(await later.locator('.row').filter({ hasText: '走访' }).count()).toBe(5);

	await app.resume();
	await context.setOffline(false);
	await later.getByText('没有待发的记录').waitFor({ timeout: 60_000 });
	await expect.poll(() => badge(later), PATIENT).toBe('0');

	const kept = await app.db
		.selectFrom('field_record')
		.leftJoin('building', 'building.id', 'field_record.building_id')
		.where('field_record.person_id', '=', walkerId)
		.where('field_record.kind', '!=', 'track')
		.orderBy('field_record.at')
		.select(['field_record.kind', 'field_record.at', 'field_record.received_at', 'building.source_id'])
		.execute();
	expect(kept.map(({ kind }) => kind)).toEqual(['shift-started', 'check-in', 'visit', 'visit', 'visit', 'visit', 'visit']);
	expect(kept.flatMap(({ source_id }) => source_id ?? [])).toEqual(seen);
	for (const { kind, at: done, received_at: received } of kept) {
		expect(done.getTime()).toBeGreaterThanOrEqual(beganMs - 1_000);
		expect(done.getTime()).toBeLessThanOrEqual(endedMs + 1_000);
		if (kind !== 'shift-started') expect(received.getTime() - done.getTime()).toBeGreaterThan(HOUR_MS / 2);
	}
	const checkIns = await app.db.selectFrom('check_in').where('person_id', '=', walkerId).select(['post_id', 'at', 'proof']).execute();
	expect(checkIns).toMatchObject([{ post_id: k01, proof: 'position' }]);
	expect(checkIns[0]!.at.getTime()).toBeLessThanOrEqual(endedMs + 1_000);

	// The buildings count as seen when they were, an hour ago, and not when it was told.
	await expect
		.poll(
			async () => {
				const told = await day(await sessionOf(app.db, 'walker'));
				const byId = new Map(told.grids.flatMap((grid) => grid.buildings.map(({ id, seenAtMs }) => [id, seenAtMs])));
				const rows = await app.db.selectFrom('building').where('source_id', 'in', seen).orderBy('id').select(['id', 'source_id']).execute();
				return rows
					.filter(({ id }) => byId.has(id))
					.map(({ id, source_id }) => {
						const seenAtMs = byId.get(id) ?? 0;
						return `${source_id} ${seenAtMs >= beganMs - 1_000 && seenAtMs <= endedMs + 1_000 ? 'then' : String(seenAtMs)}`;
					});
			},
			{ timeout: 60_000 }
		)
		.toEqual([...seen].sort().map((source) => `${source} then`));
});

test('a lead gives somebody a seat: the phone in hand shows it, and its owner says that they know', async () => {
	await app.db.deleteFrom('seat_duty').execute();
	const [walker, lead] = [await sessionOf(app.db, 'walker'), await sessionOf(app.db, 'lead')];
	const { page } = await person(browser, app.url, { cookie: walker, ...PHONE });
	await page.clock.install({ time: Date.now() + HOUR_MS });
	await page.goto('/field#shifts');
	await page.getByText('七天内没有排班').waitFor(PATIENT);

	const area = (await day(walker)).districtId;
	const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
		app.fetch(path, {
			method,
			headers: { cookie: lead, origin: app.url, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
	const board = (await (await ask('GET', `/api/areas/${area}/roster?days=3`)).json()) as RosterBoard;
	const tomorrow = new Date(Date.parse(`${board.from}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
	const seat = `K01/community/${tomorrow}T07:00/1`;
	const answer = await ask('PUT', `/api/areas/${area}/roster`, {
		from: board.from,
		days: board.days,
		changes: [{ seat, before: null, after: walkerId }],
		reason: ''
	});
	expect(answer.status, await answer.text()).toBe(200);

	await page.getByText('07:00–15:00').waitFor(PATIENT);
	await page.getByRole('button', { name: '确认知道' }).click();
	await page.getByText('已确认').waitFor(PATIENT);
	const duty = await app.db.selectFrom('seat_duty').where('person_id', '=', walkerId).select('confirmed_at').executeTakeFirstOrThrow();
	expect(duty.confirmed_at).not.toBeNull();
});

test('another account signs in on the same phone: what the first one did is never sent under the other name, and is sent when the first is back', async () => {
	const [walker, lead] = [await sessionOf(app.db, 'walker'), await sessionOf(app.db, 'lead')];
	const { page, context } = await person(browser, app.url, { cookie: walker, ...PHONE });
	const signedInAs = (cookie: string): Promise<void> =>
		context.addCookies([{ name: 'gk-session', value: cookie.split('=')[1] ?? '', url: app.url }]);
	const reports = () => app.db.selectFrom('field_record').where('kind', '=', 'report').select(['person_id', 'body']).execute();
	await page.goto('/field#report');
	await page.getByText('消防隐患').waitFor(PATIENT);
	// An answer that is on its way when the signal goes does not make the phone believe in a signal.
	const { promise: signalGone, resolve: letAnswer } = Promise.withResolvers<null>();
	const answered = page.waitForResponse('**/api/field/day');
	await page.route(
		'**/api/field/day',
		async (route) => {
			const response = await route.fetch();
			await signalGone;
			await route.fulfill({ response });
		},
		{ times: 1 }
	);
	const asked = page.waitForRequest('**/api/field/day');
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await asked;
	await context.setOffline(true);
	letAnswer(null);
	await (await answered).finished();
	await page.getByText('消防隐患').click();
	await page.getByRole('textbox').fill('楼道堵了');
	await page.locator('.foot button').click();
	await page.getByText('已存，联网后发送').waitFor(PATIENT);
	await signedInAs(lead);
	await context.setOffline(false);
	await page.getByText('这台手机上登录了另一个账号', { exact: false }).waitFor(PATIENT);
	expect(await reports()).toEqual([]);

	// The other one's own page: no person of the roll, nothing of theirs waits, and they are told whose does.
	await page.goto('/field#waiting');
	await page.reload();
	await page.getByText('这台手机上还有别人的 1 条待发记录', { exact: false }).waitFor(PATIENT);
	await page.getByText('没有待发的记录').waitFor(PATIENT);
	await page.getByRole('button', { name: '任务' }).click();
	await page.getByText('没有对应的人员', { exact: false }).waitFor(PATIENT);
	expect(await reports()).toEqual([]);

	await signedInAs(walker);
	await page.reload();
	await expect.poll(reports, PATIENT).toMatchObject([{ person_id: walkerId, body: { what: 'fire', words: '楼道堵了' } }]);
});
