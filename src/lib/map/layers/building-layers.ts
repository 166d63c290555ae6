/** Buildings by freshness: chunks in sight, painted again only where a class changed. */
import type { Layer } from '@deck.gl/core';
import { LineLayer, SolidPolygonLayer } from '@deck.gl/layers';
import type { Footprints } from '#lib/wire/footprints.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import { blankPaint, paintChunk, unpaint, type ChunkPaint, type Paints } from './building-paint.ts';
import { makeChunks, overlaps, type BuildingChunk } from './building-chunks.ts';
import { edgesOf, fillsOf, limitsOf } from './freshness.ts';
import { HatchExtension, type HatchProps } from './hatch-extension.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';
import { SIZES, ZOOMS } from './sizes.ts';
import type { Palette } from '../palette.ts';

/** Time alone makes buildings older: looked at this often. */
const AGEING_MS = 5000;

export const liveBuildingsFrom = (wall: boolean): number => (wall ? ZOOMS.buildings - 1.5 : ZOOMS.buildings);

export interface BuildingScene {
	/** `[west, south, east, north]` of every row, degrees. */
	readonly boxes: Float64Array;
	layers(input: SceneInput): Layer[];
}

interface Drawn {
	readonly paint: ChunkPaint;
	revision: number;
	near: boolean;
	scale: number;
	present: ReadonlySet<string> | null;
	palette: Palette | null;
	layers: Layer[];
}

const hatching = [new HatchExtension()];

export function buildingScene(picture: AreaPicture, footprints: Footprints): BuildingScene {
	const { chunks, boxes } = makeChunks(footprints);
	const limits = limitsOf(footprints, picture.grids, picture.rules.rules.coverage.limitH);
	const drawn = new Map<number, Drawn>();
	const painted = new Map<number, string>();
	let palette: Palette | null = null;

	return {
		boxes,
		layers(input) {
			if (!input.look.layers.buildings || input.view.zoom < liveBuildingsFrom(input.wall !== null)) return [];
			const scale = scaleOf(input);
			const near = input.view.zoom >= ZOOMS.near;
			if (palette !== input.palette) {
				palette = input.palette;
				for (const { paint } of drawn.values()) unpaint(paint);
				painted.clear();
			}
			const paints: Paints = {
				fills: fillsOf(input.palette),
				edges: edgesOf(input.palette),
				overdueWidth: near ? SIZES.overdueEdgeNear / SIZES.buildingEdgeNear : SIZES.overdueEdge / SIZES.buildingEdge
			};
			const age = `${input.board.revisions.seen} ${Math.floor(input.nowMs / AGEING_MS)}`;
			return chunks.flatMap((chunk) => {
				if (!overlaps(chunk.bbox, input.view.bounds)) return [];
				let of = drawn.get(chunk.key);
				if (!of) {
					of = { paint: blankPaint(chunk), revision: -1, near, scale, present: null, palette: null, layers: [] };
					drawn.set(chunk.key, of);
				}
				if (painted.get(chunk.key) !== age) {
					paintChunk(of.paint, chunk, input.board.seenAtS, limits, input.nowMs / 1000, paints);
					painted.set(chunk.key, age);
				}
				if (
					of.revision !== of.paint.revision ||
					of.near !== near ||
					of.scale !== scale ||
					of.present !== input.present ||
					of.palette !== palette
				) {
					Object.assign(of, { revision: of.paint.revision, near, scale, present: input.present, palette });
					of.layers = chunkLayers(chunk, of.paint, input, near, scale);
				}
				return of.layers;
			});
		}
	};
}

function chunkLayers(chunk: BuildingChunk, paint: ChunkPaint, { palette, present }: SceneInput, near: boolean, scale: number): Layer[] {
	const { positions, triangles } = chunk.geometry();
	return [
		new SolidPolygonLayer<unknown, HatchProps>({
			...place('building-fill', present, chunk.key),
			data: {
				length: chunk.rows.length,
				startIndices: chunk.vertexStart,
				attributes: {
					getPolygon: { value: positions, size: 2 },
					getFillColor: { value: paint.fill, size: 4, normalized: true },
					getHatched: { value: paint.hatched, size: 1 },
					indices: { value: triangles, size: 1 }
				}
			} as never,
			_normalize: false,
			positionFormat: 'XY',
			extensions: hatching,
			hatchColour: palette.rgba.unknownFg,
			hatchScale: 0.8 * scale,
			hatchAnchor: [chunk.bbox[0], chunk.bbox[1]]
		}),
		// Straight segments without joints: at these widths none is seen, and a joint costs most of a path's vertices.
		new LineLayer({
			...place('building-edge', present, chunk.key),
			data: {
				length: Math.max(0, positions.length / 2 - 1),
				attributes: {
					getSourcePosition: { value: positions, size: 2 },
					getTargetPosition: { value: positions.subarray(2), size: 2 },
					getColor: { value: paint.edge, size: 4, normalized: true },
					getWidth: { value: paint.width, size: 1 }
				}
			} as never,
			positionFormat: 'XY',
			widthUnits: 'pixels',
			widthScale: (near ? SIZES.buildingEdgeNear : SIZES.buildingEdge) * (near ? scale : Math.sqrt(scale)),
			antialiasing: true
		})
	];
}
