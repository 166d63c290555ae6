/**
 * A real district from files: read, judge, save. Single features that cannot be used are refused and told one by one; what remains is written in one
 * transaction, so the database holds the whole import or nothing of it. Grids that do not tile the boundary become a draft with its faults and are never
 * silently in effect.
 */
import type { Db } from '../../../../db/open.ts';
import type { Datum } from '../../geo/datum.ts';
import { bboxesTouch, bboxOf, growBbox } from '../../geo/bbox.ts';
import { pointLineM } from '../../geo/distance-m.ts';
import { done, refused, type Outcome, type Problem } from '../../geo/outcome.ts';
import { pointInSurface } from '../../geo/point-in-surface.ts';
import { polygonsOf, type MultiPolygonShape, type Position, type Shape } from '../../geo/position.ts';
import { bboxCentre } from '../../geo/bbox.ts';
import { localPlane } from '../../geo/plane.ts';
import { parseGridCode } from '../../area/code.ts';
import { checkGrids, ROUNDING_WIDTH_M, type GridCheck } from '../../plan/check-grids.ts';
import { placeBuildings } from '../../plan/place-buildings.ts';
import type { DistrictSource } from '../../wire/district-source.ts';
import { saveImport } from '../store/save-import.ts';
import type { SaveStep } from '../store/save-district.ts';
import { areasOf, LEVELS } from './import-areas.ts';
import { compoundsOf } from './import-compounds.ts';
import { IMPORT_DEFAULTS } from './import-defaults.ts';
import type { Layer, RawFeature, Refusal } from './import-feature.ts';
import {
	BOUNDARY,
	BUILDINGS,
	COMPOUNDS,
	GRIDS,
	LANDUSE,
	POIS,
	POSTS,
	readLayer,
	refusalOf,
	ROADS,
	type Read,
	type ReadGrid
} from './import-layers.ts';

export interface ImportFiles {
	/** Features of each file, by layer; a layer without a file is empty. */
	readonly layers: Readonly<Record<Layer, readonly RawFeature[]>>;
	readonly datum: Datum;
	/** Overrides the boundary's own name. */
	readonly name?: string;
	readonly attribution?: string;
}

export interface ReadDistrict {
	readonly source: DistrictSource;
	readonly refusals: readonly Refusal[];
	readonly check: GridCheck;
	/** The plan that the grids become. */
	readonly state: 'effective' | 'draft';
}

export interface ImportProblem extends Problem {
	readonly kind:
		| 'import-no-boundary'
		| 'import-no-grids'
		| 'import-no-code'
		/** Under `strict`; detail `count`. */
		| 'import-strict'
		/** Detail `code`, `name`. */
		| 'import-district-exists';
	/** What was refused until then. */
	readonly refusals: readonly Refusal[];
}

/** Pure: everything that can be said of the files before the database is asked. */
export function readDistrict({ layers, datum, name, attribution }: ImportFiles): Outcome<ReadDistrict, ImportProblem> {
	const refusals: Refusal[] = [];
	const boundaries = readLayer(BOUNDARY, layers.boundary, datum, refusals);
	const [first] = boundaries;
	const grids = readLayer(GRIDS, layers.grids, datum, refusals);
	const no = (kind: ImportProblem['kind']): Outcome<never, ImportProblem> => refused({ kind, refusals });
	// A boundary of which a part was refused is not the boundary: everything would be judged by the wrong ground.
	if (!first || refusals.some(({ layer }) => layer === 'boundary')) return no('import-no-boundary');
	const code = districtCode(first.item.code, grids);
	if (code === null) return no('import-no-code');
	const boundary: MultiPolygonShape = { type: 'MultiPolygon', coordinates: boundaries.flatMap(({ item }) => polygonsOf(item.shape)) };
	const around = new Surroundings(boundary);

	const keptGrids = grids.filter((grid) => {
		const parsed = parseGridCode(grid.id);
		const refuse = (kind: Refusal['kind'], detail: Refusal['detail'] = {}): false => {
			refusals.push(refusalOf('grids', grid, kind, someWhere(grid.item.shape), detail));
			return false;
		};
		if (!parsed.ok) return refuse(parsed.problem.kind, parsed.problem.detail);
		if (parsed.value.micro !== null) return refuse('code-malformed', { code: grid.id });
		if (parsed.value.district !== code) return refuse('code-elsewhere', { code: grid.id, district: code });
		return around.holdsGround(grid.item.shape) || refuse('outside-boundary');
	});
	if (keptGrids.length === 0) return no('import-no-grids');

	const buildings = readLayer(BUILDINGS, layers.buildings, datum, refusals);
	const inDistrict = around.placedIn(buildings.map(({ item }) => item.shape));
	const keptBuildings = buildings.filter((building, i) => {
		if (inDistrict[i]) return true;
		refusals.push(refusalOf('buildings', building, 'outside-boundary', someWhere(building.item.shape)));
		return false;
	});
	const keep = <T extends { readonly shape: Shape }>(layer: Layer, items: Read<T>[], near: (shape: T['shape']) => boolean): T[] =>
		items.flatMap((read) => {
			if (near(read.item.shape)) return [read.item];
			refusals.push(refusalOf(layer, read, 'outside-boundary', someWhere(read.item.shape)));
			return [];
		});
	const compounds = keep('compounds', readLayer(COMPOUNDS, layers.compounds, datum, refusals), (shape) => around.holdsGround(shape));
	const posts = keep('posts', readLayer(POSTS, layers.posts, datum, refusals), ({ coordinates }) => around.reachesPost(coordinates));
	const roads = keep('roads', readLayer(ROADS, layers.roads, datum, refusals), (shape) => around.isContext(shape));
	const landuse = keep('landuse', readLayer(LANDUSE, layers.landuse, datum, refusals), (shape) => around.isContext(shape));
	const pois = keep('pois', readLayer(POIS, layers.pois, datum, refusals), (shape) => around.isContext(shape));

	const gridSources = keptGrids.map(({ item }) => item);
	const check = checkGrids({
		boundary: boundaries.map(({ item }) => item.shape),
		grids: gridSources,
		buildings: keptBuildings.map(({ item }) => ({ id: item.sourceId, shape: item.shape }))
	});
	const given = compoundsOf(
		compounds,
		keptBuildings.map(({ item }, i) => {
			const held = check.places[i]?.grid ?? null;
			return { ...item, gridCode: held === null ? null : gridSources[held]!.code };
		})
	);
	const source: DistrictSource = {
		code,
		name: name ?? (first.item.name || code),
		fictional: false,
		attribution: attribution ?? '',
		boundary,
		levels: LEVELS,
		areas: areasOf(code, gridSources),
		grids: gridSources.map(({ code: gridCode, areaCode, name: gridName, risk, shape, work }) => ({
			code: gridCode,
			areaCode,
			name: gridName,
			risk,
			shape,
			work
		})),
		compounds: given.compounds,
		buildings: given.buildings,
		posts,
		roads,
		landuse,
		pois,
		people: []
	};
	return done({ source, refusals: refusals.sort(byPlace), check, state: check.faults.length === 0 ? 'effective' : 'draft' });
}

export interface ImportOptions {
	readonly nowMs: number;
	/** Refuses everything when a single feature is refused. */
	readonly strict: boolean;
	/** A district of the same code goes, with everything that hangs on it, in the same transaction. */
	readonly replace: boolean;
	readonly progress?: (step: SaveStep, done: number, of: number) => void;
}

export interface Imported extends ReadDistrict {
	readonly districtId: number;
	readonly planId: number;
	readonly replaced: boolean;
}

/** Writes what was read. @throws Error of the database; nothing is left behind. */
export async function importDistrict(db: Db, read: ReadDistrict, options: ImportOptions): Promise<Outcome<Imported, ImportProblem>> {
	if (options.strict && read.refusals.length > 0) {
		return refused({ kind: 'import-strict', detail: { count: read.refusals.length }, refusals: read.refusals });
	}
	const saved = await saveImport(
		db,
		read.source,
		{
			nowMs: options.nowMs,
			plan: { state: read.state, faults: read.check.faults },
			...(options.progress ? { progress: options.progress } : {})
		},
		options.replace
	);
	if ('existing' in saved) {
		return refused({ kind: 'import-district-exists', detail: { code: read.source.code, name: saved.existing }, refusals: read.refusals });
	}
	return done({ ...read, ...saved });
}

/** The boundary's own six digits, else those on which all grids agree; null where neither says. */
function districtCode(own: string, grids: readonly Read<ReadGrid>[]): string | null {
	if (/^\d{6}/.test(own)) return own.slice(0, 6);
	const codes = new Set(
		grids
			.map(({ id }) => id)
			.filter((id) => parseGridCode(id).ok)
			.map((id) => id.slice(0, 6))
	);
	return codes.size === 1 ? [...codes][0]! : null;
}

/** What lies in the district, and what near enough to be drawn with it. */
class Surroundings {
	readonly #boundary: MultiPolygonShape;
	readonly #context;

	constructor(boundary: MultiPolygonShape) {
		this.#boundary = boundary;
		this.#context = growBbox(bboxOf(boundary), IMPORT_DEFAULTS.contextReachM);
	}

	/** Whether each shape has some of its ground, more than rounding, in the district. */
	placedIn(shapes: readonly MultiPolygonShape[] | readonly Parameters<typeof placeBuildings>[1][number][]): boolean[] {
		const plane = localPlane(bboxCentre(bboxOf(this.#boundary)));
		return placeBuildings([{ code: '', shape: this.#boundary }], shapes, plane, ROUNDING_WIDTH_M).map(({ grid }) => grid !== null);
	}

	holdsGround(shape: Parameters<typeof placeBuildings>[1][number]): boolean {
		return this.placedIn([shape])[0] ?? false;
	}

	reachesPost(at: Position): boolean {
		if (pointInSurface(at, this.#boundary)) return true;
		return this.#boundary.coordinates.flat().some((ring) => pointLineM(at, ring) <= IMPORT_DEFAULTS.postReachM);
	}

	isContext(shape: Shape): boolean {
		return bboxesTouch(this.#context, bboxOf(shape));
	}
}

const someWhere = (shape: Shape): Position => bboxCentre(bboxOf(shape));

const ORDER: readonly Layer[] = ['boundary', 'grids', 'buildings', 'roads', 'posts', 'pois', 'landuse', 'compounds'];
const byPlace = (a: Refusal, b: Refusal): number => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer) || a.index - b.index;
