/**
 * Coverage of a whole city on one core: fixes a second through the rules of a fix and the seen map, a touched grid's numbers and gap outlines again,
 * and the memory it all takes. Walkers stroll from building to building; the city is the demo generator's.
 */
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import type { GridId } from '#lib/area/area.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { acceptFix } from '#lib/patrol/accept-fix.ts';
import { createDistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { DeviceId, Fix } from '#lib/patrol/fix.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { type Bench, line, quantile } from './bench.ts';

const PEOPLE = 10_000;
const ROUNDS = 60;
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
		globalThis.gc?.();
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
		let fed = 0;
		let spentMs = 0;
		const touched = new Set<GridId>();
		for (let round = 0; round < ROUNDS; round++) {
			const nowMs = START_MS + round * 1000;
			const raw = Array.from({ length: PEOPLE }, (_, i) => {
				const [lng, lat] = spots[(i * 37) % spots.length] ?? [0, 0];
				const turn = (i * 2.399963) % (2 * Math.PI);
				return { lng: lng + Math.cos(turn) * round * 1.25e-5, lat: lat + Math.sin(turn) * round * 1.1e-5 };
			});
			const began = performance.now();
			const fixes: Fix[] = [];
			raw.forEach((at, i) => {
				const accepted = acceptFix(
					{ deviceId: (i + 1) as DeviceId, recordedAtMs: nowMs, ...at, accuracyM: 8, speedMps: 1.3, bearingDeg: null, battery: null },
					nowMs,
					DEFAULT_RULES
				);
				if (accepted.ok && accepted.value.standing === 'live') fixes.push(accepted.value.fix);
			});
			for (const grid of coverage.addFixes(fixes).grids) touched.add(grid);
			spentMs += performance.now() - began;
			fed += fixes.length;
		}
		const atMs = START_MS + ROUNDS * 1000;
		const again: number[] = [];
		for (const grid of [...touched].slice(0, 400)) {
			const began = performance.now();
			coverage.coverageOf(grid, atMs);
			coverage.gapsOf(grid, atMs);
			again.push(performance.now() - began);
		}
		globalThis.gc?.();
		const after = process.memoryUsage();
		const usedMb = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 2 ** 20;
		const size = `${city.grids.length} grids, ${city.buildings.length} buildings, ${PEOPLE} people`;
		return [
			line({
				what: 'fixes a second through acceptFix and the seen map, one core',
				unit: 'fixes/s',
				ours: fed / (spentMs / 1000),
				peer: { name: 'wished', value: WISHED_FIXES_PER_S },
				aim: { ratio: 1, better: 'higher' },
				how: `${size}, ${fed} fixes at one a second each`
			}),
			line({
				what: "a touched grid's numbers and gap outlines again, p99",
				unit: 'ms',
				ours: quantile(again, 0.99),
				peer: { name: 'one frame', value: FRAME_MS },
				aim: { ratio: 1, better: 'lower' },
				how: `${again.length} grids, a minute of tracks; median ${quantile(again, 0.5).toFixed(2)} ms`
			}),
			line({
				what: 'memory of the whole city',
				unit: 'MB',
				ours: usedMb,
				peer: { name: 'limit', value: CITY_MEMORY_MB },
				aim: { ratio: 1, better: 'lower' },
				how: `${size}; heap and buffers${globalThis.gc ? ' after a collection' : ', garbage included (run with --expose-gc to leave it out)'}`
			})
		];
	}
};
