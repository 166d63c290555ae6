/** Where the six spokes of the headline's hexagon go: D1 at the top, then clockwise. Length is the covered share on a scale from 80 to 100 %. */
import { DIMENSIONS, type Dimension } from '#lib/ledger/gap.ts';

/** Below this share a spoke is as short as it gets. */
export const SCALE_FROM = 0.8;
/** Even an empty spoke shows that it is there. */
const SHORTEST = 0.12;

/** Unit vector of a dimension's spoke, y downwards. */
export function spokeDirection(dimension: Dimension): readonly [x: number, y: number] {
	const angle = (DIMENSIONS.indexOf(dimension) * Math.PI) / 3;
	return [Math.sin(angle), -Math.cos(angle)];
}

/** Length 0–1 of a spoke. An unknown share is drawn at full length, hatched: its length says nothing. */
export function spokeLength(covered: number | null): number {
	if (covered === null) return 1;
	return Math.max(SHORTEST, Math.min(1, (covered - SCALE_FROM) / (1 - SCALE_FROM)));
}
