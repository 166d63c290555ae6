/** Patrols: counts below the zoom where they would lie on each other, marks from there on, names near by, the age of those lost. */
import type { Layer } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import type { Bbox, Position } from '#lib/geo/position.ts';
import { ageWords } from '../age-words.ts';
import { patrolCells, type Cluster } from './clusters.ts';
import { markScale } from './mark-scale.ts';
import type { Memo } from './memo.ts';
import { placeNames, type NameCandidate, type PlacedName } from './names.ts';
import { PatrolLayer } from './patrol-layer.ts';
import { drawnAt, moveOn, restingMotion, type PatrolMotion } from './patrol-motion.ts';
import { place } from './place.ts';
import { isStill, scaleOf, type SceneInput } from './scene-input.ts';
import { ZOOMS } from './sizes.ts';
import { FIGURE_RISE_EM, textLayer, type TextRow } from './text-layer.ts';
import { faded } from '../palette.ts';

/** Names are laid out anew this often while patrols walk. */
const LAYOUT_MS = 500;
/** And who stands together is counted this often. */
const CELLS_MS = 1000;
/** How far beside a lost one its words may lie, and above or below. */
const AGE_REACH_PX = 160;
const NAME_REACH_PX = 24;

export interface PatrolScene {
	layers(input: SceneInput, memo: Memo): Layer[];
	motion(): PatrolMotion;
	/** Shown rows, for picking. */
	shown(row: number): boolean;
	/** Rows drawn in a box, and perhaps some beside it. */
	within(box: Bbox): Iterable<number>;
}

export function patrolScene(): PatrolScene {
	let motion = restingMotion(64);
	const cells = patrolCells();
	let counted: readonly Cluster[] = [];
	let alone: Uint8Array | null = null;
	const shown = (row: number): boolean => motion.marks[row * 3 + 2] === 1 && (alone === null || alone[row] === 1);
	/** The cells know where fixes are, and a mark may still be on its way to its fix. */
	const within = ([west, south, east, north]: Bbox): Iterable<number> => {
		const far = motion.farthestDeg;
		return cells.within([west - far, south - far, east + far, north + far]);
	};
	return {
		motion: () => motion,
		shown,
		within,
		layers(input, memo) {
			const { board, palette, present, nowMs, view } = input;
			const scale = scaleOf(input);
			motion = moveOn(motion, board.patrols, board.picture.rules.rules.patrol, nowMs);
			if (!input.look.layers.patrols) return [];
			const clustered = view.zoom < ZOOMS.clustersBelow - (input.wall ? 1.5 : 0);
			memo('patrol-turn', [motion, Math.floor(nowMs / CELLS_MS), Math.round(view.zoom * 2), scale], () => {
				if (cells.follow(motion, view.zoom, scale)) counted = cells.clusters();
				return null;
			});
			alone = clustered ? cells.alone : null;
			const clusters = clustered ? counted : [];
			const layers: Layer[] = [];
			if (clusters.length > 0) layers.push(...clusterLayers(clusters, input, memo));
			if (motion.count > 0) {
				layers.push(
					new PatrolLayer({
						...place('patrol', present),
						motion,
						written: motion.changed.written,
						alone,
						nowMs: input.reducedMotion ? nowMs + 60_000 : nowMs,
						epochMs: motion.epochMs,
						markColour: palette.rgba.mark,
						casingColour: palette.rgba.markCase,
						markScale: markScale(input)
					})
				);
			}
			if (!input.wall) layers.push(...nameLayers(input, motion, { shown, within }, memo));
			return layers;
		}
	};
}

/** Where a patrol is drawn now; null where nothing is known of it. */
export function patrolPlace(input: SceneInput, motion: PatrolMotion, no: number): Position | null {
	const row = input.board.patrolRow(no);
	if (row < 0 || row >= motion.count || motion.marks[row * 3 + 2] !== 1) return null;
	return drawnAt(motion, row, input.reducedMotion ? Infinity : input.nowMs);
}

function clusterLayers(clusters: readonly Cluster[], input: SceneInput, memo: Memo): Layer[] {
	const { palette, present } = input;
	const scale = scaleOf(input);
	return memo('cluster-layers', [clusters, palette, present, scale], () => [
		new ScatterplotLayer<Cluster>({
			...place('patrol-cluster', present),
			data: clusters as Cluster[],
			getPosition: (cluster) => [cluster.lng, cluster.lat],
			getRadius: (cluster) => (9 + 2.2 * Math.log2(cluster.count)) * scale,
			radiusUnits: 'pixels',
			getFillColor: palette.rgba.mark as never,
			getLineColor: palette.rgba.markCase as never,
			getLineWidth: 2 * scale,
			lineWidthUnits: 'pixels',
			stroked: true
		}),
		textLayer(
			clusters.map(({ lng, lat, count }): TextRow => ({
				text: String(count),
				at: [lng, lat],
				offsetPx: [0, -FIGURE_RISE_EM * 12 * scale],
				anchor: 'middle'
			})),
			{ row: 'patrol-cluster', part: 'count', sizePx: 12 * scale, weight: 600, colour: palette.rgba.markCase, halo: null, palette, present }
		)
	]);
}

/** Near by everybody's name, and at any zoom how long those lost are lost; nobody else is looked at, but where a text would lie on their mark. */
function nameLayers(
	input: SceneInput,
	motion: PatrolMotion,
	{ shown, within }: Pick<PatrolScene, 'shown' | 'within'>,
	memo: Memo
): Layer[] {
	const { board, palette, present, view, nowMs, language } = input;
	const scale = scaleOf(input);
	const names = view.zoom >= ZOOMS.names;
	if (view.zoom < ZOOMS.clustersBelow || (!names && motion.lost.size === 0)) return [];
	const still = input.reducedMotion || isStill(board);
	const layout = Math.floor(nowMs / LAYOUT_MS);
	const placed = memo('names', [motion, view.key, layout, language, names, scale], (): readonly PlacedName[] => {
		const [west, south, east, north] = view.bounds;
		const candidates = new Map<number, NameCandidate>();
		const take = (row: number): NameCandidate | null => {
			if (candidates.has(row) || !shown(row)) return null;
			const [lng, lat] = drawnAt(motion, row, nowMs);
			if (lng < west || lng > east || lat < south || lat > north) return null;
			const [x, y] = view.project(lng, lat);
			const lost = motion.lost.has(row);
			const name = names ? (board.picture.patrols[row]?.person.name ?? '') : '';
			const age = lost ? ageWords(language, 'lost', nowMs - board.patrols.recordedAtMs[row]!) : '';
			const candidate = { row, text: [name, age].filter((part) => part !== '').join(' · '), x, y, order: lost ? 0 : 1 };
			candidates.set(row, candidate);
			return candidate;
		};
		if (names) for (const row of within(view.bounds)) take(row);
		else
			for (const row of motion.lost) {
				const lost = take(row);
				if (!lost) continue;
				const [reachX, reachY] = [AGE_REACH_PX * scale, NAME_REACH_PX * scale];
				const [left, top] = view.unproject(lost.x - reachX, lost.y - reachY);
				const [right, foot] = view.unproject(lost.x + reachX, lost.y + reachY);
				for (const near of within([Math.min(left, right), Math.min(top, foot), Math.max(left, right), Math.max(top, foot)])) take(near);
			}
		return placeNames(
			[...candidates.values()],
			scale,
			(text) => [...text].reduce((px, c) => px + (c.charCodeAt(0) > 0x2e80 ? 12 : 7), 0) * scale
		);
	});
	if (placed.length === 0) return [];
	const rows = placed.map(({ row, text, side }): TextRow => ({
		text,
		at: drawnAt(motion, row, still ? Infinity : nowMs),
		offsetPx: [side * 15 * scale, 0],
		anchor: side === 1 ? 'start' : 'end'
	}));
	return [
		textLayer(rows, {
			row: 'patrol-name',
			sizePx: 12 * scale,
			weight: 500,
			colour: palette.rgba.ink,
			halo: faded(palette.rgba.halo, 0.95),
			palette,
			present
		})
	];
}
