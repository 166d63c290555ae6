/**
 * The still picture of an area: everything a browser needs once before the live one moves over it. `GET /api/areas/{id}/picture`
 * answers with an `AreaPicture`; building footprints come beside it as `GET /api/areas/{id}/buildings` (footprints.ts).
 */
import type { Area, AreaId, AreaLevel, GridId, Risk } from '../area/area.ts';
import type { Duty, Person, PersonId, Post } from '../duty/post.ts';
import type { Position, SurfaceShape } from '../geo/position.ts';
import type { RuleSet, WorkKind } from '../rules/rule-set.ts';
import type { PlanSummary } from './plan-summary.ts';

export interface GridPicture {
	readonly id: GridId;
	/** The community (or whatever level lies directly above). */
	readonly areaId: AreaId;
	/** 15 digits. */
	readonly code: string;
	readonly name: string;
	readonly risk: Risk;
	readonly shape: SurfaceShape;
	readonly areaM2: number;
	/** Ground to cover: without excluded land use. */
	readonly groundAreaM2: number;
	readonly buildings: number;
	readonly households: number;
	readonly residents: number;
	/** Objects of work in it, by kind; `m`, the workers. Load is computed from these by `workload`, the same on both sides. */
	readonly work: Readonly<Partial<Record<WorkKind, number>>>;
	readonly workers: number;
	readonly duty: readonly { readonly personId: PersonId; readonly duty: Duty }[];
}

/** A person with a tracker. `no` is the number they travel under in position batches. */
export interface PatrolPicture {
	readonly no: number;
	readonly person: Person;
	/** Home community or grid, for the list; null if none. */
	readonly gridId: GridId | null;
	readonly areaId: AreaId;
}

export interface CompoundPicture {
	readonly id: number;
	readonly name: string;
	/** 有物业 | 单位自管 | 开放 | 无物业 */
	readonly kind: 'managed' | 'unit-run' | 'open' | 'unmanaged';
	readonly propertyCompany: string | null;
	/** A point on it. */
	readonly at: Position;
}

export interface AreaPicture {
	readonly districtId: AreaId;
	/** The area asked for. */
	readonly areaId: AreaId;
	/** Whole chain above it and everything below it. */
	readonly areas: readonly Area[];
	readonly levels: readonly AreaLevel[];
	readonly boundary: SurfaceShape;
	/** Outlines of the areas below, for low zoom. */
	readonly outlines: readonly { readonly areaId: AreaId; readonly shape: SurfaceShape }[];
	readonly plan: PlanSummary | null;
	readonly rules: RuleSet;
	readonly grids: readonly GridPicture[];
	readonly posts: readonly Post[];
	readonly compounds: readonly CompoundPicture[];
	readonly patrols: readonly PatrolPicture[];
	/** People named by duty or gaps who carry no tracker. */
	readonly people: readonly Person[];
	/** Whose data this is, shown on the map, e.g. "© OpenStreetMap contributors". */
	readonly attribution: string;
	readonly fictional: boolean;
}
