/** Reads what a client says about the draft it has open. Anything may come over a socket. */
import type { Position } from '#lib/geo/position.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';

const MAX_ID = 2 ** 31 - 1;
const MAX_GRIDS = 200;

const fields = (given: unknown): Readonly<Record<string, unknown>> | null =>
	typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Readonly<Record<string, unknown>>) : null;

/** @returns null when it names no draft. */
export function readDraftOpen(given: unknown): number | null {
	const draftId = fields(given)?.['draftId'];
	return typeof draftId === 'number' && Number.isInteger(draftId) && draftId >= 1 && draftId <= MAX_ID ? draftId : null;
}

/** @returns null when it is no touch. */
export function readDraftTouch(given: unknown): { readonly cursor: Position | null; readonly grids: readonly GridCode[] } | null {
	const { cursor = null, grids } = fields(given) ?? {};
	if (!Array.isArray(grids) || grids.length > MAX_GRIDS) return null;
	if (!grids.every((code): code is GridCode => typeof code === 'string' && /^\d{15}(\d{2})?$/.test(code))) return null;
	if (cursor === null) return { cursor: null, grids };
	if (!Array.isArray(cursor) || cursor.length !== 2) return null;
	const [lng, lat] = cursor as readonly unknown[];
	if (typeof lng !== 'number' || typeof lat !== 'number' || !(Math.abs(lng) <= 180) || !(Math.abs(lat) <= 90)) return null;
	return { cursor: [lng, lat], grids };
}
