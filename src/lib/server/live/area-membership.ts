/** In which areas a thing is shown: the one it belongs to and all above it. */
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { PostId } from '#lib/duty/post.ts';
import type { LiveGround } from '../store/live-ground.ts';

export interface Membership {
	/** From the district down; empty for an area that is not of this district. */
	pathOf(areaId: AreaId): readonly AreaId[];
	ofGrid(gridId: GridId): readonly AreaId[];
	/** A building in no grid is shown in the district alone. */
	ofBuilding(buildingId: number): readonly AreaId[];
	ofPost(postId: PostId): readonly AreaId[];
	/** By the number it travels under. A patrol is shown where its person belongs, wherever it walks. */
	ofPatrol(no: number): readonly AreaId[];
}

const NOWHERE: readonly AreaId[] = [];

export function membershipOf(ground: Pick<LiveGround, 'districtId' | 'parents' | 'grids' | 'buildings' | 'posts' | 'devices'>): Membership {
	const paths = new Map<AreaId, readonly AreaId[]>();
	for (const id of ground.parents.keys()) {
		const path: AreaId[] = [];
		for (let at: AreaId | null = id; at !== null && !path.includes(at); at = ground.parents.get(at) ?? null) path.unshift(at);
		paths.set(id, path);
	}
	const pathOf = (id: AreaId): readonly AreaId[] => paths.get(id) ?? NOWHERE;
	const district = pathOf(ground.districtId);
	const grids = new Map(ground.grids.map((grid) => [grid.id, pathOf(grid.areaId)]));
	const gridOf = new Map(ground.buildings.map((building) => [building.id, building.gridId]));
	const posts = new Map(ground.posts.map((post) => [post.id, pathOf(post.areaId)]));
	const patrols = new Map(ground.devices.map((device) => [device.id as number, pathOf(device.areaId)]));
	return {
		pathOf,
		ofGrid: (id) => grids.get(id) ?? district,
		ofBuilding(id) {
			const grid = gridOf.get(id);
			return grid === undefined ? NOWHERE : grid === null ? district : (grids.get(grid) ?? district);
		},
		ofPost: (id) => posts.get(id) ?? district,
		ofPatrol: (no) => patrols.get(no) ?? NOWHERE
	};
}
