/** `coverage`: D4 of recorded tracks over grids and buildings, from files alone; the same code that keeps the live picture. */
import { access, constants } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { GridId } from '../lib/area/area.ts';
import { bboxCentre, bboxOf, unionBbox } from '../lib/geo/bbox.ts';
import { localPlane } from '../lib/geo/plane.ts';
import type { SurfaceShape } from '../lib/geo/position.ts';
import { readSurface } from '../lib/geo/read-shape.ts';
import { createDistrictCoverage, type CoverageGround } from '../lib/patrol/district-coverage.ts';
import type { StaleFinding } from '../lib/patrol/find-gaps.ts';
import { areaCoverage, buildingCoverage } from '../lib/patrol/grid-coverage.ts';
import { oneFixEach } from '../lib/patrol/legs.ts';
import { ROUNDING_WIDTH_M } from '../lib/plan/check-grids.ts';
import { placeBuildings } from '../lib/plan/place-buildings.ts';
import { DEFAULT_RULES, type Rules } from '../lib/rules/rule-set.ts';
import type { RawFeature, RefusalKind } from '../lib/server/actions/import-feature.ts';
import { LANDUSE } from '../lib/server/actions/import-layers.ts';
import { countOf, PropertyRefused, textOf, type Properties } from '../lib/server/actions/import-property.ts';
import { fileWords } from '../lib/words/import.ts';
import { trackWords } from '../lib/words/tracks.ts';
import type { Language } from '../lib/words/words.ts';
import { featureLine } from './feature-line.ts';
import { instantOf } from './instant.ts';
import { told } from './language.ts';
import { readOptions, type Options } from './options.ts';
import { readGeojson } from './read-geojson.ts';
import { readTracks } from './read-tracks.ts';
import { CallError, type Verb } from './verb.ts';
import { writeWhole } from './write-whole.ts';

export const verb: Verb = {
	summary: 'what recorded tracks covered, and the gaps they left · 由轨迹计算覆盖与死角',
	usage: `npm run -s cli -- coverage --grids FILE --buildings FILE --tracks FILE.csv --at TIME [--window-hours 24] [--radius-m 25]
                         [--landuse FILE] --out gaps.geojson --report report.json [--lang zh|en]

  --grids FILE       GeoJSON: the grids, each with a "code"
  --buildings FILE   GeoJSON: footprints with an "id" and, if known, "households" and "gridCode" (else the grid holding most of it)
  --tracks FILE      CSV: device,at,lng,lat,accuracy_m,speed_mps; the last two may be empty
  --at TIME          the moment to judge, ISO 8601: 2026-01-31T08:00:00Z, UTC without an offset; later fixes are not looked at
  --window-hours N   fresh is seen within so many hours (24)
  --radius-m N       seen is within so many metres of a leg (25)
  --landuse FILE     GeoJSON: land use; water is no ground to cover
  --out FILE         gaps as polygons: kind (buildings, ground), gridCode, areaM2; of buildings also ids, households, oldestAgeS
  --report FILE      numbers of each grid, last sighting of each building

Exit status: 0 done, 2 the call or a file cannot be used; then nothing is written.`,

	async run(args) {
		const options = readOptions(args, {
			texts: ['grids', 'buildings', 'tracks', 'at', 'window-hours', 'radius-m', 'landuse', 'out', 'report'],
			flags: []
		});
		const { language } = options;
		const [gridsFile, buildingsFile, tracksFile] = [options.needed('grids'), options.needed('buildings'), options.needed('tracks')];
		const atMs = momentOf(options);
		const windowH = positive(options, 'window-hours', 24);
		const radiusM = positive(options, 'radius-m', DEFAULT_RULES.coverage.radiusM);
		const [out, report] = [options.needed('out'), options.needed('report')];
		// Told before the work, not after it.
		for (const path of [out, report]) await writable(path, language);

		const bad: string[] = [];
		const grids = readGrids(gridsFile, await readGeojson(gridsFile, language), language, bad);
		const buildings = readBuildings(buildingsFile, await readGeojson(buildingsFile, language), language, bad);
		const landuseFile = options.text('landuse');
		const landuse = landuseFile === undefined ? [] : readLanduse(landuseFile, await readGeojson(landuseFile, language), language, bad);
		if (bad.length > 0) throw new CallError(bad.join('\n'));

		const rules: Rules = {
			...DEFAULT_RULES,
			coverage: { ...DEFAULT_RULES.coverage, radiusM, limitH: { low: windowH, medium: windowH, high: windowH } }
		};
		const ground = layGround(grids, buildings, landuse, rules);
		// Fixes before the window are taken too: a leg that ends in the window may begin before it, and a building not seen in the window may have
		// been seen earlier. Later ones than the moment are not: then, nobody could know of them.
		const fixes = oneFixEach((await readTracks(tracksFile, language)).filter((fix) => fix.recordedAtMs <= atMs));
		const coverage = createDistrictCoverage(ground, rules, { keepFixes: Infinity });
		coverage.passTime(atMs);
		coverage.addFixes(fixes);

		const gridRows = grids.map(({ code }, g) => {
			const numbers = coverage.coverageOf((g + 1) as GridId, atMs);
			return {
				code,
				buildings: numbers.buildings,
				freshBuildings: numbers.freshBuildings,
				buildingCoverage: ratio(buildingCoverage(numbers)),
				areaCoverage: ratio(areaCoverage(numbers)),
				freshAreaM2: rounded(numbers.freshAreaM2, 2),
				gapCount: numbers.gapCount
			};
		});
		const buildingRows = buildings.map(({ id, gridCode }, b) => {
			const seenMs = coverage.seenAtMs(b + 1);
			const home = ground.buildings[b]?.gridId ?? null;
			return {
				id,
				gridCode: home === null ? gridCode : (grids[home - 1]?.code ?? null),
				lastSeenAt: seenMs === 0 ? null : new Date(seenMs).toISOString()
			};
		});
		const gaps = grids.flatMap(({ code }, g) =>
			coverage.gapsOf((g + 1) as GridId, atMs).map((gap) => gapFeature(gap, code, buildings, atMs))
		);
		try {
			await writeWhole([
				{ path: out, pieces: collection('{ "type": "FeatureCollection", "features": [', gaps, '] }\n') },
				{
					path: report,
					pieces: [...collection('{ "grids": [', gridRows, '],\n'), ...collection('"buildings": [', buildingRows, '] }\n')]
				}
			]);
		} catch (error) {
			const { code, path } = error as NodeJS.ErrnoException;
			if (code === undefined) throw error;
			throw new CallError(told(trackWords.notWritable, language, { file: path ?? `${out}, ${report}`, reason: code }));
		}
		return 0;
	}
};

function momentOf(options: Options): number {
	const text = options.needed('at');
	const atMs = instantOf(text);
	if (atMs !== null) return atMs;
	throw new CallError(
		told(fileWords.optionValue, options.language, { option: '--at', found: text, wanted: told(trackWords.wantedInstant, options.language) })
	);
}

function positive(options: Options, name: string, otherwise: number): number {
	const text = options.text(name);
	if (text === undefined) return otherwise;
	const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
	if (value > 0) return value;
	throw new CallError(
		told(fileWords.optionValue, options.language, {
			option: `--${name}`,
			found: text,
			wanted: told(trackWords.wantedPositive, options.language)
		})
	);
}

async function writable(path: string, language: Language): Promise<void> {
	await access(dirname(path), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
		throw new CallError(told(trackWords.notWritable, language, { file: path, reason: error.code ?? error.message }));
	});
}

interface GridRow {
	readonly code: string;
	readonly shape: SurfaceShape;
}
interface BuildingRow {
	/** As the file has it: text or number. */
	readonly id: string | number;
	readonly name: string;
	readonly households: number;
	/** Of the file; null where it says nothing. */
	readonly gridCode: string | null;
	readonly shape: SurfaceShape;
}
interface Raw {
	readonly id?: unknown;
	readonly properties: Properties;
	readonly geometry: unknown;
}

type Refuse = (kind: RefusalKind, detail?: Readonly<Record<string, string | number>>, id?: string) => undefined;

/** Reads features one by one; what one of them cannot be used for is a line in `bad`. */
function readEach<T>(
	path: string,
	features: readonly RawFeature[],
	language: Language,
	bad: string[],
	read: (raw: Raw, refuse: Refuse) => T | undefined
): T[] {
	return features.flatMap((feature): T[] => {
		const refuse: Refuse = (kind, detail, id) => {
			bad.push(featureLine(basename(path), { ...feature, id: id ?? null, kind, ...(detail ? { detail } : {}) }, language));
			return undefined;
		};
		const value = feature.value as { type?: unknown; id?: unknown; properties?: unknown; geometry?: unknown } | null;
		if (typeof value !== 'object' || value === null || value.type !== 'Feature') {
			refuse('not-a-feature');
			return [];
		}
		try {
			const made = read({ id: value.id, properties: (value.properties ?? {}) as Properties, geometry: value.geometry }, refuse);
			return made === undefined ? [] : [made];
		} catch (error) {
			if (!(error instanceof PropertyRefused)) throw error;
			refuse(error.kind, error.detail);
			return [];
		}
	});
}

function readGrids(path: string, features: readonly RawFeature[], language: Language, bad: string[]): GridRow[] {
	const codes = new Set<string>();
	return readEach(path, features, language, bad, ({ properties, geometry }, refuse) => {
		const code = textOf(properties, 'code');
		if (code === '') return refuse('code-missing');
		if (codes.has(code)) return refuse('duplicate-code', { code }, code);
		codes.add(code);
		const shape = readSurface(geometry);
		if (!shape.ok) return refuse(shape.problem.kind, shape.problem.detail, code);
		return { code, shape: shape.value };
	});
}

function readBuildings(path: string, features: readonly RawFeature[], language: Language, bad: string[]): BuildingRow[] {
	const ids = new Set<string | number>();
	return readEach(path, features, language, bad, (raw, refuse) => {
		const id = [raw.id, raw.properties['id']].find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number') as
			string | number | undefined;
		if (id === undefined) return refuse('code-missing');
		if (ids.has(id)) return refuse('duplicate-code', { code: id }, String(id));
		ids.add(id);
		const shape = readSurface(raw.geometry);
		if (!shape.ok) return refuse(shape.problem.kind, shape.problem.detail, String(id));
		return {
			id,
			name: textOf(raw.properties, 'name'),
			households: countOf(raw.properties, ['households'], 0),
			gridCode: textOf(raw.properties, 'gridCode') || null,
			shape: shape.value
		};
	});
}

function readLanduse(path: string, features: readonly RawFeature[], language: Language, bad: string[]) {
	return readEach(path, features, language, bad, ({ properties, geometry }, refuse) => {
		const shape = LANDUSE.shapeOf(geometry);
		if (!shape.ok) return refuse(shape.problem.kind, shape.problem.detail);
		return LANDUSE.itemOf('', properties, shape.value);
	});
}

function layGround(
	grids: readonly GridRow[],
	buildings: readonly BuildingRow[],
	landuse: ReturnType<typeof readLanduse>,
	rules: Rules
): CoverageGround {
	const idOf = new Map(grids.map(({ code }, g) => [code, (g + 1) as GridId]));
	const unplaced = buildings.filter(({ gridCode }) => gridCode === null);
	const box = unionBbox(grids.map(({ shape }) => bboxOf(shape)));
	const places = placeBuildings(
		grids,
		unplaced.map(({ shape }) => shape),
		localPlane(grids.length === 0 ? [0, 0] : bboxCentre(box)),
		ROUNDING_WIDTH_M
	);
	const found = new Map(unplaced.map((building, i) => [building, places[i]?.grid ?? null]));
	return {
		grids: grids.map(({ shape }, g) => ({ id: (g + 1) as GridId, risk: 'low', shape })),
		excluded: landuse.flatMap(({ kind, shape }) =>
			rules.coverage.excludedLanduse.includes(kind) && (shape.type === 'Polygon' || shape.type === 'MultiPolygon') ? [shape] : []
		),
		buildings: buildings.map((building, b) => {
			const grid = found.get(building) ?? null;
			// A grid the file names is believed, also where it is none of these: then the building counts in none of them.
			const gridId = building.gridCode === null ? (grid === null ? null : ((grid + 1) as GridId)) : (idOf.get(building.gridCode) ?? null);
			return { id: b + 1, gridId, households: building.households, name: building.name, shape: building.shape };
		})
	};
}

function gapFeature(gap: StaleFinding, gridCode: string, buildings: readonly BuildingRow[], atMs: number) {
	const { areaM2, households, oldestSeenAtMs } = gap.measures;
	const common = { kind: gap.kind === 'buildings-stale' ? 'buildings' : 'ground', gridCode, areaM2: rounded(areaM2, 2) };
	// Never seen is older than any age: null.
	const oldestAgeS = oldestSeenAtMs === null ? null : Math.round((atMs - oldestSeenAtMs) / 1000);
	return {
		type: 'Feature',
		properties:
			gap.kind === 'buildings-stale'
				? { ...common, ids: gap.subject.ids.map((b) => buildings[b - 1]?.id ?? b), households: households ?? 0, oldestAgeS }
				: common,
		geometry: gap.shape
	};
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const ratio = (value: number | null): number | null => (value === null ? null : rounded(value, 6));

/** One element a line. */
function* collection(head: string, elements: readonly unknown[], tail: string): Generator<string> {
	yield head;
	for (const [i, element] of elements.entries()) yield `${i === 0 ? '' : ','}\n${JSON.stringify(element)}`;
	yield `\n${tail}`;
}
