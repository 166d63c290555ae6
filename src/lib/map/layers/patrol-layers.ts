/** Patrols: counts below the zoom where they would lie on each other, marks from there on, names near by, the age of those lost. */
import type { Layer } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import type { Position } from '#lib/geo/position.ts';
import { ageWords } from '../age-words.ts';
import { clusterPatrols, type Cluster } from './clusters.ts';
import { markScale } from './mark-scale.ts';
import type { Memo } from './memo.ts';
import { placeNames, type NameCandidate, type PlacedName } from './names.ts';
import { PatrolLayer } from './patrol-layer.ts';
import { drawnAt, moveOn, restingMotion, STATUS_CODE, type PatrolMotion } from './patrol-motion.ts';
import { place } from './place.ts';
import { isStill, scaleOf, type SceneInput } from './scene-input.ts';
import { ZOOMS } from './sizes.ts';
import { FIGURE_RISE_EM, textLayer, type TextRow } from './text-layer.ts';
import { faded } from '../palette.ts';

/** A fix ages without any message coming: looked at this often. */
const AGEING_MS = 2000;
/** Names are laid out anew this often while patrols walk. */
const LAYOUT_MS = 500;
const CLUSTER_MS = 1000;

export interface PatrolScene {
	layers(input: SceneInput, memo: Memo): Layer[];
	motion(): PatrolMotion;
	/** Shown rows, for picking. */
	shown(row: number): boolean;
}

export function patrolScene(): PatrolScene {
	let motion = restingMotion(64);
	let alone: Uint8Array | null = null;
	return {
		motion: () => motion,
		shown: (row) => motion.marks[row * 3 + 2] === 1 && (alone === null || alone[row] === 1),
		layers(input, memo) {
			const { board, palette, present, nowMs, view } = input;
			const scale = scaleOf(input);
			const { patrol: rules } = board.picture.rules.rules;
			const columns = memo('patrol-columns', [board.picture, board.revisions.patrols, Math.floor(nowMs / AGEING_MS)], () => {
				motion = moveOn(motion, board.patrols, rules, nowMs);
				return {};
			});
			if (!input.look.layers.patrols) return [];
			const clustered = view.zoom < ZOOMS.clustersBelow - (input.wall ? 1.5 : 0);
			const clusters = memo(
				'patrol-clusters',
				clustered ? [columns, Math.round(view.zoom * 2), scale, Math.floor(nowMs / CLUSTER_MS)] : ['none'],
				(): readonly Cluster[] => {
					if (!clustered) {
						alone = null;
						return [];
					}
					const made = clusterPatrols(
						motion.count,
						(row) => (motion.marks[row * 3 + 2] === 1 ? drawnAt(motion, row, nowMs) : null),
						view.zoom,
						scale
					);
					alone = made.alone;
					return made.clusters;
				}
			);
			const data = memo('patrol-data', [columns, clusters], () => ({
				length: motion.count,
				attributes: {
					getPosition: { value: motion.end, size: 2 },
					getMotion: { value: motion.motion, size: 4 },
					getMarks: { value: alone ? withoutClustered(motion, alone) : motion.marks, size: 3 }
				}
			}));
			const layers: Layer[] = [];
			if (clusters.length > 0) layers.push(...clusterLayers(clusters, input, memo));
			if (motion.count > 0) {
				layers.push(
					new PatrolLayer({
						...place('patrol', present),
						data: data as never,
						nowMs: input.reducedMotion ? nowMs + 60_000 : nowMs,
						epochMs: motion.epochMs,
						markColour: palette.rgba.mark,
						casingColour: palette.rgba.markCase,
						markScale: markScale(input)
					})
				);
			}
			if (!input.wall) layers.push(...nameLayers(input, motion, (row) => alone === null || alone[row] === 1, memo, columns));
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

function withoutClustered(motion: PatrolMotion, alone: Uint8Array): Float32Array {
	const marks = motion.marks.slice();
	for (let row = 0; row < motion.count; row++) if (alone[row] !== 1) marks[row * 3 + 2] = 0;
	return marks;
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

function nameLayers(input: SceneInput, motion: PatrolMotion, shown: (row: number) => boolean, memo: Memo, columns: object): Layer[] {
	const { board, palette, present, view, nowMs, language } = input;
	const scale = scaleOf(input);
	const names = view.zoom >= ZOOMS.names;
	if (view.zoom < ZOOMS.clustersBelow) return [];
	const still = input.reducedMotion || isStill(board);
	const layout = Math.floor(nowMs / LAYOUT_MS);
	const placed = memo('names', [columns, view.key, layout, language, names, scale], (): readonly PlacedName[] => {
		const candidates: NameCandidate[] = [];
		for (let row = 0; row < motion.count; row++) {
			if (motion.marks[row * 3 + 2] !== 1 || !shown(row)) continue;
			const [lng, lat] = drawnAt(motion, row, nowMs);
			const [west, south, east, north] = view.bounds;
			if (lng < west || lng > east || lat < south || lat > north) continue;
			const [x, y] = view.project(lng, lat);
			const lost = motion.marks[row * 3] === STATUS_CODE.lost;
			const name = names ? (board.picture.patrols[row]?.person.name ?? '') : '';
			const age = lost ? ageWords(language, 'lost', nowMs - board.patrols.recordedAtMs[row]!) : '';
			candidates.push({ row, text: [name, age].filter((part) => part !== '').join(' · '), x, y, order: lost ? 0 : 1 });
		}
		return placeNames(candidates, scale, (text) => [...text].reduce((px, c) => px + (c.charCodeAt(0) > 0x2e80 ? 12 : 7), 0) * scale);
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
