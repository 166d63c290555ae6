/** Ten minutes of the past of an area. Logged once an account, area and hour of the past: a slider asks again and again. */
import { replayStretch } from '#lib/server/actions/replay-stretch.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerBody } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { logAccess } from '#lib/server/store/history.ts';
import type { AreaId } from '#lib/area/area.ts';
import { STRETCH_MS } from '#lib/wire/replay.ts';

const HOUR_MS = 3_600_000;
const LOG_AGAIN_MS = 15 * 60_000;
const logged = new Map<string, number>();

export const GET = door('GET /api/areas/[id]/replay', async ({ params, query, identity, db, event }) => {
	const nowMs = Math.floor(Date.now() / 1000) * 1000;
	const districtId = await districtOf(db, params.id);
	if (districtId === null) return refuse({ kind: 'missing' });
	const atMs = Math.min(query.at ?? nowMs - STRETCH_MS, nowMs - 1000);
	const hour = new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString();
	const subject = `replay of area ${params.id}, the hour from ${hour}`;
	const key = `${identity.accountId} ${subject}`;
	if ((logged.get(key) ?? 0) < nowMs - LOG_AGAIN_MS) {
		for (const [old, ms] of logged) if (ms < nowMs - LOG_AGAIN_MS) logged.delete(old);
		logged.set(key, nowMs);
		await logAccess(db, { accountId: identity.accountId, action: 'replay', subject });
	}
	const question = { districtId, areaId: params.id as AreaId, atMs, detail: query.detail, nowMs };
	const bytes = await replayStretch(db, question, event.request.signal);
	if (!bytes) return refuse({ kind: 'missing' });
	return await answerBody(event.request, bytes, { type: 'application/octet-stream', cache: 'private, no-store' });
});
