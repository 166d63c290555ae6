/** `balance-grids`: brings the work of grids that there are within a tolerance, with few residents changing worker; from files alone, no database. */
import { basename } from 'node:path';
import { labelPoint } from '../lib/geo/label-point.ts';
import { snapSurface } from '../lib/geo/lattice.ts';
import { polygonsOf } from '../lib/geo/position.ts';
import { balanceGrids, type BalanceStep } from '../lib/plan/balance/balance-grids.ts';
import type { BorderPlan, GridCode, PlanBuildings, PlanGrid, PlanGround } from '../lib/plan/border-plan.ts';
import { followLinesOf, type FollowKind } from '../lib/plan/draft/follow-lines.ts';
import { fromPolygons } from '../lib/plan/from-polygons.ts';
import { gridShape } from '../lib/plan/grid-shape.ts';
import { latticePointAt } from '../lib/plan/lattice-point.ts';
import { figuresOf } from '../lib/plan/plan-figures.ts';
import { DEFAULT_RULES, type Rules } from '../lib/rules/rule-set.ts';
import { textOf } from '../lib/server/actions/import-property.ts';
import { partitionWords } from '../lib/words/partition.ts';
import { trackWords } from '../lib/words/tracks.ts';
import { featureLine } from './feature-line.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import { type Options, readOptions } from './options.ts';
import { compoundsByPlace, loadOf, readLayer } from './read-layer.ts';
import { CallError, type Verb } from './verb.ts';
import { writeWhole } from './write-whole.ts';

/** What differs by less is drawn together, as on import. */
const TOLERANCE = { snapM: 0.05, sliverM: 1 };
const RESIDENTS_A_HOUSEHOLD = 2.6;
const SURFACES = ['Polygon', 'MultiPolygon'] as const;
const LINES = ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'Point'] as const;
const GUIDES: Readonly<Record<FollowKind, PlanGround['lines'][number]['kind']>> = {
	major: 'road',
	minor: 'road',
	path: 'road',
	wall: 'wall',
	water: 'water'
};

export const verb: Verb = {
	summary: 'balance the work of grids with few residents changing worker · 在少换网格员的前提下均衡各网格工作量',
	usage: `npm run -s cli -- balance-grids --boundary FILE --grids FILE --buildings FILE --out FILE
                               [--roads FILE] [--compounds FILE] [--only CODES] [--tolerance X] [--moved X] [--spread X] [--compact X]
                               [--weight-property NAME] [--seed N] [--rounds N] [--seconds S] [--lang zh|en]

  --boundary, --grids     GeoJSON: grids that tile the boundary, each with a "code"; "workers" (1 unless told) and "locked" are heeded
  --buildings FILE        GeoJSON: footprints with "households" and "residents" (${RESIDENTS_A_HOUSEHOLD} a household unless told); none is newly cut
  --roads FILE            GeoJSON: lines along which borders cost less
  --compounds FILE        GeoJSON: walled housing; buildings inside are of it. One that lies in a single grid stays whole
  --only CODES            grids that may change, with commas between; all unless told
  --tolerance X           0.05 unless told: every load within 5 % of the mean of the grids it can share work with
  --moved, --spread, --compact X   what counts within the tolerance, against one another; 1 each unless told
  --weight-property NAME  the load of a building; without it the work of the default rules, walking included
  --seed N, --rounds N    the same files, seed and rounds give the same file; without rounds or seconds until nothing better is found
  --seconds S             ends the search after so long
  --out FILE              gets the grids as GeoJSON with their properties, "load" among them

Grids of different communities (12 digits of the code) never exchange. Exit status: 0 every load within the tolerance, 1 written but some are
not, 2 the call or a file cannot be used.`,

	async run(args) {
		const names = ['boundary', 'grids', 'buildings', 'roads', 'compounds', 'only', 'weight-property', 'out'];
		const numbers = ['tolerance', 'moved', 'spread', 'compact', 'seed', 'rounds', 'seconds'];
		const options = readOptions(args, { texts: [...names, ...numbers], flags: [] });
		const { language } = options;
		const out = options.needed('out');
		const tolerance = numberOption(options, 'tolerance', { from: 0, to: 1, or: 0.05 }, partitionWords.wantedTolerance);
		const weight = (name: string): number => numberOption(options, name, { from: 0, or: 1 }, partitionWords.wantedShare);
		const priorities = { moved: weight('moved'), spread: weight('spread'), compact: weight('compact') };
		const seed = numberOption(options, 'seed', { whole: true, from: 0, to: 2 ** 32 - 1, or: 1 }, partitionWords.wantedSeed);
		const rounds = numberOption(options, 'rounds', { whole: true, from: 1, or: Number.MAX_SAFE_INTEGER }, partitionWords.wantedParts);
		const seconds = numberOption(options, 'seconds', { above: 0, or: Number.MAX_VALUE }, partitionWords.wantedSeconds);
		const { plan, ground, rules, properties } = await readPlan(options);
		const only = options.text('only')?.split(/[,，\s]+/);
		const unknown = only?.find((code) => !plan.grids.has(code as GridCode));
		if (unknown !== undefined) throw new CallError(`--only: ${unknown}. ${told(partitionWords.wantedCodes, language)}`);

		let last: BalanceStep | null = null;
		const began = performance.now();
		const wish = { plan, ground, rules, tolerance, priorities, seed, ...(only ? { grids: only as GridCode[] } : {}) };
		for (const step of balanceGrids(wish)) {
			last = step;
			if (step.round >= rounds || performance.now() - began > seconds * 1000) break;
		}
		const after = last?.plan ?? plan;
		await writeWhole([{ path: out, pieces: geojson(after, ground, rules, properties) }]).catch((error: NodeJS.ErrnoException) => {
			throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
		});
		return report(last, options);
	}
};

interface Read {
	readonly plan: BorderPlan;
	readonly ground: PlanGround;
	readonly rules: Rules['workload'];
	/** Of each grid, as the file has them. */
	readonly properties: ReadonlyMap<GridCode, Readonly<Record<string, unknown>>>;
}

/** Minutes that are nothing but the load of the buildings. */
const LOADS_ALONE: Rules['workload'] = {
	...DEFAULT_RULES.workload,
	kinds: { ...DEFAULT_RULES.workload.kinds, household: { visitsPerDay: 1, minutesPerVisit: 1 } },
	detourFactor: 0,
	minutesPerWorkerDay: 1
};

async function readPlan(options: Options): Promise<Read> {
	const { language } = options;
	const bad: string[] = [];
	const layer = async <T extends (typeof LINES)[number]>(name: string, types: readonly T[], needed = false) => {
		const file = needed ? options.needed(name) : options.text(name);
		return file === undefined ? [] : readLayer(file, types, language, bad);
	};
	const boundary = await layer('boundary', SURFACES, true);
	const grids = await layer('grids', SURFACES, true);
	const houses = await layer('buildings', SURFACES, true);
	const roads = await layer('roads', LINES);
	const compounds = await layer('compounds', SURFACES);
	const seen = new Set<string>();
	for (const { raw, properties } of grids) {
		const code = textOf(properties, 'code');
		const kind = code === '' ? 'code-missing' : seen.has(code) ? 'code-malformed' : null;
		if (kind)
			bad.push(featureLine(basename(options.needed('grids')), { ...raw, id: code || null, kind, detail: { found: code } }, language));
		seen.add(code);
	}
	const weight = options.text('weight-property');
	const loads = houses.map(({ raw, properties }) => {
		const name = weight ?? 'households';
		const load = loadOf(properties[name]);
		if (load !== 'wrong') return load ?? 0;
		const detail = { name, found: String(properties[name]).slice(0, 40), wanted: '0…' };
		bad.push(featureLine(basename(options.needed('buildings')), { ...raw, id: null, kind: 'property-malformed', detail }, language));
		return 0;
	});
	if (bad.length > 0) throw new CallError(bad.join('\n'));

	const rings = houses.map(({ shape }) => (polygonsOf(snapSurface(shape))[0]?.[0] ?? []).map(latticePointAt));
	const ringStart = new Uint32Array(rings.length + 1);
	rings.forEach((ring, i) => (ringStart[i + 1] = ringStart[i]! + ring.length));
	const buildings: PlanBuildings = {
		count: rings.length,
		id: Int32Array.from(rings, (_, i) => i + 1),
		households: Uint32Array.from(loads, (load) => Math.round(load)),
		residents: Uint32Array.from(houses, ({ properties }) => {
			const [own, households] = [loadOf(properties['residents']), loadOf(properties['households'])];
			return Math.round(typeof own === 'number' ? own : (typeof households === 'number' ? households : 0) * RESIDENTS_A_HOUSEHOLD);
		}),
		pointE7: Int32Array.from(houses.flatMap(({ shape }) => latticePointAt(labelPoint(shape)))),
		ringStart,
		ringE7: Int32Array.from(rings.flat(2))
	};
	const compoundAt = compoundsByPlace(compounds);
	const members = new Map<string, number[]>();
	houses.forEach(({ shape, properties }, i) => {
		const compound = textOf(properties, 'compound', 'compoundId') || compoundAt(shape);
		if (compound !== null && compound !== '') members.set(compound, [...(members.get(compound) ?? []), i + 1]);
	});
	const facts = grids.map(({ shape, properties }) => {
		const code = textOf(properties, 'code') as GridCode;
		const workers = loadOf(properties['workers']);
		const grid: PlanGrid = {
			code,
			name: textOf(properties, 'name'),
			risk: 'low',
			areaCode: code.slice(0, 12),
			locked: properties['locked'] === true,
			workers: typeof workers === 'number' ? Math.round(workers) : 1,
			work: {},
			from: []
		};
		return { grid, shape, properties };
	});
	const { plan } = fromPolygons({ boundary: boundary.map(({ shape }) => shape), grids: facts, buildings }, TOLERANCE);
	if (!plan) throw new CallError(told(partitionWords.noPlan, language, { file: basename(options.needed('grids')) }));
	return {
		plan,
		ground: {
			buildings,
			rowOf: new Map(Array.from(buildings.id, (id, row) => [id, row])),
			compounds: [...members].map(([name, buildingIds], id) => ({
				id,
				name,
				gates: 0,
				buildingIds,
				at: latticePointAt(labelPoint(houses[buildingIds[0]! - 1]!.shape))
			})),
			posts: [],
			enterprises: [],
			lines: roads.flatMap(({ shape, properties }) =>
				followLinesOf(shape, properties).map(({ kind, line }) => ({ kind: GUIDES[kind], name: '', line: line.map(latticePointAt) }))
			),
			excluded: [],
			usedCodes: new Set(plan.grids.keys()),
			minimum: { areaM2: 0, buildings: 0 }
		},
		rules: weight === undefined ? DEFAULT_RULES.workload : LOADS_ALONE,
		properties: new Map(facts.map(({ grid, properties }) => [grid.code, properties]))
	};
}

function* geojson(plan: BorderPlan, ground: PlanGround, rules: Rules['workload'], properties: Read['properties']): Generator<string> {
	const { grids } = figuresOf(plan, ground, rules);
	yield '{"type":"FeatureCollection","features":[\n';
	let first = true;
	for (const [code, { workload, households, buildings }] of grids) {
		const own = { ...properties.get(code), code, load: workload.load, households, buildings };
		yield `${first ? '' : ',\n'}${JSON.stringify({ type: 'Feature', properties: own, geometry: gridShape(plan, code) })}`;
		first = false;
	}
	yield '\n]}\n';
}

function report(step: BalanceStep | null, { language }: Options): number {
	if (!step) {
		console.log(told(partitionWords.nothing, language));
		return 0;
	}
	const show = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
	const { balanceBefore, balanceAfter, outside, leftOut } = step;
	console.log(
		told(partitionWords.balanced, language, {
			grids: step.before.size,
			cvBefore: show(balanceBefore.cv),
			cvAfter: show(balanceAfter.cv),
			maxBefore: show(balanceBefore.maxToMean),
			maxAfter: show(balanceAfter.maxToMean),
			residents: step.residentsMoved,
			least: step.residentsAtLeast,
			buildings: step.buildingsMoved,
			edits: step.edits.length,
			rounds: step.round,
			seconds: (performance.now() / 1000).toFixed(1)
		})
	);
	if (leftOut.length > 0) console.log(told(partitionWords.leftOut, language, { count: leftOut.length }));
	if (outside.length > 0)
		console.log(told(partitionWords.stillOutside, language, { count: outside.length, codes: outside.slice(0, 8).join(', ') }));
	return outside.length > 0 ? 1 : 0;
}
