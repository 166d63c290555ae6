/**
 * What moved since the last tick, sorted into the areas that somebody watches. Nothing is packed for an area without a watcher, and a patrol
 * that reported ten times between two ticks is in it once, where it is now.
 */
import type { AreaId } from '#lib/area/area.ts';
import { packTick, type BuildingSeen, type PatrolPosition } from '#lib/wire/tick.ts';

/** So often what moved is sent: half of what a watcher may wait for it on average, and most of what they ever wait. */
export const TICK_MS = 100;

export interface TickBatch {
	moved(position: PatrolPosition): void;
	seen(building: BuildingSeen): void;
	readonly isEmpty: boolean;
	/**
	 * One packed tick for each watched area in which something happened, and for every other one an empty one if `everyone`. Starts over.
	 * @param areasOf the areas a patrol or a building is shown in.
	 */
	pack(
		watched: ReadonlySet<AreaId>,
		areasOf: { readonly patrol: (no: number) => readonly AreaId[]; readonly building: (id: number) => readonly AreaId[] },
		stamp: { readonly seq: number; readonly serverTimeMs: number },
		everyone: boolean
	): Map<AreaId, Uint8Array<ArrayBuffer>>;
}

interface Bucket {
	readonly positions: PatrolPosition[];
	readonly seen: BuildingSeen[];
}

export function createTickBatch(): TickBatch {
	const positions = new Map<number, PatrolPosition>();
	const buildings = new Map<number, BuildingSeen>();
	return {
		moved: (position) => void positions.set(position.no, position),
		seen: (building) => void buildings.set(building.buildingId, building),
		get isEmpty() {
			return positions.size === 0 && buildings.size === 0;
		},
		pack(watched, areasOf, stamp, everyone) {
			const buckets = new Map<AreaId, Bucket>();
			const bucketOf = (area: AreaId): Bucket | null => {
				if (!watched.has(area)) return null;
				let bucket = buckets.get(area);
				if (!bucket) buckets.set(area, (bucket = { positions: [], seen: [] }));
				return bucket;
			};
			if (everyone) for (const area of watched) bucketOf(area);
			if (watched.size > 0) {
				for (const position of positions.values()) for (const area of areasOf.patrol(position.no)) bucketOf(area)?.positions.push(position);
				for (const building of buildings.values())
					for (const area of areasOf.building(building.buildingId)) bucketOf(area)?.seen.push(building);
			}
			positions.clear();
			buildings.clear();
			return new Map([...buckets].map(([area, bucket]) => [area, packTick({ ...stamp, ...bucket })]));
		}
	};
}
