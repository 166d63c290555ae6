/** Runs in the browser for `draw.bench.ts`: drags corners of a plan and measures what each move costs up to the graphics card. */
import { Deck, MapView } from '@deck.gl/core';
import { memory } from '#lib/map/layers/memo.ts';
import { planLayers } from '#lib/map/layers/plan-layers.ts';
import type { SceneInput } from '#lib/map/layers/scene-input.ts';
import type { DrawMode, DrawScene } from '#lib/map/modes/draw-mode.ts';
import { drawnOf, type Pencil } from '#lib/map/modes/drawn-plan.ts';
import { hitsOf } from '#lib/map/modes/draw-hits.ts';
import { readPalette } from '#lib/map/palette.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { figuresAfter, figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const DRAGS = 16;
const MOVES = 15;
const WARM_DRAGS = 3;
const ZOOM = 16;

interface Sent {
	readonly ground: Omit<PlanGround, 'buildings' | 'rowOf' | 'usedCodes'> & { readonly usedCodes: readonly string[] };
	readonly buildings: Readonly<Record<'id' | 'households' | 'residents' | 'pointE7' | 'ringStart' | 'ringE7', readonly number[]>>;
}

export interface DrawCosts {
	readonly grids: number;
	readonly buildings: number;
	readonly accepted: number;
	/** Edit, judgement and figures, ms a move. */
	readonly edit: readonly number[];
	/** Layers and their buffers, ms a move. */
	readonly layers: readonly number[];
}

async function measure(): Promise<DrawCosts> {
	const read = planOfBytes(new Uint8Array(await (await fetch('/plan')).arrayBuffer()));
	if (!read.ok) throw new Error(read.problem.kind);
	const plan = read.value;
	const { ground: rest, buildings: columns } = (await (await fetch('/ground')).json()) as Sent;
	const buildings = {
		count: columns.id.length,
		id: Int32Array.from(columns.id),
		households: Uint32Array.from(columns.households),
		residents: Uint32Array.from(columns.residents),
		pointE7: Int32Array.from(columns.pointE7),
		ringStart: Uint32Array.from(columns.ringStart),
		ringE7: Int32Array.from(columns.ringE7)
	};
	const ground: PlanGround = {
		...rest,
		buildings,
		rowOf: new Map(columns.id.map((id, row) => [id, row])),
		usedCodes: new Set(rest.usedCodes)
	};
	const figures = figuresOf(plan, ground, DEFAULT_RULES.workload);
	const canvas = document.querySelector('canvas')!;
	const deck = await new Promise<Deck<MapView>>((loaded) => {
		const opened: Deck<MapView> = new Deck<MapView>({
			canvas,
			width: 640,
			height: 360,
			views: new MapView(),
			viewState: { longitude: 0, latitude: 0, zoom: ZOOM } as never,
			layers: [],
			onLoad: () => loaded(opened)
		});
	});
	const palette = readPalette('light', document.body);
	const free = hitsOf(plan).corners.filter((at) => {
		const ways = cornersOf(plan.borders).at(at);
		return ways.length > 2 && ways.every(({ border }) => !fixedEdge(plan, border));
	});
	const scene: DrawScene = {
		base: plan,
		baseFigures: figures,
		plan,
		figures,
		ground,
		changed: new Set(),
		moved: new Set(),
		inHand: null,
		tool: 'corner',
		grid: null,
		corner: null,
		others: [],
		faults: [],
		snap: true,
		readOnly: false
	};
	const pencil: Pencil = { handles: true, line: [], closed: false, road: null, hover: null, gathered: [], snappedTo: null };
	const layers = planLayers();
	const present: ReadonlySet<string> = new Set();
	const memo = memory();
	const costs = { edit: [] as number[], layers: [] as number[] };
	let accepted = 0;

	const show = (now: DrawScene, at: LatticePoint): void => {
		const [lng, lat] = [at[0] / 1e7, at[1] / 1e7];
		const input = memo('input', [at], () => ({
			look: { fill: 'load' },
			palette,
			present,
			view: { zoom: ZOOM, bounds: [lng - 0.01, lat - 0.006, lng + 0.01, lat + 0.006], ratio: 1 }
		})) as unknown as SceneInput;
		const made = layers.layers(input, drawnOf({ scene: now } as DrawMode, plan, false), pencil);
		deck.setProps({ layers: made.map((layer) => (layer.lifecycle.endsWith('Awaiting garbage collection') ? layer.clone({}) : layer)) });
		// What deck.gl would put off to the next frame is counted too.
		(deck as unknown as { layerManager: { updateLayers(): void } }).layerManager.updateLayers();
	};

	for (let drag = -WARM_DRAGS; drag < DRAGS; drag++) {
		const at = free[((drag + WARM_DRAGS) * 37) % free.length]!;
		deck.setProps({ viewState: { longitude: at[0] / 1e7, latitude: at[1] / 1e7, zoom: ZOOM } as never });
		show(scene, at);
		await frame();
		for (let move = 1; move <= MOVES; move++) {
			const to: LatticePoint = [at[0] + move * 40, at[1] + move * 25 + 1];
			const edit: PlanEdit = { verb: 'move-corner', at, to, cutReason: 'bench' };
			const started = performance.now();
			const changed = applyEdit(plan, edit, ground);
			const next = changed.ok ? figuresAfter(figures, changed.value, ground, DEFAULT_RULES.workload) : figures;
			const edited = performance.now();
			show(
				{
					...scene,
					plan: changed.ok ? changed.value.plan : plan,
					figures: next,
					moved: new Set(changed.ok ? changed.value.moved.map(([id]) => id) : []),
					inHand: { edit, grids: changed.ok ? changed.value.grids : [], problem: changed.ok ? null : changed.problem }
				},
				at
			);
			const shown = performance.now();
			await frame();
			if (drag < 0) continue;
			costs.edit.push(edited - started);
			costs.layers.push(shown - edited);
			if (changed.ok) accepted++;
		}
	}
	deck.finalize();
	return { grids: plan.grids.size, buildings: buildings.count, accepted, ...costs };
}

const frame = (): Promise<void> => new Promise((next) => requestAnimationFrame(() => next()));

(globalThis as { measure?: typeof measure }).measure = measure;
