/**
 * The lead's room in a real browser: a gap staffed by dragging a person, a sick call answered by a proposal until
 * the phone of who takes over has said that they know and the ledger closes, and two leads who
 * give one seat to two people at once.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '../../src/lib/server/account/password.ts';
import type { RosterBoard } from '../../src/lib/wire/roster-board.ts';
import { startApp, type TestApp } from '../app.ts';
import { sessionOf } from '../two-districts.ts';
import { openBrowser, person } from './browser.ts';

let app: TestApp;
let browser: Browser;
let areaId: number;
let lead: string;
let admin: string;
/** A post that this test alone gives a rule: one person of the community, on one day of the week that is tomorrow's. */
let post: { id: number; code: string };
let tomorrow: string;
/** People who may sit there tomorrow. */
let able: { id: number; name: string }[];

const PASSWORD = 'wangge-demo';
const WEEKDAYS = '日一二三四五六';
/** A busy machine may take this long to do what is asked of it. */
const PATIENT = { timeout: 60_000 } as const;
const SIZE = { width: 1600, height: 900, theme: 'light' } as const;

const ask = async <T>(cookie: string, method: string, path: string, body?: unknown): Promise<T> => {
	const answer = await app.fetch(path, {
		method,
		headers: { cookie, origin: app.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
		...(body === undefined ? {} : { body: JSON.stringify(body) })
	});
	expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
	return (await answer.json().catch(() => null)) as T;
};
const roster = (): Promise<RosterBoard> => ask(lead, 'GET', `/api/areas/${areaId}/roster?days=3`);
const sits = async (): Promise<number | null> => (await roster()).duties.find((duty) => duty.seat === seatId())?.personId ?? null;
const seatId = (): string => `${post.code}/community/${tomorrow}T07:00/1`;

beforeAll(async () => {
	app = await startApp({ demo: true });
	browser = await openBrowser();
	[lead, admin] = await Promise.all([app.signIn('lead', PASSWORD), app.signIn('admin', PASSWORD)]);
	const { areas } = await ask<{ areas: { id: number; depth: number }[] }>(lead, 'GET', '/api/areas');
	// A community: a dozen posts and two dozen people.
	areaId = areas.reduce((deepest, area) => (area.depth > deepest.depth ? area : deepest)).id;
	const board = await roster();
	tomorrow = new Date(Date.parse(`${board.from}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
	const found = board.posts.find(({ kind }) => kind === 'dissuasion') ?? board.posts[0]!;
	post = { id: found.id, code: found.code };
	await ask(admin, 'PATCH', `/api/posts/${post.id}`, { shifts: ['day'] });
	await ask(admin, 'PUT', `/api/posts/${post.id}/rules`, {
		from: tomorrow,
		needs: `周${WEEKDAYS[new Date(`${tomorrow}T00:00:00Z`).getUTCDay()]} 07:00–19:00 社区 1`
	});
	const now = await roster();
	const busy = new Set(now.duties.map(({ personId }) => personId));
	able = now.people.filter(
		({ id, role, leave, hours }) => role === 'grid-worker' && leave.length === 0 && hours.length === 0 && !busy.has(id)
	);
	for (const duty of now.duties.filter(({ seat }) => seat === seatId()))
		await ask(admin, 'PUT', `/api/areas/${areaId}/roster`, {
			...{ from: tomorrow, days: 1, reason: 'empty' },
			changes: [{ seat: duty.seat, before: duty.personId, after: null }]
		});
	expect(able.length).toBeGreaterThan(3);
});
// What a failed test left open would weigh on the next.
afterEach(async () => {
	for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});

const seat = (page: Page) => page.locator(`[data-seat="${seatId()}"]`);
async function open(page: Page): Promise<void> {
	await page.goto(`/duty?area=${areaId}`);
	await page.locator('.live-status.live').waitFor(PATIENT);
	await page.locator(`[data-post="${post.id}"]`).scrollIntoViewIfNeeded(PATIENT);
	await seat(page).waitFor(PATIENT);
}
/** Finds the person in the list, and drags them onto the seat. */
async function drag(page: Page, who: { id: number; name: string }): Promise<void> {
	await page.locator('.people input[type="search"]').fill(who.name);
	const row = page.locator(`[data-person="${who.id}"]`);
	await row.waitFor(PATIENT);
	await seat(page).evaluate((one) => one.scrollIntoView({ block: 'center', inline: 'center' }));
	// While the page still settles, a hand may grasp beside the row.
	await expect
		.poll(async () => {
			await page.mouse.up();
			const from = (await row.boundingBox())!;
			await page.mouse.move(from.x + 30, from.y + from.height / 2);
			await page.mouse.down();
			await page.mouse.move(from.x + 50, from.y - 10, { steps: 3 });
			return page.locator('.hand').count();
		}, PATIENT)
		.toBe(1);
	await expect
		.poll(async () => {
			const to = (await seat(page).boundingBox())!;
			await page.mouse.move(to.x + to.width / 2 + 2, to.y + to.height / 2);
			await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2);
			return (await page.locator('.hand').allInnerTexts()).join();
		}, PATIENT)
		.toContain(post.code);
	await page.mouse.up();
	await expect.poll(() => seat(page).innerText(), PATIENT).toContain(who.name);
}
async function publish(page: Page): Promise<void> {
	await page
		.locator('.bar')
		.getByRole('button', { name: /^发布值班表/ })
		.click();
	await page.getByRole('dialog').getByRole('button', { name: /发布/ }).click();
}
interface SeatGap {
	readonly id: number;
	readonly kind: string;
	readonly subject: { readonly kind: string; readonly ids: readonly number[] };
}
const gapsOfPost = async (): Promise<readonly SeatGap[]> =>
	(await ask<{ gaps: readonly SeatGap[] }>(lead, 'GET', `/api/gaps?area=${areaId}`)).gaps.filter(
		({ kind, subject }) => kind === 'seat-unplanned' && subject.kind === 'post' && subject.ids.includes(post.id)
	);
/** A session of the account by which somebody is on their phone. */
async function phoneOf(personId: number): Promise<string> {
	const username = `phone-${personId}`;
	const { id: grantArea } = await app.db.selectFrom('area').where('parent_id', 'is', null).select('id').executeTakeFirstOrThrow();
	await app.db
		.insertInto('account')
		.values({ id: username, username, name: username, password_hash: await hashPassword(PASSWORD) })
		.execute();
	await app.db.insertInto('account_grant').values({ user_id: username, role: 'worker', area_id: grantArea, person_id: personId }).execute();
	return await sessionOf(app.db, username);
}

test('a lead staffs a gap by dragging a person, and it is theirs alone until it is published', async () => {
	const { page, errors } = await person(browser, app.url, { cookie: lead, ...SIZE });
	await open(page);
	expect(await seat(page).getAttribute('class')).toContain('ahead');
	await drag(page, able[0]!);
	expect(await sits()).toBeNull();

	// Undone, redone, and there after a reload.
	await page.keyboard.press('Control+z');
	await expect.poll(() => seat(page).getAttribute('class'), PATIENT).toContain('ahead');
	await page.keyboard.press('Control+Shift+z');
	await page.reload();
	await page.locator(`[data-post="${post.id}"]`).scrollIntoViewIfNeeded(PATIENT);
	await expect.poll(() => seat(page).innerText(), PATIENT).toContain(able[0]!.name);

	await publish(page);
	await expect.poll(sits, PATIENT).toBe(able[0]!.id);
	await expect
		.poll(
			() =>
				page
					.locator('.bar')
					.getByRole('button', { name: /^发布值班表/ })
					.isDisabled(),
			PATIENT
		)
		.toBe(true);
	expect(errors).toEqual([]);
});

test('somebody calls in sick: a proposal is taken, the phone of who takes over changes and says so to the lead, and the gap closes on an open desk', async () => {
	const { page, errors } = await person(browser, app.url, { cookie: lead, ...SIZE });
	await open(page);
	const sick = able[0]!;
	await page.locator('.people input[type="search"]').fill(sick.name);
	const row = page.locator(`[data-person="${sick.id}"]`);
	await row.hover(PATIENT);
	await row.getByRole('button', { name: /请假/ }).click(PATIENT);
	const dialog = page.getByRole('dialog');
	await dialog.getByText('会空出').waitFor(PATIENT);
	await dialog.getByRole('button', { name: '登记' }).click();
	await expect.poll(gapsOfPost, PATIENT).toHaveLength(1);

	// Somebody else watches the ledger.
	const [gap] = await gapsOfPost();
	const desk = await person(browser, app.url, { cookie: admin, ...SIZE });
	await desk.page.goto(`/?area=${areaId}&sel=gap:${gap!.id}`);
	await desk.page.locator('.tab', { hasText: 'D3' }).first().click(PATIENT);
	const watched = desk.page.locator('.row.here:not(.gone)');
	await watched.first().waitFor(PATIENT);

	// The way to close it is asked for by itself; whoever is named in it has a phone in hand.
	const option = page.locator('.proposals [role="radio"]:not([disabled])').first();
	await option.click(PATIENT);
	const named = await option.locator('.change', { hasText: post.code }).first().locator('b').innerText();
	const taker = (await roster()).people.find(({ name }) => name === named)!;
	const phone = await person(browser, app.url, { cookie: await phoneOf(taker.id), width: 390, height: 844, theme: 'light' });
	await phone.page.goto('/field#shifts');
	await phone.page.getByText('我的班次').first().waitFor(PATIENT);
	const given = phone.page.locator('article', { hasText: post.code }).filter({ hasText: '07:00–19:00' });
	expect(await given.count()).toBe(0);

	await page.locator('.proposals').getByRole('button', { name: /^采用/ }).click(PATIENT);
	await expect.poll(sits, PATIENT).toBe(taker.id);
	await expect.poll(gapsOfPost, PATIENT).toHaveLength(0);
	await expect.poll(() => watched.count(), PATIENT).toBe(0);
	await expect.poll(() => seat(page).getAttribute('class'), PATIENT).toContain('planned');

	// Told, and not yet known: it can still be taken back. The phone shows it by itself.
	const takeBack = page.getByRole('button', { name: '撤回' });
	await takeBack.waitFor(PATIENT);
	await given.waitFor(PATIENT);
	await given.getByRole('button', { name: '确认知道' }).click(PATIENT);
	await given.getByText('已确认').waitFor(PATIENT);
	// The lead sees that, and it is too late to take it back.
	await expect.poll(() => takeBack.count(), PATIENT).toBe(0);
	await seat(page).click(PATIENT);
	await page
		.locator('.rota-card')
		.getByText(/本人 .*确认/)
		.waitFor(PATIENT);
	expect([...errors, ...desk.errors, ...phone.errors]).toEqual([]);
});

test('two leads give one seat to two people: one is first, the other is told who it was and loses nothing', async () => {
	const [a, b] = [await person(browser, app.url, { cookie: lead, ...SIZE }), await person(browser, app.url, { cookie: admin, ...SIZE })];
	const now = await sits();
	const [one, other] = able.slice(1).filter(({ id }) => id !== now) as [(typeof able)[number], (typeof able)[number]];
	await open(a.page);
	await open(b.page);
	await drag(a.page, one);
	await drag(b.page, other);
	await publish(a.page);
	await expect.poll(sits, PATIENT).toBe(one.id);

	const told = b.page.locator('.notice', { hasText: one.name });
	await told.waitFor(PATIENT);
	expect(await told.innerText()).toMatch(/演示·带队/);
	expect(await seat(b.page).innerText()).toContain(other.name);
	await told.getByRole('button', { name: '仍用我的' }).click();
	await publish(b.page);
	await expect.poll(sits, PATIENT).toBe(other.id);
	// The first sees it without asking.
	await expect.poll(() => seat(a.page).innerText(), PATIENT).toContain(other.name);
	expect([...a.errors, ...b.errors]).toEqual([]);
});
