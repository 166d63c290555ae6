/** Of many lines those that may be seen: what lies out of sight costs no vertex. The choice changes in steps, so that a map that is dragged keeps its buffers. */
import type { Bbox, Line } from '#lib/geo/position.ts';
import { simplifyLine } from '#lib/geo/simplify.ts';
import { overlaps } from './building-chunks.ts';

const TILE_PX = 512;

/** What is in sight, grown outwards to a lattice of half a screen: the same box for most moves of the map. */
export function steppedSight([west, south, east, north]: Bbox): Bbox {
	const step = 2 ** Math.ceil(Math.log2(Math.max(east - west, north - south, 1e-6))) / 2;
	return [Math.floor(west / step) * step, Math.floor(south / step) * step, Math.ceil(east / step) * step, Math.ceil(north / step) * step];
}

/** @returns the very same array where all of them are in sight. */
export function linesInSight(lines: readonly Line[], sight: Bbox): readonly Line[] {
	const seen = lines.filter((line) => overlaps(boxOf(line), sight));
	return seen.length === lines.length ? lines : seen;
}

const boxes = new WeakMap<Line, Bbox>();

function boxOf(line: Line): Bbox {
	let box = boxes.get(line);
	if (!box) {
		let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
		for (const [lng, lat] of line) {
			west = Math.min(west, lng);
			south = Math.min(south, lat);
			east = Math.max(east, lng);
			north = Math.max(north, lat);
		}
		boxes.set(line, (box = [west, south, east, north]));
	}
	return box;
}

/** The zoom a line is made ready for: a whole one, so that it changes in steps. */
export const detailZoom = (zoom: number): number => Math.ceil(zoom);

/** Lines as they are seen at a zoom: without the points that lie within a third of a pixel of where the line runs without them. */
export function linesAtZoom(lines: readonly Line[], zoom: number): readonly Line[] {
	const tolerance = (0.35 * 360) / (TILE_PX * 2 ** zoom);
	return lines.map((line) => simplifyLine(line, tolerance));
}

/** A long line as pieces that each lie close together; neighbours share a whole segment, so that no joint is lost. For opaque strokes only. */
export function inPieces(line: Line, most = 64): Line[] {
	if (line.length <= most + 2) return [line];
	const pieces: Line[] = [];
	for (let from = 0; from < line.length - 2; from += most) pieces.push(line.slice(from, Math.min(line.length, from + most + 2)));
	return pieces;
}
