/**
 * A flat plane in metres around one place: the transverse Mercator projection of the WGS-84 ellipsoid with its own central meridian, so
 * that lengths and areas within 20 km of the origin are true to better than 1 part in 100,000.
 */
import type { Position } from './position.ts';
import { cos as cosOf, sin as sinOf } from './same-everywhere.ts';

/** WGS-84: semi-major axis, metres, and flattening. */
const A_M = 6378137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const EP2 = E2 / (1 - E2);
const RAD = Math.PI / 180;

// Helmert's series of the meridian arc, in the third flattening n: error far below a millimetre.
const N1 = F / (2 - F);
const N2 = N1 * N1;
const N3 = N2 * N1;
const ARC = A_M / (1 + N1);
const ARC0 = ARC * (1 + N2 / 4);
const ARC2 = -ARC * (1.5 * (N1 - N3 / 8));
const ARC4 = ARC * ((15 / 16) * N2);
const ARC6 = -ARC * ((35 / 48) * N3);

/** Metres along the meridian from the equator to the latitude (radians) whose sine and cosine are given. */
function meridianArcM(phi: number, sin: number, cos: number): number {
	const sin2 = 2 * sin * cos;
	const cos2 = cos * cos - sin * sin;
	const sin4 = 2 * sin2 * cos2;
	const cos4 = 2 * cos2 * cos2 - 1;
	return ARC0 * phi + ARC2 * sin2 + ARC4 * sin4 + ARC6 * (sin4 * cos2 + cos4 * sin2);
}

export interface LocalPlane {
	readonly origin: Position;
	/** Metres east and north of the origin. */
	toXY(lng: number, lat: number): [xM: number, yM: number];
	/** The same into `out[at]`, `out[at + 1]`, for loops that must not allocate. */
	project(lng: number, lat: number, out: Float64Array, at: number): void;
	/** Back to degrees; undoes `toXY` to better than 1e-9°. */
	toLngLat(xM: number, yM: number): Position;
}

/** Metres to one degree of longitude and of latitude at a latitude (degrees), from the ellipsoid's two radii of curvature there. */
export function metresPerDegree(lat: number): [lngM: number, latM: number] {
	const sin = sinOf(lat * RAD);
	const w2 = 1 - E2 * sin * sin;
	const n = A_M / Math.sqrt(w2);
	return [n * cosOf(lat * RAD) * RAD, ((n * (1 - E2)) / w2) * RAD];
}

/** The plane around `origin`. Source of the series: J. P. Snyder, Map Projections, USGS PP 1395, eqs. 8-9 and 8-10, with k₀ = 1. */
export function localPlane(origin: Position): LocalPlane {
	const [lng0, lat0] = origin;
	const [lngM, latM] = metresPerDegree(lat0);
	const y0 = meridianArcM(lat0 * RAD, sinOf(lat0 * RAD), cosOf(lat0 * RAD));

	function project(lng: number, lat: number, out: Float64Array, at: number): void {
		const phi = lat * RAD;
		const sin = sinOf(phi);
		const cos = cosOf(phi);
		const n = A_M / Math.sqrt(1 - E2 * sin * sin);
		const t = (sin * sin) / (cos * cos);
		const c = EP2 * cos * cos;
		const a = (lng - lng0) * RAD * cos;
		const a2 = a * a;
		out[at] = n * a * (1 + (a2 / 6) * (1 - t + c + (a2 / 20) * (5 - 18 * t + t * t + 72 * c)));
		out[at + 1] = meridianArcM(phi, sin, cos) - y0 + ((n * sin) / cos) * (a2 / 2) * (1 + (a2 / 12) * (5 - t + 9 * c));
	}

	const one = new Float64Array(2);
	function toXY(lng: number, lat: number): [number, number] {
		project(lng, lat, one, 0);
		return [one[0]!, one[1]!];
	}

	function toLngLat(xM: number, yM: number): Position {
		// The plane is almost the linear map at the origin, so correcting by what is left over converges in a few steps.
		let lng = lng0 + xM / lngM;
		let lat = lat0 + yM / latM;
		for (let step = 0; step < 8; step++) {
			project(lng, lat, one, 0);
			const dx = xM - one[0]!;
			const dy = yM - one[1]!;
			lng += dx / lngM;
			lat += dy / latM;
			if (Math.abs(dx) + Math.abs(dy) < 1e-5) break;
		}
		return [lng, lat];
	}

	return { origin, toXY, project, toLngLat };
}

/**
 * The same plane with its axes turned counter-clockwise by `angleRad`. For rasters: streets mostly run along the compass, and a raster that
 * runs with them would err by half a cell along a whole street at once; on a turned one the errors of its cells cancel out.
 */
export function turnedPlane(plane: LocalPlane, angleRad: number): LocalPlane {
	const cos = cosOf(angleRad);
	const sin = sinOf(angleRad);
	function project(lng: number, lat: number, out: Float64Array, at: number): void {
		plane.project(lng, lat, out, at);
		const x = out[at]!;
		const y = out[at + 1]!;
		out[at] = cos * x + sin * y;
		out[at + 1] = cos * y - sin * x;
	}
	return {
		origin: plane.origin,
		project,
		toXY(lng, lat) {
			const [x, y] = plane.toXY(lng, lat);
			return [cos * x + sin * y, cos * y - sin * x];
		},
		toLngLat: (xM, yM) => plane.toLngLat(cos * xM - sin * yM, sin * xM + cos * yM)
	};
}
