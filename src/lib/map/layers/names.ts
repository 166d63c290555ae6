/** Which patrols carry their name (or how long they are lost), without one text lying on another. Pure: places in, texts out. */

export interface NameCandidate {
	readonly row: number;
	readonly text: string;
	/** Of the mark, CSS px from the top left. */
	readonly x: number;
	readonly y: number;
	/** Smaller goes first. */
	readonly order: number;
}

export interface PlacedName {
	readonly row: number;
	readonly text: string;
	/** Right of the mark, or left of it where that is taken. */
	readonly side: 1 | -1;
}

const LINE_PX = 16;
const BESIDE_PX = 15;

/** Greedy by order; a name that would lie on another name or another mark moves to the other side of its own, or is left out. */
export function placeNames(candidates: readonly NameCandidate[], scale: number, widthPx: (text: string) => number): PlacedName[] {
	const taken: { left: number; top: number; right: number; bottom: number; row: number }[] = candidates.map(({ row, x, y }) => ({
		left: x - 8 * scale,
		right: x + 8 * scale,
		top: y - 8 * scale,
		bottom: y + 8 * scale,
		row
	}));
	const placed: PlacedName[] = [];
	for (const candidate of [...candidates].sort((a, b) => a.order - b.order || a.row - b.row)) {
		if (candidate.text === '') continue;
		const width = widthPx(candidate.text);
		for (const side of [1, -1] as const) {
			const near = candidate.x + side * BESIDE_PX * scale;
			const box = {
				left: side === 1 ? near : near - width,
				right: side === 1 ? near + width : near,
				top: candidate.y - (LINE_PX / 2) * scale,
				bottom: candidate.y + (LINE_PX / 2) * scale,
				row: candidate.row
			};
			const free = taken.every(
				(other) =>
					other.row === box.row || other.right <= box.left || other.left >= box.right || other.bottom <= box.top || other.top >= box.bottom
			);
			if (!free) continue;
			taken.push(box);
			placed.push({ row: candidate.row, text: candidate.text, side });
			break;
		}
	}
	return placed;
}
