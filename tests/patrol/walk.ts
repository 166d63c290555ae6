/** Made-up patrols for tests: walks along lines or at random, with gaps, cars and bad fixes among them. The same seed gives the same walk. */
import type { DeviceId, Fix } from '../../src/lib/patrol/fix.ts';
import type { Line, Position } from '../../src/lib/geo/position.ts';

/** Numbers 0–1 from a seed (mulberry32). */
export function dice(seed: number): () => number {
	let a = seed >>> 0;
	return () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

export interface WalkOptions {
	readonly seed: number;
	readonly devices: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly everyS: number;
}

const M_PER_DEG_LAT = 110_900;

/** Each device walks line after line; now and then it falls silent, takes a car or reports badly. Coordinates lie on the 1e-7° lattice. */
export function walksAlong(lines: readonly Line[], { seed, devices, fromMs, toMs, everyS }: WalkOptions): Fix[] {
	const roll = dice(seed);
	const pick = (): Line => lines[Math.floor(roll() * lines.length)]!;
	const fixes: Fix[] = [];
	for (let device = 1; device <= devices; device++) {
		let line = pick();
		let next = 1;
		let [lng, lat] = line[0]!;
		let speedMps = 1.2;
		for (let atMs = fromMs + Math.floor(roll() * everyS * 1000); atMs <= toMs; atMs += everyS * 1000) {
			if (roll() < 0.01) speedMps = speedMps > 5 ? 1.2 : roll() < 0.3 ? 8 : 0.6 + roll();
			if (roll() < 0.005) atMs += Math.floor(roll() * 600_000);
			let left = speedMps * everyS;
			while (left > 0) {
				const to = line[next];
				if (!to) {
					line = pick();
					next = 1;
					[lng, lat] = line[0]!;
					continue;
				}
				const mPerLng = M_PER_DEG_LAT * Math.cos((lat * Math.PI) / 180);
				const dx = (to[0] - lng) * mPerLng;
				const dy = (to[1] - lat) * M_PER_DEG_LAT;
				const length = Math.hypot(dx, dy);
				if (length <= left) {
					left -= length;
					[lng, lat] = to;
					next++;
				} else {
					lng += (dx / length) * (left / mPerLng);
					lat += (dy / length) * (left / M_PER_DEG_LAT);
					left = 0;
				}
			}
			if (atMs > toMs) break;
			fixes.push({
				deviceId: device as DeviceId,
				recordedAtMs: atMs,
				lng: Math.round(lng * 1e7) / 1e7,
				lat: Math.round(lat * 1e7) / 1e7,
				accuracyM: roll() < 0.2 ? null : Math.round(roll() * 60),
				speedMps: roll() < 0.5 ? null : Math.round(speedMps * 10) / 10,
				bearingDeg: null,
				battery: null
			});
		}
	}
	return fixes;
}

/** The same fixes in another order. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
	const roll = dice(seed);
	const out = [...list];
	for (let i = out.length - 1; i > 0; i--) {
		const j = Math.floor(roll() * (i + 1));
		[out[i], out[j]] = [out[j]!, out[i]!];
	}
	return out;
}

/** A zigzag line through random places of a box. */
export function randomLine(roll: () => number, west: number, south: number, east: number, north: number, corners: number): Position[] {
	return Array.from({ length: corners }, () => [west + roll() * (east - west), south + roll() * (north - south)]);
}
