/** The colours of the buildings of one chunk, kept as vertex columns; only buildings whose class changed are painted again. */
import type { BuildingChunk } from './building-chunks.ts';
import { freshnessClass, NEVER_SEEN, OVERDUE } from './freshness.ts';
import type { Rgba } from '../palette.ts';

export interface ChunkPaint {
	/** Class by place in the chunk; 255 before the first painting. */
	readonly classes: Uint8Array;
	readonly fill: Uint8Array;
	readonly edge: Uint8Array;
	/** Relative stroke of the edge from each vertex to the next: 1, or more where overdue; 0 from the last of a ring. */
	readonly width: Float32Array;
	readonly hatched: Float32Array;
	/** 1 where a ring ends. */
	readonly ends: Uint8Array;
	/** Rises with each change. */
	revision: number;
}

export interface Paints {
	readonly fills: readonly Rgba[];
	readonly edges: readonly Rgba[];
	/** Stroke of an overdue edge over that of any other. */
	readonly overdueWidth: number;
}

const UNPAINTED = 255;

export function blankPaint(chunk: BuildingChunk): ChunkPaint {
	const vertices = chunk.vertexStart[chunk.rows.length]!;
	const ends = new Uint8Array(vertices);
	for (const start of chunk.geometry().ringStart) if (start > 0) ends[start - 1] = 1;
	return {
		classes: new Uint8Array(chunk.rows.length).fill(UNPAINTED),
		fill: new Uint8Array(vertices * 4),
		edge: new Uint8Array(vertices * 4),
		width: new Float32Array(vertices),
		hatched: new Float32Array(vertices),
		ends,
		revision: 0
	};
}

/** @returns how many buildings changed their class. */
export function paintChunk(
	paint: ChunkPaint,
	chunk: BuildingChunk,
	seenAtS: Uint32Array,
	limitS: Uint32Array,
	nowS: number,
	paints: Paints
): number {
	let changed = 0;
	for (let i = 0; i < chunk.rows.length; i++) {
		const row = chunk.rows[i]!;
		const now = freshnessClass(seenAtS[row] ?? 0, limitS[row] ?? 1, nowS);
		if (paint.classes[i] === now) continue;
		paint.classes[i] = now;
		changed++;
		const fill = paints.fills[now]!;
		const edge = paints.edges[now]!;
		for (let v = chunk.vertexStart[i]!; v < chunk.vertexStart[i + 1]!; v++) {
			paint.fill.set(fill, v * 4);
			paint.edge.set(edge, v * 4);
			paint.width[v] = paint.ends[v] === 1 ? 0 : now === OVERDUE ? paints.overdueWidth : 1;
			paint.hatched[v] = now === NEVER_SEEN ? 1 : 0;
		}
	}
	if (changed > 0) paint.revision++;
	return changed;
}

/** When the theme changes everything is painted again. */
export const unpaint = (paint: ChunkPaint): void => {
	paint.classes.fill(UNPAINTED);
};
