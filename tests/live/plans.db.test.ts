/** Plans and drafts live: everybody switches at the moment, and planners see one another. */
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GridCode } from '#lib/plan/border-plan.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { bordersOfPlan } from '#lib/server/actions/plan-borders.ts';
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { reviewDraft } from '#lib/server/actions/review-draft.ts';
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { submitDraft } from '#lib/server/actions/submit-draft.ts';
import { keptGround } from '#lib/server/store/kept-ground.ts';
import { planEntries } from '#lib/server/store/plan-chain.ts';
import type { DraftBody, DraftClientToServer, DraftServerToClient, Presence } from '#lib/wire/drafts.ts';
import type { ClientToServer, DurableEvent, ServerToClient } from '#lib/wire/live.ts';
import { ANN, BEN, GRID, split, value } from '../planner/planned-district.ts';
import { identity, type LiveServer, openLiveServer } from './live-server.ts';
import { until } from './watcher.ts';

type Line = Socket<ServerToClient & DraftServerToClient, ClientToServer & DraftClientToServer>;

let server: LiveServer;
const lines: Line[] = [];
beforeAll(async () => {
	server = await openLiveServer();
	server.accounts.set('ann', identity('ann', server.districtId, 'planner'));
	server.accounts.set('ben', identity('ben', server.districtId, 'planner'));
	server.accounts.set('wall', identity('wall', server.districtId, 'viewer'));
	server.accounts.set('elsewhere', identity('elsewhere', 999_999 as never, 'planner'));
});
afterAll(async () => {
	for (const line of lines) line.close();
	await server?.close();
});

async function connect(account: string): Promise<Line> {
	const line: Line = io(server.url, { transports: ['websocket'], forceNew: true, extraHeaders: { 'x-test-account': account } });
	lines.push(line);
	await new Promise<void>((resolve, reject) => {
		line.once('connect', resolve);
		line.once('connect_error', reject);
	});
	return line;
}

const draftNow = async (name: string): Promise<DraftBody> =>
	value(await makeDraft(server.database.db, server.districtId, { name }, ANN, server.nowMs()));

test('planners in one draft see one another; a grid that one is at is told to be held, for as long as the rules say', async () => {
	const { draft } = await draftNow('同画');
	const [ann, ben, wall, stranger] = [await connect('ann'), await connect('ben'), await connect('wall'), await connect('elsewhere')];
	const seen: Presence[][] = [];
	ben.on('draft-presence', ({ people }) => seen.push([...people]));
	expect(await ann.emitWithAck('draft-open', { draftId: draft.id })).toEqual({ ok: true });
	expect(await ben.emitWithAck('draft-open', { draftId: draft.id })).toEqual({ ok: true });
	for (const other of [wall, stranger]) expect(await other.emitWithAck('draft-open', { draftId: draft.id })).toEqual({ ok: false });
	expect(await ann.emitWithAck('draft-open', { draftId: 999_999 })).toEqual({ ok: false });
	expect(await ann.emitWithAck('draft-open', { draftId: draft.id })).toEqual({ ok: true });

	expect(await ann.emitWithAck('draft-touch', { cursor: [123, 30], grids: [GRID(0, 0)] })).toEqual({ refused: [] });
	await until('Ben sees Ann at the grid', async () => seen.at(-1)?.[0]?.grids.includes(GRID(0, 0)) === true);
	expect(seen.at(-1)).toMatchObject([{ accountId: 'ann', cursor: [123, 30], grids: [GRID(0, 0)] }]);
	expect(seen.at(-1)![0]!.lockedUntilMs).toBeGreaterThan(server.nowMs());
	expect(await ben.emitWithAck('draft-touch', { cursor: null, grids: [GRID(0, 0), GRID(0, 1)] })).toEqual({ refused: [GRID(0, 0)] });
	// Held too long without a touch, it is free again.
	server.clockAheadMs += 21_000;
	expect(await ben.emitWithAck('draft-touch', { cursor: null, grids: [GRID(0, 0)] })).toEqual({ refused: [] });
	expect(await wall.emitWithAck('draft-touch', { cursor: null, grids: [GRID(0, 2)] })).toEqual({ refused: [GRID(0, 2)] });
	ann.emit('draft-leave');
	await until('Ann is gone', async () => seen.at(-1)?.length === 0);
	for (const junk of [null, 7, { grids: 'x' }, { cursor: [1], grids: [] }])
		expect(await ben.emitWithAck('draft-touch', junk as never)).toEqual({ refused: [] });
});

test('whoever may open drafts hears of a change made here, and of one made by another process', async () => {
	const { draft } = await draftNow('变化');
	const [ann, wall] = [await connect('ann'), await connect('wall')];
	const heard: number[] = [];
	ann.on('draft-changed', ({ draft: { id, revision } }) => id === draft.id && heard.push(revision));
	wall.on('draft-changed', () => heard.push(-1));
	await ann.emitWithAck('draft-open', { draftId: draft.id });
	server.live().draftChanged({ ...draft, revision: 7 });
	await until('it is told', async () => heard.includes(7));
	await server.database.db.updateTable('draft').set({ revision: 8 }).where('id', '=', draft.id).execute();
	await until('it is noticed', async () => heard.includes(8));
	expect(heard).not.toContain(-1);
});

test('at the moment everybody hears that another plan holds, once, and what is live is of its grids; a server that slept catches up', async () => {
	const { db } = server.database;
	const { districtId } = server;
	const publish = async (code: GridCode, column: number, atMs: number): Promise<void> => {
		const { draft } = await draftNow('分格');
		const { ground } = await keptGround(db, districtId, server.nowMs());
		const { plan } = value(await bordersOfPlan(db, { id: draft.base.id, districtId }, server.nowMs()));
		const edit = split(0, column, code);
		const { plan: after } = value(applyEdit(plan, edit, ground));
		const save = { revision: draft.revision, keep: 0, edits: [edit], at: 1, mark: markOf(planBytes(after)) };
		value(await saveEdits(db, draft.id, save, ANN, server.nowMs()));
		value(await submitDraft(db, draft.id, ANN, server.nowMs()));
		value(await reviewDraft(db, draft.id, { verdict: 'accept', note: '' }, BEN, server.nowMs()));
		value(await publishDraft(server.database, draft.id, { effectiveFromMs: atMs }, ANN, server.nowMs()));
	};
	const wall = await connect('wall');
	const events: DurableEvent[] = [];
	wall.on('events', (news) => events.push(...news));
	const joined = await wall.emitWithAck('join', { areaId: districtId, lastSeq: null });
	expect(joined.ok).toBe(true);
	const published = () => events.filter(({ kind }) => kind === 'plan-published');

	await publish('990101001001004' as GridCode, 0, server.nowMs() + 3_600_000);
	await server.live().look();
	expect(published()).toEqual([]);
	server.clockAheadMs += 3_600_000;
	await until('it is told', async () => published().length > 0);
	const [first] = await planEntries(db, districtId);
	expect(published()).toMatchObject([{ body: { plan: { id: first!.id, state: 'effective' } } }]);
	const grids = await db.selectFrom('grid').where('plan_id', '=', first!.id).select('id').execute();
	await until('the new grids are judged', async () => server.live().district(districtId)?.coverage().size === 7);
	expect([...server.live().district(districtId)!.coverage().keys()].sort()).toEqual(grids.map(({ id }) => id).sort());
	await server.live().look();
	expect(published()).toHaveLength(1);

	await publish('990101001001005' as GridCode, 1, server.nowMs() + 3_600_000);
	server.clockAheadMs += 7_200_000;
	await server.restart(true);
	await until('the plan holds after the restart', async () => (await planEntries(db, districtId))[0]?.state === 'effective');
	await until('and is live', async () => server.live().district(districtId)?.coverage().size === 8);
});
