/** Outlines of a raster field at a level: closed rings that never cross themselves or each other (marching squares). */
import { signedDoubleArea } from './ring.ts';
import type { PolygonRings, Position } from './position.ts';

/** Crossings keep this far (in cells) from lattice nodes, so that no two of them meet in one place. */
const CLEARANCE = 0.02;

/**
 * Polygons around the cells whose value is above `level`, in cell units: the centre of cell (column, row) is `[column, row]`. The outermost rows
 * and columns must lie at or below the level. Outer rings run counter-clockwise, holes clockwise.
 */
export function contourPolygons(field: Float32Array, columns: number, rows: number, level: number): PolygonRings[] {
	// A crossing is named by the lattice edge it lies on: 2·cell for the edge to the right neighbour, 2·cell + 1 for the one above.
	const next = new Int32Array(columns * rows * 2).fill(-1);
	const starts: number[] = [];
	const link = (from: number, to: number): void => {
		next[from] = to;
		starts.push(from);
	};
	for (let y = 0; y + 1 < rows; y++) {
		for (let x = 0; x + 1 < columns; x++) {
			const i = y * columns + x;
			const a = field[i]!;
			const b = field[i + 1]!;
			const c = field[i + 1 + columns]!;
			const d = field[i + columns]!;
			const which = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
			if (which === 0 || which === 15) continue;
			const bottom = 2 * i;
			const right = 2 * (i + 1) + 1;
			const top = 2 * (i + columns);
			const left = 2 * i + 1;
			// Each step keeps what is above the level on its left.
			switch (which) {
				case 1:
					link(bottom, left);
					break;
				case 2:
					link(right, bottom);
					break;
				case 3:
					link(right, left);
					break;
				case 4:
					link(top, right);
					break;
				case 6:
					link(top, bottom);
					break;
				case 7:
					link(top, left);
					break;
				case 8:
					link(left, top);
					break;
				case 9:
					link(bottom, top);
					break;
				case 11:
					link(right, top);
					break;
				case 12:
					link(left, right);
					break;
				case 13:
					link(bottom, right);
					break;
				case 14:
					link(left, bottom);
					break;
				case 5:
					if (a + b + c + d > 4 * level) {
						link(bottom, right);
						link(top, left);
					} else {
						link(bottom, left);
						link(top, right);
					}
					break;
				case 10:
					if (a + b + c + d > 4 * level) {
						link(right, top);
						link(left, bottom);
					} else {
						link(right, bottom);
						link(left, top);
					}
			}
		}
	}
	const place = (edge: number): Position => {
		const i = edge >> 1;
		const x = i % columns;
		const y = (i - x) / columns;
		const from = field[i]!;
		const to = field[edge & 1 ? i + columns : i + 1]!;
		const t = Math.min(1 - CLEARANCE, Math.max(CLEARANCE, (level - from) / (to - from)));
		return edge & 1 ? [x, y + t] : [x + t, y];
	};
	const rings: Position[][] = [];
	for (const start of starts) {
		if (next[start] === -1) continue;
		const ring: Position[] = [place(start)];
		let at = start;
		do {
			const to = next[at]!;
			next[at] = -1;
			ring.push(place(to));
			at = to;
		} while (at !== start);
		rings.push(ring);
	}
	return nest(rings);
}

/** Gives each hole to the smallest outer ring around it. */
export function nest(rings: readonly (readonly Position[])[]): PolygonRings[] {
	const sized = rings.map((ring) => ({ ring, area: signedDoubleArea(ring) }));
	const outers = sized.filter(({ area }) => area > 0).sort((a, b) => a.area - b.area);
	const polygons = outers.map(({ ring }) => [ring]);
	for (const { ring, area } of sized) {
		if (area >= 0) continue;
		const [x, y] = ring[0]!;
		const home = outers.findIndex((outer) => outer.area > -area && around(outer.ring, x, y));
		if (home >= 0) polygons[home]!.push(ring);
	}
	return polygons;
}

function around(ring: readonly Position[], x: number, y: number): boolean {
	let inside = false;
	for (let i = 1; i < ring.length; i++) {
		const [ax, ay] = ring[i - 1]!;
		const [bx, by] = ring[i]!;
		if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
	}
	return inside;
}
