/** Roads, walls and water lines by place, and how they go on into one another: indexed once a ground. */
import { spatialIndex, type SpatialIndex } from '#lib/geo/spatial-index.ts';
import type { GuideLine, LatticePoint } from '#lib/plan/border-plan.ts';
import { boxOfLine } from '#lib/plan/border-segments.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { PointMap } from '#lib/plan/lattice-point.ts';

export interface GuideIndex {
	near(at: LatticePoint, withinM: number): readonly GuideLine[];
	/** Lines that have a point there, with its number. */
	through(at: LatticePoint): readonly { readonly guide: GuideLine; readonly i: number }[];
}

const known = new WeakMap<readonly GuideLine[], GuideIndex>();

export function guidesOf(lines: readonly GuideLine[]): GuideIndex {
	let index = known.get(lines);
	if (!index) known.set(lines, (index = make(lines)));
	return index;
}

function make(lines: readonly GuideLine[]): GuideIndex {
	const tree: SpatialIndex = spatialIndex(lines.map(({ line }) => boxOfLine(line)));
	let points: PointMap<{ guide: GuideLine; i: number }[]> | null = null;
	return {
		near(at, withinM) {
			const [x, y] = stepsPerMetre(at);
			return [...tree.search(at[0] - withinM * x, at[1] - withinM * y, at[0] + withinM * x, at[1] + withinM * y)]
				.sort((a, b) => a - b)
				.map((i) => lines[i]!);
		},
		through(at) {
			if (!points) {
				points = new PointMap();
				for (const guide of lines) {
					guide.line.forEach((point, i) => {
						const there = points!.get(point);
						if (there) there.push({ guide, i });
						else points!.set(point, [{ guide, i }]);
					});
				}
			}
			return points.get(at) ?? [];
		}
	};
}
