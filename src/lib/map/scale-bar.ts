/** The scale bar: the longest round distance that fits. */

const METRES_PER_PX = 78_271.517;
const ROUND = [1, 2, 3, 5] as const;

export interface ScaleBar {
	readonly lengthM: number;
	readonly widthPx: number;
}

/** @param mostPx the bar is never longer than this */
export function scaleBar(zoom: number, lat: number, mostPx: number): ScaleBar {
	const metresPerPx = (METRES_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
	const mostM = metresPerPx * mostPx;
	const power = 10 ** Math.floor(Math.log10(mostM));
	const lengthM = power * (ROUND.findLast((step) => step * power <= mostM) ?? 1);
	return { lengthM, widthPx: lengthM / metresPerPx };
}
