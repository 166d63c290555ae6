/**
 * What this browser knows, as the map and the panels read it. One live picture, changed only by events and ticks; whoever draws compares the
 * revisions with those it drew last, so nothing is compared deeply and nothing is redrawn in vain.
 */
import type { GridId } from '#lib/area/area.ts';
import type { PostId, PostStaffing } from '#lib/duty/post.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import type { AreaPicture } from '#lib/wire/area-picture.ts';
import type { FieldReport } from '#lib/wire/field.ts';
import type { Footprints } from '#lib/wire/footprints.ts';
import type { RowLog } from './row-log.ts';

/** Columns, one entry a patrol; `count` of them are in use. Order is stable while the picture stands. */
export interface PatrolColumns {
	readonly count: number;
	/** The number a patrol travels under; `picture.patrols[i].no`. */
	readonly no: Uint32Array;
	/** The last fix: `[lng, lat]` pairs, degrees. NaN where none is known. */
	readonly lngLat: Float64Array;
	/** The fix before it, for the movement drawn between them. */
	readonly fromLngLat: Float64Array;
	/** Unix ms; 0 where none is known. */
	readonly recordedAtMs: Float64Array;
	readonly fromRecordedAtMs: Float64Array;
	/** When this browser received the last fix, server clock, ms. */
	readonly receivedAtMs: Float64Array;
	/** Degrees clockwise from north; NaN when unknown. */
	readonly bearingDeg: Float32Array;
	/** Metres; NaN when unknown. */
	readonly accuracyM: Float32Array;
	/** Rows that moved, in turn: whoever follows looks at these and not at everybody. */
	readonly moved: RowLog;
}

export interface Revisions {
	picture: number;
	coverage: number;
	gaps: number;
	staffing: number;
	patrols: number;
	seen: number;
	reports: number;
}

/** How alive the picture is: `late` after 3 missed ticks, `lost` after 10 s or when disconnected that long, `past` while looking at the past. */
export type Liveness = 'connecting' | 'live' | 'late' | 'lost' | 'past';

export interface BoardView {
	readonly picture: AreaPicture;
	readonly footprints: Footprints;
	readonly coverage: ReadonlyMap<GridId, GridCoverage>;
	/** Open gaps. */
	readonly gaps: ReadonlyMap<GapId, Gap>;
	readonly staffing: ReadonlyMap<PostId, PostStaffing>;
	/** Open reports from the field; empty where they are not asked for. */
	readonly reports: ReadonlyMap<number, FieldReport>;
	readonly patrols: PatrolColumns;
	/** Unix seconds a building was last seen, 0 if never; order of `footprints`. */
	readonly seenAtS: Uint32Array;
	/** Row of a building id in `footprints`; −1 if it is not here. */
	buildingRow(buildingId: number): number;
	/** Row of a patrol number in `patrols`; −1 if it is not here. */
	patrolRow(no: number): number;
	readonly revisions: Readonly<Revisions>;
	/** The server's clock now, ms, as well as this browser knows it. */
	serverNowMs(): number;
	/** Time of the picture on screen, ms: of the last tick. */
	readonly pictureAtMs: number;
	readonly liveness: Liveness;
}
