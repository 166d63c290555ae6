/** Where a live layer stands in the draw order, and how all of them are drawn: flat, in order, never picked by the graphics card. */
import { drawnBelow, type LiveRow } from './draw-order.ts';

export function place(row: LiveRow, present: ReadonlySet<string>, part?: string | number) {
	const below = drawnBelow(row, present);
	return {
		id: part === undefined ? row : `${row}:${part}`,
		...(below === undefined ? {} : { beforeId: below }),
		pickable: false,
		parameters: { depthCompare: 'always', depthWriteEnabled: false }
	} as const;
}
