/** From the shifted coordinates of Chinese map services to WGS-84. */
import gcoord from 'gcoord';
import type { Position, Shape } from './position.ts';

/** `gcj02`: Amap, Tencent, Google in China. `bd09`: Baidu. */
export type Datum = 'wgs84' | 'gcj02' | 'bd09';
export const DATUMS: readonly Datum[] = ['wgs84', 'gcj02', 'bd09'];

const FROM = { gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;

export function toWgs84(at: Position, from: Datum): Position {
	if (from === 'wgs84') return at;
	const [lng, lat] = gcoord.transform([at[0], at[1]], FROM[from], gcoord.WGS84);
	return [lng, lat];
}

/** The same shape in WGS-84. A place that two shapes share stays shared. */
export function shapeToWgs84<S extends Shape>(shape: S, from: Datum): S {
	if (from === 'wgs84') return shape;
	const convert = (nested: unknown): unknown =>
		typeof (nested as readonly unknown[])[0] === 'number' ? toWgs84(nested as Position, from) : (nested as readonly unknown[]).map(convert);
	return { ...shape, coordinates: convert(shape.coordinates) };
}
