/**
 * Each grid's coverage as it stood in past half-hours, reckoned from the fixes that are stored now: for hours in which no server ran to write them
 * down. The same functions as live; moments already written stay as they are.
 */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { DEFAULT_RULES, ruleSetAt } from '#lib/rules/rule-set.ts';
import { openCoverage } from '../live/open-coverage.ts';
import { writeCoverageHistory } from '../store/coverage-history.ts';
import { devicesEver, fixesBetween } from '../store/fixes.ts';
import { loadLiveGround } from '../store/live-ground.ts';

const STEP_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;

export async function reckonHistory(db: Db, districtId: number, fromMs: number, toMs: number): Promise<void> {
	const ground = await loadLiveGround(db, districtId as AreaId);
	if (!ground) return;
	const rules = ruleSetAt(ground.ruleSets, districtId, toMs)?.rules ?? DEFAULT_RULES;
	const coverage = openCoverage(ground, rules);
	const devices = await devicesEver(db, districtId);
	const firstMs = Math.ceil(fromMs / STEP_MS) * STEP_MS;
	let readMs = firstMs - Math.max(...Object.values(rules.coverage.limitH)) * HOUR_MS - rules.coverage.legMaxS * 1000;
	for (let atMs = firstMs; atMs <= toMs; atMs += STEP_MS) {
		while (readMs < atMs) {
			const untilMs = Math.min(atMs, readMs + HOUR_MS);
			coverage.addFixes(await fixesBetween(db, devices, readMs, untilMs));
			readMs = untilMs;
		}
		coverage.passTime(atMs);
		await writeCoverageHistory(
			db,
			ground.grids.map((grid) => coverage.coverageOf(grid.id, atMs)),
			atMs
		);
	}
}
