/** What `GET /api/search` finds. */
import type { Position } from '../geo/position.ts';

export type HitKind = 'area' | 'grid' | 'building' | 'post' | 'patrol' | 'person' | 'road' | 'compound';

export interface SearchHit {
	readonly kind: HitKind;
	/** Row id; the travelling number for a patrol. */
	readonly id: number;
	readonly name: string;
	/** Code or number painted on it; empty where it has none. */
	readonly code: string;
	/** Where it belongs: names of areas, compound. */
	readonly context: string;
	/** A point on it; null for somebody who carries no tracker. */
	readonly position: Position | null;
}
