/** Turns the features of each file into what a district is made of, and refuses, one by one, those that cannot be. */
import { parseGridCode } from '../../area/code.ts';
import type { Risk } from '../../area/area.ts';
import type { PostKind } from '../../duty/post.ts';
import { shapeToWgs84, type Datum } from '../../geo/datum.ts';
import { snapPosition, snapSurface } from '../../geo/lattice.ts';
import type { Outcome } from '../../geo/outcome.ts';
import type { LineShape, MultiLineShape, PointShape, Position, Shape, SurfaceShape } from '../../geo/position.ts';
import { readShape, readSurface, type ShapeProblem } from '../../geo/read-shape.ts';
import { orientSurface } from '../../geo/ring.ts';
import { WORK_KINDS } from '../../plan/workload.ts';
import type { WorkKind } from '../../rules/rule-set.ts';
import type {
	BuildingSource,
	CompoundSource,
	GridSource,
	LanduseSource,
	PoiSource,
	PostSource,
	RoadSource
} from '../../wire/district-source.ts';
import { IMPORT_DEFAULTS } from './import-defaults.ts';
import type { Layer, RawFeature, Refusal, RefusalKind } from './import-feature.ts';
import { countOf, levelsOf, PropertyRefused, textOf, type Properties } from './import-property.ts';

/** Something read, and the feature it came from, so that it can still be refused for what is around it. */
export interface Read<T> {
	readonly item: T;
	readonly raw: RawFeature;
	readonly id: string;
}

export interface LayerReader<T> {
	readonly layer: Layer;
	/** What names it in a message. */
	readonly idOf: (properties: Properties, feature: Properties, index: number) => string;
	readonly shapeOf: (geometry: unknown) => Outcome<Shape, ShapeProblem>;
	readonly itemOf: (id: string, properties: Properties, shape: Shape) => T;
	/** Ids must be given and may come once. */
	readonly unique: boolean;
}

/** Reads one file's features in their order. */
export function readLayer<T>(reader: LayerReader<T>, features: readonly RawFeature[], datum: Datum, refusals: Refusal[]): Read<T>[] {
	const seen = new Set<string>();
	const read: Read<T>[] = [];
	for (const raw of features) {
		const feature = raw.value as { type?: unknown; properties?: unknown; geometry?: unknown } | null;
		const refuse = (kind: RefusalKind, id: string | null, detail: Refusal['detail'] = {}, at: Position | null = null): void => {
			refusals.push({ layer: reader.layer, index: raw.index, place: raw.place, id, kind, detail, at });
		};
		if (typeof feature !== 'object' || feature === null || feature.type !== 'Feature') {
			refuse('not-a-feature', null);
			continue;
		}
		const properties = (typeof feature.properties === 'object' && feature.properties !== null ? feature.properties : {}) as Properties;
		const id = reader.idOf(properties, feature as Properties, raw.index);
		const named = id === '' ? null : id;
		const shape = reader.shapeOf(feature.geometry);
		if (!shape.ok) {
			refuse(shape.problem.kind, named, shape.problem.detail, shape.problem.at ?? firstPosition(feature.geometry));
			continue;
		}
		const place = firstPosition(shape.value);
		if (reader.unique && named === null) {
			refuse('code-missing', null, {}, place);
			continue;
		}
		if (reader.unique && seen.has(id)) {
			refuse('duplicate-code', id, { code: id }, place);
			continue;
		}
		try {
			read.push({ item: reader.itemOf(id, properties, onLattice(shapeToWgs84(shape.value, datum))), raw, id });
			seen.add(id);
		} catch (error) {
			if (!(error instanceof PropertyRefused)) throw error;
			refuse(error.kind, named, error.detail, place);
		}
	}
	return read;
}

/** Refuses something that was read. */
export const refusalOf = (
	layer: Layer,
	{ raw, id }: Read<unknown>,
	kind: RefusalKind,
	at: Position | null,
	detail: Refusal['detail'] = {}
): Refusal => ({
	layer,
	index: raw.index,
	place: raw.place,
	id,
	kind,
	detail,
	at
});

function onLattice(shape: Shape): Shape {
	switch (shape.type) {
		case 'Point':
			return { ...shape, coordinates: snapPosition(shape.coordinates) };
		case 'LineString':
			return { ...shape, coordinates: shape.coordinates.map(snapPosition) };
		case 'MultiLineString':
			return { ...shape, coordinates: shape.coordinates.map((line) => line.map(snapPosition)) };
		default: {
			// A shape of less than a centimetre would fall onto one point: it is kept as it is.
			const snapped = snapSurface(shape);
			return orientSurface(snapped.coordinates.length === 0 ? shape : snapped);
		}
	}
}

function firstPosition(geometry: unknown): Position | null {
	let at: unknown = (geometry as { coordinates?: unknown } | null | undefined)?.coordinates;
	while (Array.isArray(at) && Array.isArray(at[0])) at = at[0];
	if (!Array.isArray(at)) return null;
	const [lng, lat] = at as unknown[];
	return typeof lng === 'number' && typeof lat === 'number' ? [lng, lat] : null;
}

const codeText = (properties: Properties): string => textOf(properties, 'code');
const idText = (properties: Properties, feature: Properties): string => textOf(properties, 'id', '@id') || textOf(feature, 'id');
/** An id of its own for what carries none: the same each time the same file is read. */
const idOrIndex = (layer: Layer) => (properties: Properties, feature: Properties, index: number) =>
	idText(properties, feature) || `${layer}-${index + 1}`;

export interface BoundarySource {
	readonly code: string;
	readonly name: string;
	readonly shape: SurfaceShape;
}
export const BOUNDARY: LayerReader<BoundarySource> = {
	layer: 'boundary',
	unique: false,
	idOf: codeText,
	shapeOf: readSurface,
	itemOf: (code, properties, shape) => ({ code, name: textOf(properties, 'name', 'name:zh'), shape: shape as SurfaceShape })
};

/** A grid with what its file says of the levels above it. */
export interface ReadGrid extends GridSource {
	readonly streetName: string;
	readonly communityName: string;
}
export const GRIDS: LayerReader<ReadGrid> = {
	layer: 'grids',
	unique: true,
	idOf: codeText,
	shapeOf: readSurface,
	itemOf(code, properties, shape) {
		const parsed = parseGridCode(code);
		return {
			code,
			areaCode: parsed.ok ? parsed.value.community : '',
			name: textOf(properties, 'name', 'name:zh') || `第${Number(code.slice(12, 15))}网格`,
			risk: riskOf(properties),
			shape: shape as SurfaceShape,
			work: workOf(properties),
			streetName: textOf(properties, 'street', 'streetName', '街道'),
			communityName: textOf(properties, 'community', 'communityName', '社区')
		};
	}
};

function riskOf(properties: Properties): Risk {
	const text = textOf(properties, 'risk', 'riskLevel', '风险');
	if (text === '') return IMPORT_DEFAULTS.risk;
	const risk = RISKS[text.toLowerCase()];
	if (!risk) throw new PropertyRefused('risk', properties['risk'] ?? text, 'low, medium, high');
	return risk;
}
const RISKS: Readonly<Record<string, Risk>> = { low: 'low', medium: 'medium', high: 'high', 低: 'low', 中: 'medium', 高: 'high' };

/** Households, gates and post seats are counted from buildings, compounds and posts; a count in the file stands for what cannot be. */
function workOf(properties: Properties): Partial<Record<WorkKind, number>> {
	const work: Partial<Record<WorkKind, number>> = {};
	for (const kind of WORK_KINDS) {
		const count = countOf(properties, [kind, `${kind}s`, WORK_NAMES[kind]], -1);
		if (count >= 0) work[kind] = count;
	}
	return work;
}
const WORK_NAMES: Readonly<Record<WorkKind, string>> = {
	household: '户数',
	isolatedHousehold: '隔离户',
	compoundGate: '小区大门',
	postSeat: '岗位',
	enterprise: '企业',
	openCase: '待办事件'
};

export const BUILDINGS: LayerReader<BuildingSource> = {
	layer: 'buildings',
	unique: true,
	idOf: idOrIndex('buildings'),
	shapeOf: readSurface,
	itemOf(sourceId, properties, shape) {
		const households = countOf(properties, ['households', '户数'], IMPORT_DEFAULTS.households);
		return {
			sourceId,
			name: textOf(properties, 'name', 'name:zh'),
			kind: textOf(properties, 'building', 'kind'),
			floors: countOf(properties, ['floors', 'levels'], levelsOf(properties) ?? IMPORT_DEFAULTS.floors),
			units: countOf(properties, ['units'], IMPORT_DEFAULTS.units),
			households,
			residents: countOf(properties, ['residents', '人口'], Math.round(households * IMPORT_DEFAULTS.residentsPerHousehold)),
			compoundId: textOf(properties, 'compound', 'compoundId', '小区') || null,
			gridCode: null,
			shape: shape as SurfaceShape
		};
	}
};

export const COMPOUNDS: LayerReader<CompoundSource> = {
	layer: 'compounds',
	unique: true,
	// As buildings name it.
	idOf: (properties, feature) => idText(properties, feature) || textOf(properties, 'code', 'name', 'name:zh'),
	shapeOf: readSurface,
	itemOf(sourceId, properties, shape) {
		const company = textOf(properties, 'company', 'propertyCompany', 'operator', '物业');
		return {
			sourceId,
			name: textOf(properties, 'name', 'name:zh') || sourceId,
			kind: compoundKind(properties, company),
			propertyCompany: company || null,
			gates: countOf(properties, ['gates', '大门'], 0),
			shape: shape as SurfaceShape
		};
	}
};

/** Where the file does not say: one that names its company is managed, any other is not known to be. */
function compoundKind(properties: Properties, company: string): CompoundSource['kind'] {
	const text = textOf(properties, 'kind', 'type', '类型');
	if (text === '') return company === '' ? 'unmanaged' : 'managed';
	const kind = COMPOUND_KINDS[text];
	if (!kind) throw new PropertyRefused('kind', text, Object.values(COMPOUND_KINDS).slice(0, 4).join(', '));
	return kind;
}
const COMPOUND_KINDS: Readonly<Record<string, CompoundSource['kind']>> = {
	managed: 'managed',
	'unit-run': 'unit-run',
	open: 'open',
	unmanaged: 'unmanaged',
	有物业: 'managed',
	单位自管: 'unit-run',
	开放: 'open',
	开放式: 'open',
	无物业: 'unmanaged'
};

export const POSTS: LayerReader<PostSource> = {
	layer: 'posts',
	unique: true,
	idOf: (properties, feature) => textOf(properties, 'code') || idText(properties, feature),
	shapeOf: (geometry) => readShape(geometry, ['Point']),
	itemOf(code, properties, shape) {
		const kind = POST_KINDS[textOf(properties, 'kind', 'type')];
		if (!kind) throw new PropertyRefused('kind', properties['kind'], Object.values(POST_KINDS).slice(0, 4).join(', '));
		return {
			code,
			kind,
			name: textOf(properties, 'name', 'name:zh') || code,
			required: countOf(properties, ['required'], IMPORT_DEFAULTS.required),
			shape: shape as PointShape
		};
	}
};
const POST_KINDS: Readonly<Record<string, PostKind>> = {
	checkpoint: 'checkpoint',
	dissuasion: 'dissuasion',
	sampling: 'sampling',
	vaccination: 'vaccination',
	卡口: 'checkpoint',
	监测点: 'checkpoint',
	值守点: 'checkpoint',
	劝返点: 'dissuasion',
	采样点: 'sampling',
	接种点: 'vaccination'
};

export const ROADS: LayerReader<RoadSource> = {
	layer: 'roads',
	unique: false,
	idOf: idOrIndex('roads'),
	shapeOf: (geometry) => readShape(geometry, ['LineString', 'MultiLineString']),
	itemOf(sourceId, properties, shape) {
		const roadClass = textOf(properties, 'highway', 'class');
		if (roadClass === '') throw new PropertyRefused('highway', properties['highway'], 'trunk, primary, residential, footway …');
		const bridge = textOf(properties, 'bridge').toLowerCase();
		return {
			sourceId,
			class: roadClass,
			name: textOf(properties, 'name', 'name:zh'),
			bridge: properties['bridge'] === true || (bridge !== '' && !['no', 'false', '0'].includes(bridge)),
			shape: shape as LineShape | MultiLineShape
		};
	}
};

export const LANDUSE: LayerReader<LanduseSource> = {
	layer: 'landuse',
	unique: false,
	idOf: idOrIndex('landuse'),
	shapeOf: (geometry) => (isLine(geometry) ? readShape(geometry, ['LineString', 'MultiLineString']) : readLanduseSurface(geometry)),
	itemOf(sourceId, properties, shape) {
		const kind = landuseKind(properties, shape);
		if (kind === '') throw new PropertyRefused('landuse', properties['landuse'], 'landuse, natural, water, waterway, leisure, amenity');
		return { sourceId, kind, name: textOf(properties, 'name', 'name:zh'), shape: shape as LanduseSource['shape'] };
	}
};

const isLine = (geometry: unknown): boolean =>
	['LineString', 'MultiLineString'].includes((geometry as { type?: string } | null)?.type ?? '');

/** Says that lines would do as well. */
function readLanduseSurface(geometry: unknown): Outcome<Shape, ShapeProblem> {
	const type = (geometry as { type?: string } | null | undefined)?.type;
	return type === 'Polygon' || type === 'MultiPolygon' || geometry === null || geometry === undefined
		? readSurface(geometry)
		: readShape(geometry, ['Polygon', 'MultiPolygon', 'LineString', 'MultiLineString']);
}

/** One word of ours for OpenStreetMap's many: whatever is water is `water`, so that the rules can leave it out; a line of water is what it is called. */
function landuseKind(properties: Properties, shape: Shape): string {
	const waterway = textOf(properties, 'waterway');
	const surface = shape.type === 'Polygon' || shape.type === 'MultiPolygon';
	if (waterway !== '' && waterway !== 'dam' && waterway !== 'dock') return surface ? 'water' : waterway;
	if (textOf(properties, 'natural') === 'water' || textOf(properties, 'water') !== '') return 'water';
	const kind = textOf(properties, 'landuse', 'leisure', 'natural', 'amenity', 'waterway', 'kind');
	return ['basin', 'reservoir'].includes(kind) ? 'water' : kind;
}

export const POIS: LayerReader<PoiSource> = {
	layer: 'pois',
	unique: false,
	idOf: idOrIndex('pois'),
	shapeOf: (geometry) => readShape(geometry, ['Point']),
	itemOf(sourceId, properties, shape) {
		const name = textOf(properties, 'name', 'name:zh');
		if (name === '') throw new PropertyRefused('name', properties['name'], 'text');
		const kind = textOf(
			properties,
			'kind',
			'amenity',
			'shop',
			'tourism',
			'railway',
			'public_transport',
			'office',
			'leisure',
			'historic',
			'highway',
			'place'
		);
		return { sourceId, kind: kind || 'place', name, shape: shape as PointShape };
	}
};
