/** Turns fixes into ways worth drawing: split where somebody was silent or far away, and with no more points than the eye can tell. */
import { metresPerDegree } from '../geo/plane.ts';
import type { Position } from '../geo/position.ts';
import { simplifyLine } from '../geo/simplify.ts';
import type { CoverageRules } from './credit.ts';
import { isAccurate } from './credit.ts';
import type { Fix } from './fix.ts';

export interface ThinWay {
	readonly no: number;
	/** `[lng, lat, Unix seconds]`, oldest first. */
	readonly points: readonly (readonly [lng: number, lat: number, atS: number])[];
}

export interface WayThinner {
	/** Fixes in order of time; those of one call follow those of the one before. */
	add(fixes: readonly Fix[]): void;
	/** Everything added, thinned. Ways of a single point are left out. */
	ways(): ThinWay[];
}

/** Two fixes farther apart in time than this many times the limit of a leg are not joined by a line. */
const SILENT_LEGS = 5;
const THIN_AT = 4_000;

/** @param toleranceM no way is drawn farther from where it ran. @param isOwn whose fixes count. */
export function wayThinner(rules: CoverageRules, toleranceM: number, isOwn: (deviceId: number) => boolean): WayThinner {
	const open = new Map<number, { points: (readonly [number, number, number])[]; thinnedUpTo: number }>();
	const done: ThinWay[] = [];
	const silentS = rules.legMaxS * SILENT_LEGS;

	function thin(points: readonly (readonly [number, number, number])[]): (readonly [number, number, number])[] {
		if (points.length < 3) return [...points];
		const [lngM, latM] = metresPerDegree(points[0]![1]);
		const plane = points.map(([lng, lat]): Position => [lng * lngM, lat * latM]);
		const kept = new Set(simplifyLine(plane, toleranceM));
		return points.filter((_, i) => kept.has(plane[i]!));
	}
	function close(no: number, points: readonly (readonly [number, number, number])[]): void {
		const fewer = thin(points);
		if (fewer.length > 1) done.push({ no, points: fewer });
	}

	return {
		add(fixes) {
			for (const fix of fixes) {
				if (!isOwn(fix.deviceId) || !isAccurate(fix.accuracyM, rules)) continue;
				const atS = Math.round(fix.recordedAtMs / 1000);
				let way = open.get(fix.deviceId);
				const last = way?.points.at(-1);
				if (way && last && atS - last[2] > silentS) {
					close(fix.deviceId, way.points);
					way = undefined;
				}
				if (!way) open.set(fix.deviceId, (way = { points: [], thinnedUpTo: 0 }));
				way.points.push([fix.lng, fix.lat, atS]);
				// Days of walking are thinned as they come, so that memory does not grow with them.
				if (way.points.length - way.thinnedUpTo >= THIN_AT) {
					way.points = [...way.points.slice(0, way.thinnedUpTo), ...thin(way.points.slice(way.thinnedUpTo))];
					way.thinnedUpTo = way.points.length - 1;
				}
			}
		},
		ways() {
			for (const [no, way] of open) close(no, way.points);
			open.clear();
			return done;
		}
	};
}
