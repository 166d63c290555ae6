/** What a heap of fixes earns: for each device its legs and points, whatever the order the fixes come in and however often. */
import type { Fix } from './fix.ts';
import type { CoverageRules } from './credit.ts';
import { Track, type Piece } from './track.ts';

/**
 * One fix for each device and time, in order of device and time. Where a heap holds two that differ, nobody can say which came first, so the one
 * farthest west, then south, then by its other values, stands: the same one for every order of the heap.
 */
export function oneFixEach(fixes: readonly Fix[]): Fix[] {
	const sorted = fixes.toSorted(
		(a, b) =>
			a.deviceId - b.deviceId ||
			a.recordedAtMs - b.recordedAtMs ||
			a.lng - b.lng ||
			a.lat - b.lat ||
			compareUnknownLast(a.accuracyM, b.accuracyM) ||
			compareUnknownLast(a.speedMps, b.speedMps)
	);
	return sorted.filter((fix, i) => i === 0 || fix.deviceId !== sorted[i - 1]!.deviceId || fix.recordedAtMs !== sorted[i - 1]!.recordedAtMs);
}

const compareUnknownLast = (a: number | null, b: number | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b);

/** The legs and points of all devices, device by device in order of time. */
export function piecesOf(fixes: readonly Fix[], rules: CoverageRules): Piece[] {
	const pieces: Piece[] = [];
	for (const [deviceId, own] of byDevice(oneFixEach(fixes))) {
		new Track(deviceId, own.length).merge(
			own,
			rules,
			(aLng, aLat, bLng, bLat, atMs) => pieces.push({ aLng, aLat, bLng, bLat, atMs }),
			() => undefined
		);
	}
	return pieces;
}

/** Fixes by device, each list in the order given. */
export function byDevice(fixes: readonly Fix[]): Map<number, Fix[]> {
	const lists = new Map<number, Fix[]>();
	for (const fix of fixes) {
		const list = lists.get(fix.deviceId);
		if (list) list.push(fix);
		else lists.set(fix.deviceId, [fix]);
	}
	return lists;
}
