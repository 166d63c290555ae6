/**
 * Patrol positions in typed columns. A fix moves a row only forwards in time, so ticks that arrive twice or late leave the same columns; room is
 * doubled when patrols come that the picture did not name, and never grows past the number of patrols there are.
 */
import type { PatrolPosition } from '#lib/wire/tick.ts';
import type { PatrolColumns } from './board-view.ts';
import { rowLog, type WritableRowLog } from './row-log.ts';

type Columns = { -readonly [K in keyof PatrolColumns]: PatrolColumns[K] } & { moved: WritableRowLog };

export interface PatrolTable {
	readonly columns: PatrolColumns;
	row(no: number): number;
	/** Takes in one fix. @returns whether it moved anything. */
	move(position: PatrolPosition, receivedAtMs: number): boolean;
}

/** @param numbers the patrols of the picture, in its order. @param before a table whose positions are kept. */
export function patrolTable(numbers: readonly number[], before?: PatrolTable): PatrolTable {
	const columns: Columns = emptyColumns(Math.max(8, numbers.length));
	const rows = new Map<number, number>();
	for (const no of numbers) addRow(no);
	if (before) for (const no of numbers) copyRow(before.columns, before.row(no), rows.get(no) ?? -1);

	function addRow(no: number): number {
		if (columns.count === columns.no.length) grow(columns);
		const at = columns.count++;
		columns.no[at] = no;
		rows.set(no, at);
		return at;
	}
	function copyRow(from: PatrolColumns, fromRow: number, to: number): void {
		if (fromRow < 0 || to < 0) return;
		for (const pairs of ['lngLat', 'fromLngLat'] as const) {
			columns[pairs].set(from[pairs].subarray(fromRow * 2, fromRow * 2 + 2), to * 2);
		}
		for (const single of SINGLES) columns[single][to] = from[single][fromRow] as number;
	}
	return {
		columns,
		row: (no) => rows.get(no) ?? -1,
		move(position, receivedAtMs) {
			const at = rows.get(position.no) ?? addRow(position.no);
			const lastAtMs = columns.recordedAtMs[at] as number;
			if (position.recordedAtMs <= lastAtMs) return false;
			const lng = columns.lngLat[at * 2] as number;
			const known = lastAtMs > 0 && !Number.isNaN(lng);
			columns.fromLngLat[at * 2] = known ? lng : position.lng;
			columns.fromLngLat[at * 2 + 1] = known ? (columns.lngLat[at * 2 + 1] as number) : position.lat;
			columns.fromRecordedAtMs[at] = known ? lastAtMs : position.recordedAtMs;
			columns.lngLat[at * 2] = position.lng;
			columns.lngLat[at * 2 + 1] = position.lat;
			columns.recordedAtMs[at] = position.recordedAtMs;
			columns.receivedAtMs[at] = receivedAtMs;
			columns.bearingDeg[at] = position.bearingDeg ?? NaN;
			columns.accuracyM[at] = position.accuracyM ?? NaN;
			columns.moved.changed(at);
			return true;
		}
	};
}

const SINGLES = ['recordedAtMs', 'fromRecordedAtMs', 'receivedAtMs', 'bearingDeg', 'accuracyM'] as const;

function emptyColumns(room: number): Columns {
	return {
		count: 0,
		no: new Uint32Array(room),
		lngLat: new Float64Array(room * 2).fill(NaN),
		fromLngLat: new Float64Array(room * 2).fill(NaN),
		recordedAtMs: new Float64Array(room),
		fromRecordedAtMs: new Float64Array(room),
		receivedAtMs: new Float64Array(room),
		bearingDeg: new Float32Array(room).fill(NaN),
		accuracyM: new Float32Array(room).fill(NaN),
		moved: rowLog(room)
	};
}

function grow(columns: Columns): void {
	const wider = emptyColumns(columns.no.length * 2);
	wider.no.set(columns.no);
	wider.lngLat.set(columns.lngLat);
	wider.fromLngLat.set(columns.fromLngLat);
	for (const single of SINGLES) wider[single].set(columns[single]);
	const { count, moved } = columns;
	moved.allChanged();
	Object.assign(columns, wider, { count, moved });
}
