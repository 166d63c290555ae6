/**
 * Patrols by the cell of ground they stand in: those too close to tell apart at a low zoom are counted together, and whoever asks what is near a
 * place looks at a few cells. The cells are fixed to the ground, so a count does not dance while the map is moved. Who moves changes two cells.
 */
import type { Bbox } from '#lib/geo/position.ts';
import type { PatrolMotion } from './patrol-motion.ts';

export interface Cluster {
	readonly lng: number;
	readonly lat: number;
	readonly count: number;
}

export interface PatrolCells {
	/**
	 * Brings the cells up to where everybody's newest fix is now.
	 * @returns what of a cluster is seen is another: a count, who stands alone, or a place by a pixel
	 */
	follow(motion: PatrolMotion, zoom: number, scale: number): boolean;
	/** Clusters of two or more. */
	clusters(): readonly Cluster[];
	/** 1 for each row that stands alone in its cell. */
	readonly alone: Uint8Array;
	/** Rows whose newest fix is in the box or a cell around it. */
	within(box: Bbox): Iterable<number>;
}

interface Cell {
	readonly rows: Set<number>;
	lng: number;
	lat: number;
	/** Who stood alone in it when it was judged last. */
	lone: number | undefined;
	/** As it was drawn last. */
	drawn: Cluster | null;
}

/** Side of a cell, CSS px. */
const CELL_PX = 56;
const TILE_PX = 512;
/** Columns of cells are numbered below this. */
const COLUMNS = 2 ** 24;
const MOVED_PX = 1;

export function patrolCells(): PatrolCells {
	let cells = new Map<number, Cell>();
	let cellOf = new Float64Array(0);
	let placeOf = new Float64Array(0);
	let alone = new Uint8Array(0);
	let of: PatrolMotion | null = null;
	let read = 0;
	let perCell = 0;

	const columnOf = (lng: number): number => Math.floor(((lng + 180) / 360) * perCell);
	const lineOf = (lat: number): number => {
		const sin = Math.sin((lat * Math.PI) / 180);
		return Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * perCell);
	};

	/** @returns the cells it changed */
	function move(motion: PatrolMotion, row: number, touched: Set<number>): void {
		const shown = motion.marks[row * 3 + 2] === 1;
		const [lng, lat] = [motion.end[row * 2]!, motion.end[row * 2 + 1]!];
		const [from, to] = [cellOf[row]!, shown ? lineOf(lat) * COLUMNS + columnOf(lng) : NOWHERE];
		if (from !== NOWHERE) {
			const left = cells.get(from)!;
			left.rows.delete(row);
			left.lng -= placeOf[row * 2]!;
			left.lat -= placeOf[row * 2 + 1]!;
			touched.add(from);
		}
		cellOf[row] = to;
		if (to === NOWHERE) return;
		let cell = cells.get(to);
		if (!cell) cells.set(to, (cell = { rows: new Set(), lng: 0, lat: 0, lone: undefined, drawn: null }));
		cell.rows.add(row);
		cell.lng += placeOf[row * 2] = lng;
		cell.lat += placeOf[row * 2 + 1] = lat;
		touched.add(to);
	}

	function settle(motion: PatrolMotion): void {
		cells = new Map();
		cellOf = new Float64Array(motion.end.length / 2).fill(NOWHERE);
		placeOf = new Float64Array(motion.end.length);
		if (alone.length !== cellOf.length) alone = new Uint8Array(cellOf.length);
	}

	/** @returns whether it looks another way than it was drawn */
	function judge(motion: PatrolMotion, key: number): boolean {
		const cell = cells.get(key)!;
		const { size } = cell.rows;
		const [only] = size === 1 ? cell.rows : [];
		if (cell.lone !== undefined && cell.lone !== only && cellOf[cell.lone] === key) standAlone(motion, cell.lone, false);
		cell.lone = only;
		if (only !== undefined) standAlone(motion, only, true);
		if (size === 0) cells.delete(key);
		const before = cell.drawn;
		if (size < 2) return before !== null && ((cell.drawn = null), true);
		const now = { lng: cell.lng / size, lat: cell.lat / size, count: size };
		const pxPerDeg = (perCell * CELL_PX) / 360;
		if (before && before.count === size && Math.hypot(now.lng - before.lng, now.lat - before.lat) * pxPerDeg < MOVED_PX) return false;
		cell.drawn = now;
		return true;
	}

	function standAlone(motion: PatrolMotion, row: number, is: boolean): void {
		if ((alone[row] === 1) === is) return;
		alone[row] = is ? 1 : 0;
		motion.changed.changed(row);
	}
	const isAlone = (row: number): boolean => cells.get(cellOf[row]!)?.rows.size === 1;

	return {
		get alone() {
			return alone;
		},
		follow(motion, zoom, scale) {
			// Whole half zooms, so that counts change in steps and not with every turn of the wheel.
			const cellsAcross = (TILE_PX * 2 ** (Math.round(zoom * 2) / 2)) / (CELL_PX * scale);
			const changed = motion === of && cellsAcross === perCell ? motion.changed.since(read) : null;
			const moved = changed ?? Array.from({ length: motion.count }, (_, row) => row);
			if (changed === null) {
				perCell = cellsAcross;
				of = motion;
				settle(motion);
			}
			const touched = new Set<number>();
			for (const row of moved) move(motion, row, touched);
			for (const row of moved) if (!isAlone(row)) standAlone(motion, row, false);
			let another = changed === null;
			for (const key of touched) another = judge(motion, key) || another;
			// What was written meanwhile is this file's own.
			read = motion.changed.written;
			return another;
		},
		clusters: () => [...cells.values()].flatMap(({ drawn }) => drawn ?? []),
		*within([west, south, east, north]) {
			const [left, right, top, bottom] = [columnOf(west) - 1, columnOf(east) + 1, lineOf(north) - 1, lineOf(south) + 1];
			if ((right - left + 1) * (bottom - top + 1) > cells.size) {
				for (const [key, { rows }] of cells) {
					const [line, column] = [Math.floor(key / COLUMNS), key % COLUMNS];
					if (column >= left && column <= right && line >= top && line <= bottom) yield* rows;
				}
				return;
			}
			for (let line = top; line <= bottom; line++)
				for (let column = left; column <= right; column++) yield* cells.get(line * COLUMNS + column)?.rows ?? [];
		}
	};
}

const NOWHERE = -1;
