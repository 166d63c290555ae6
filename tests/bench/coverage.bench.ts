/**
 * Coverage of a whole city on one core: fixes a second through the rules of a fix and the seen map, a touched grid's numbers and gap outlines again,
 * with a day of tracks in it, the memory it all takes, and what a second's passing costs. Processor time of this thread, since others may be at work
 * on the machine; some rounds are walked first, as a server has long been running. Walkers stroll from building to building; the city is the demo generator's.
 */
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import type { GridId } from '#lib/area/area.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { acceptFix } from '#lib/patrol/accept-fix.ts';
import { createDistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { DeviceId, Fix } from '#lib/patrol/fix.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { loadavg } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Bench, line, quantile } from './bench.ts';

const PEOPLE = 10_000;
const ROUNDS = 60;
/** Not counted: everything is compiled and every map made the first time. */
const WARM_ROUNDS = 10;
/** Grids in which somebody has walked for a day, a fix every ten seconds, and how often each is judged again. */
const SAMPLE = 60;
const DAY_S = 86_400;
const FIX_S = 10;
const AGAIN = 25;
const PASSES = 600;
const START_MS = Date.UTC(2026, 10, 22);
const WISHED_FIXES_PER_S = 100_000;
const FRAME_MS = 16;
const CITY_MEMORY_MB = 512;

export const bench: Bench = {
	name: 'coverage',
	async run() {
		const city = drawDistrict({ seed: 1, size: 'city' });
		const gridIds = new Map(city.grids.map((grid, i) => [grid.code, (i + 1) as GridId]));
		const spots = city.buildings.map((building) => labelPoint(building.shape));
		collect();
		const before = process.memoryUsage();
		const coverage = createDistrictCoverage(
			{
				grids: city.grids.map((grid, i) => ({ id: (i + 1) as GridId, risk: grid.risk, shape: grid.shape })),
				excluded: city.landuse.flatMap(({ kind, shape }) =>
					DEFAULT_RULES.coverage.excludedLanduse.includes(kind) && (shape.type === 'Polygon' || shape.type === 'MultiPolygon')
						? [shape]
						: []
				),
				buildings: city.buildings.map((building, i) => ({
					id: i + 1,
					gridId: building.gridCode === null ? null : (gridIds.get(building.gridCode) ?? null),
					households: building.households,
					name: building.name,
					shape: building.shape
				}))
			},
			DEFAULT_RULES
		);
		const fixOf = (device: number, atMs: number, lng: number, lat: number): Fix | null => {
			const accepted = acceptFix(
				{ deviceId: device as DeviceId, recordedAtMs: atMs, lng, lat, accuracyM: 8, speedMps: 1.3, bearingDeg: null, battery: null },
				atMs,
				DEFAULT_RULES
			);
			return accepted.ok && accepted.value.standing === 'live' ? accepted.value.fix : null;
		};
		const homes = Map.groupBy(city.buildings.keys(), (b) => city.buildings[b]!.gridCode ?? '');
		const sample = [...gridIds]
			.filter(([code]) => (homes.get(code)?.length ?? 0) > 4)
			.filter((_, i, all) => i % Math.floor(all.length / SAMPLE) === 0)
			.slice(0, SAMPLE)
			.map(([code, grid], i) => {
				const round = homes.get(code)!.map((b) => spots[b] ?? ([0, 0] as const));
				// The day goes by in one half; what comes after is new ground.
				return { grid, device: PEOPLE + 1 + i, day: round.slice(0, round.length / 2), after: round.slice(round.length / 2) };
			});
		/** Back and forth between the buildings of the grid at a walk: where somebody is, so many fixes after they began. */
		const strolled = (round: readonly (readonly [number, number])[], n: number): readonly [number, number] => {
			const stepsBetween = 6;
			const from = round[Math.floor(n / stepsBetween) % round.length]!;
			const to = round[(Math.floor(n / stepsBetween) + 1) % round.length]!;
			const t = (n % stepsBetween) / stepsBetween;
			return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
		};
		const fixesADay = DAY_S / FIX_S;
		for (const { device, day } of sample)
			coverage.addFixes(
				Array.from({ length: fixesADay }, (_, n) => fixOf(device, START_MS - (fixesADay - n) * FIX_S * 1000, ...strolled(day, n))).filter(
					(fix) => fix !== null
				)
			);

		let fed = 0;
		let spentUs = 0;
		for (let second = 0; second < ROUNDS; second++) {
			const nowMs = START_MS + second * 1000;
			const raw = Array.from({ length: PEOPLE }, (_, i) => {
				const [lng, lat] = spots[(i * 37) % spots.length] ?? [0, 0];
				const turn = (i * 2.399963) % (2 * Math.PI);
				return [lng + Math.cos(turn) * second * 1.25e-5, lat + Math.sin(turn) * second * 1.1e-5] as const;
			});
			const began = threadUs();
			const fixes: Fix[] = [];
			raw.forEach(([lng, lat], i) => {
				const fix = fixOf(i + 1, nowMs, lng, lat);
				if (fix) fixes.push(fix);
			});
			coverage.addFixes(fixes);
			if (second < WARM_ROUNDS) continue;
			spentUs += threadUs() - began;
			fed += fixes.length;
		}
		let atMs = START_MS + ROUNDS * 1000;
		const again: number[] = [];
		for (let turn = 0; turn < AGAIN; turn++) {
			atMs += FIX_S * 1000;
			const { grids } = coverage.addFixes(sample.flatMap(({ device, after }) => fixOf(device, atMs, ...strolled(after, turn * 5)) ?? []));
			const turned = new Set([...grids, ...coverage.passTime(atMs)]);
			for (const { grid } of sample) {
				if (!turned.has(grid)) continue;
				const began = threadUs();
				coverage.coverageOf(grid, atMs);
				coverage.gapsOf(grid, atMs);
				if (turn > 2) again.push((threadUs() - began) / 1000);
			}
		}
		const passes: number[] = [];
		const scans: number[] = [];
		for (let second = 0; second < PASSES; second++) {
			let began = threadUs();
			coverage.passTime((atMs += 1000));
			passes.push((threadUs() - began) / 1000);
			if (second % 20 !== 0) continue;
			let stale = 0;
			began = threadUs();
			for (let b = 1; b <= city.buildings.length; b++) if (coverage.seenAtMs(b) < atMs - 8 * 3_600_000) stale++;
			if (stale >= 0) scans.push((threadUs() - began) / 1000);
		}
		collect();
		const after = process.memoryUsage();
		// Asked once more, so that nothing of it is collected before it has been weighed.
		if (coverage.passTime(atMs).length > 0) throw new Error('no time has passed, and yet something went stale');
		const mb = (of: 'heapUsed' | 'arrayBuffers'): number => (after[of] - before[of]) / 2 ** 20;
		const usedMb = mb('heapUsed') + mb('arrayBuffers');
		const size = `${city.grids.length} grids, ${city.buildings.length} buildings, ${PEOPLE} people`;
		return [
			line({
				what: 'fixes a second through acceptFix and the seen map, one core',
				unit: 'fixes/s',
				ours: fed / (spentUs / 1e6),
				peer: { name: 'wished', value: WISHED_FIXES_PER_S },
				aim: { ratio: 1, better: 'higher' },
				how: `${size}, ${fed} fixes at one a second each, by processor time; load ${loadavg()[0]!.toFixed(0)}`
			}),
			line({
				what: "a touched grid's numbers and gap outlines again, p99",
				unit: 'ms',
				ours: quantile(again, 0.99),
				peer: { name: 'one frame', value: FRAME_MS },
				aim: { ratio: 1, better: 'lower' },
				how: `${SAMPLE} grids judged ${again.length} times as new ground is walked, after a day of tracks in each (${fixesADay} fixes); median ${quantile(again, 0.5).toFixed(2)} ms, by processor time`
			}),
			line({
				what: 'a second passes over the whole city, mean',
				unit: 'ms',
				ours: passes.reduce((sum, ms) => sum + ms, 0) / passes.length,
				peer: { name: 'looking at each building once', value: quantile(scans, 0.5) },
				aim: { ratio: 0.1, better: 'lower' },
				how: `${size}, ${PASSES} seconds in which squares and buildings go stale; a scan would look at the squares too`
			}),
			line({
				what: 'memory of the whole city',
				unit: 'MB',
				ours: usedMb,
				peer: { name: 'limit', value: CITY_MEMORY_MB },
				aim: { ratio: 1, better: 'lower' },
				how: `${size}; after a collection, heap ${mb('heapUsed').toFixed(0)} and buffers ${mb('arrayBuffers').toFixed(0)} MB`
			})
		];
	}
};

function collect(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
}

/** Processor time of this thread, µs: collecting garbage on it included. */
function threadUs(): number {
	const { user, system } = process.threadCpuUsage();
	return user + system;
}
