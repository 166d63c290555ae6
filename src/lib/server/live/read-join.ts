/** Reads what a client sent to join. Anything may come over a socket. */
import type { AreaId } from '#lib/area/area.ts';
import type { ClientToServer } from '#lib/wire/live.ts';

const MAX_ID = 2 ** 31 - 1;

/** @returns null when it is no join request. A `lastSeq` left out is one that is not known. */
export function readJoin(given: unknown): Parameters<ClientToServer['join']>[0] | null {
	if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
	const { areaId, lastSeq = null } = given as Readonly<Record<string, unknown>>;
	if (typeof areaId !== 'number' || !Number.isInteger(areaId) || areaId < 1 || areaId > MAX_ID) return null;
	if (lastSeq !== null && (typeof lastSeq !== 'number' || !Number.isSafeInteger(lastSeq) || lastSeq < 0)) return null;
	return { areaId: areaId as AreaId, lastSeq };
}
