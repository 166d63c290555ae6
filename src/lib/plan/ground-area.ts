/** Ground to cover: what is left of a grid without the land use that the rules exclude, such as water. */
import { bboxCentre, bboxesTouch, bboxOf } from '../geo/bbox.ts';
import { clipSurface } from '../geo/clip-surface.ts';
import { overlay } from '../geo/overlay.ts';
import { localPlane } from '../geo/plane.ts';
import type { SurfaceShape } from '../geo/position.ts';
import { spatialIndex } from '../geo/spatial-index.ts';

/** For each grid, square metres of it that lie in any of the excluded surfaces; these may overlap and be drawn wrongly. */
export function excludedAreasM2(grids: readonly SurfaceShape[], excluded: readonly SurfaceShape[]): number[] {
	const index = spatialIndex(excluded.map((surface) => bboxOf(surface)));
	return grids.map((grid) => {
		const box = bboxOf(grid);
		const near = index.search(...box).map((i) => excluded[i]!);
		const cut = near.filter((surface) => bboxesTouch(bboxOf(surface), box)).map((surface) => clipSurface(surface, box));
		if (cut.length === 0) return 0;
		const laid = overlay([grid, ...cut], localPlane(bboxCentre(box)));
		let areaM2 = 0;
		for (let face = 1; face < laid.faceCount; face++) {
			const cover = laid.coverOf(face);
			if (cover[0] === 0 && cover.length > 1) areaM2 += laid.areaM2Of(face);
		}
		return areaM2;
	});
}
