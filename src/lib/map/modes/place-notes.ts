/** Finds each note a place near what it speaks of: never on the handle in hand, on another note, or outside the map. Pure. */
import type { Note } from './draw-notes.ts';

export interface PlacedNote {
	readonly note: Note;
	/** Left upper corner, CSS px in the map. */
	readonly x: number;
	readonly y: number;
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
}

export interface Room {
	readonly widthPx: number;
	readonly heightPx: number;
	/** Covered by panels. */
	readonly padding: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
	/** The handle in hand; nothing may cover it. */
	readonly handle: readonly [x: number, y: number] | null;
}

/** CSS px around the handle that stay free. */
const HANDLE_ROOM = 30;
const EDGE = 8;
/** Who chooses first. */
const ORDER: readonly Note['kind'][] = ['cursor', 'chip', 'refused', 'hint', 'ask', 'held', 'count', 'old', 'fault'];

export function placeNotes(
	notes: readonly Note[],
	project: (lng: number, lat: number) => readonly [number, number],
	room: Room
): PlacedNote[] {
	const taken: Box[] = [];
	if (room.handle) {
		const [x, y] = room.handle;
		taken.push({ x: x - HANDLE_ROOM, y: y - HANDLE_ROOM, w: 2 * HANDLE_ROOM, h: 2 * HANDLE_ROOM });
	}
	const placed: PlacedNote[] = [];
	const inOrder = notes
		.map((note, i) => ({ note, i }))
		.sort((a, b) => ORDER.indexOf(a.note.kind) - ORDER.indexOf(b.note.kind) || a.i - b.i);
	for (const { note } of inOrder) {
		const [ax, ay] = project(note.at[0], note.at[1]);
		if (note.kind === 'cursor') {
			if (isInside(ax, ay, room)) placed.push({ note, x: ax, y: ay });
			continue;
		}
		// A chip of a grid whose middle is out of sight stands at the edge; other words go with what they speak of.
		if (note.kind !== 'chip' && !isInside(ax, ay, room, 60)) continue;
		const { widthPx: w, heightPx: h } = note;
		let best: Box | null = null;
		let least = Infinity;
		for (const [dx, dy] of note.kind === 'chip' ? aroundMiddle(w, h) : beside(w, h, gapOf(note))) {
			const box = inRoom({ x: ax + dx, y: ay + dy, w, h }, room);
			const cost =
				taken.reduce((sum, other) => sum + overlap(box, other), 0) +
				Math.hypot(box.x - ax - dx, box.y - ay - dy) * (note.kind === 'chip' ? 0.01 : w);
			if (cost < least) [best, least] = [box, cost];
			if (cost === 0) break;
		}
		if (!best) continue;
		taken.push(best);
		placed.push({ note, x: Math.round(best.x), y: Math.round(best.y) });
	}
	return placed;
}

const gapOf = ({ kind }: Note): number => (kind === 'hint' || kind === 'refused' ? HANDLE_ROOM + 2 : kind === 'held' ? 16 : 12);

const isInside = (x: number, y: number, { widthPx, heightPx }: Room, by = 0): boolean =>
	x >= -by && y >= -by && x <= widthPx + by && y <= heightPx + by;

function inRoom({ x, y, w, h }: Box, { widthPx, heightPx, padding }: Room): Box {
	return {
		x: Math.max(padding.left + EDGE, Math.min(x, widthPx - padding.right - EDGE - w)),
		y: Math.max(padding.top + EDGE, Math.min(y, heightPx - padding.bottom - EDGE - h)),
		w,
		h
	};
}

/** Pixels two boxes share, each with a little room around it. */
function overlap(a: Box, b: Box): number {
	const wide = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x) + 6;
	const high = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y) + 6;
	return wide > 0 && high > 0 ? wide * high : 0;
}

/** Below to the left first, as a hand comes from below to the right. */
function* beside(w: number, h: number, gap: number): Generator<readonly [number, number]> {
	yield [gap, -h / 2];
	yield [-w * 0.86, gap];
	yield [-w - gap, -h / 2];
	yield [-w * 0.14, gap];
	yield [-w * 0.86, -h - gap];
	yield [-w * 0.14, -h - gap];
	yield [-w / 2, gap + 24];
	yield [-w / 2, -h - gap - 24];
	yield [gap + 80, -h / 2];
	yield [-w - gap - 80, -h / 2];
}

function* aroundMiddle(w: number, h: number): Generator<readonly [number, number]> {
	yield [-w / 2, -h / 2];
	for (const far of [40, 80, 130, 190])
		for (const [x, y] of [
			[0, -1],
			[-1, 0],
			[1, 0],
			[0, 1],
			[-0.7, -0.7],
			[0.7, -0.7],
			[-0.7, 0.7],
			[0.7, 0.7]
		] as const)
			yield [-w / 2 + x * far * 1.5, -h / 2 + y * far];
}
