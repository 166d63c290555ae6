/**
 * A district before it is in the database: what an import has read and checked, or what the demo generator has drawn. `saveDistrict` writes
 * one of these in one transaction. Everything refers by `sourceId` or code; ids are given by the database.
 */
import type { AreaLevel, Risk } from '../area/area.ts';
import type { Duty, PersonRole, PostKind } from '../duty/post.ts';
import type { LineShape, MultiLineShape, MultiPolygonShape, PointShape, SurfaceShape } from '../geo/position.ts';
import type { WorkKind } from '../rules/rule-set.ts';
import type { CompoundPicture } from './area-picture.ts';

export interface DistrictSource {
	readonly code: string;
	readonly name: string;
	readonly fictional: boolean;
	/** Whose data it is; shown wherever it is drawn. */
	readonly attribution: string;
	readonly boundary: SurfaceShape;
	readonly levels: readonly AreaLevel[];
	/** Areas below the district and above the grids, parents before children. */
	readonly areas: readonly {
		readonly code: string;
		readonly parentCode: string;
		readonly depth: number;
		readonly name: string;
		readonly shape: MultiPolygonShape;
	}[];
	readonly grids: readonly GridSource[];
	readonly compounds: readonly CompoundSource[];
	readonly buildings: readonly BuildingSource[];
	readonly posts: readonly PostSource[];
	readonly roads: readonly RoadSource[];
	readonly landuse: readonly LanduseSource[];
	readonly pois: readonly PoiSource[];
	readonly people: readonly PersonSource[];
}

export interface GridSource {
	/** 15 digits. */
	readonly code: string;
	readonly areaCode: string;
	readonly name: string;
	readonly risk: Risk;
	readonly shape: SurfaceShape;
	/** Objects of work that cannot be counted from buildings, compounds and posts. */
	readonly work: Readonly<Partial<Record<WorkKind, number>>>;
}
export interface CompoundSource {
	readonly sourceId: string;
	readonly name: string;
	readonly kind: CompoundPicture['kind'];
	readonly propertyCompany: string | null;
	readonly gates: number;
	readonly shape: SurfaceShape;
}
export interface BuildingSource {
	readonly sourceId: string;
	readonly name: string;
	readonly kind: string;
	readonly floors: number;
	readonly units: number;
	readonly households: number;
	readonly residents: number;
	readonly compoundId: string | null;
	/** The grid it is given to; null lets `saveDistrict` give it to the one that holds most of it. */
	readonly gridCode: string | null;
	readonly shape: SurfaceShape;
}
export interface PostSource {
	readonly code: string;
	readonly kind: PostKind;
	readonly name: string;
	readonly required: number;
	readonly shape: PointShape;
}
/** `class` is OpenStreetMap's highway value: trunk, primary, secondary, tertiary, residential, service, footway … */
export interface RoadSource {
	readonly sourceId: string;
	readonly class: string;
	readonly name: string;
	readonly bridge: boolean;
	readonly shape: LineShape | MultiLineShape;
}
/** `kind`: water, river, sea, park, pitch, grass, forest, residential, commercial, industrial, school, market, square … */
export interface LanduseSource {
	readonly sourceId: string;
	readonly kind: string;
	readonly name: string;
	readonly shape: SurfaceShape | LineShape | MultiLineShape;
}
export interface PoiSource {
	readonly sourceId: string;
	readonly kind: string;
	readonly name: string;
	readonly shape: PointShape;
}
export interface PersonSource {
	readonly sourceId: string;
	readonly name: string;
	readonly role: PersonRole;
	readonly organisation: string;
	/** Home area; the district's code where none is nearer. */
	readonly areaCode: string;
	/** `code` of a compound is its source id. */
	readonly duties: readonly { readonly kind: 'grid' | 'post' | 'compound'; readonly code: string; readonly duty: Duty }[];
	/** Carries a tracker. */
	readonly tracked: boolean;
}
