/**
 * D6: trackers that fell silent on shift. A silent phone is not an empty post and not a full one: it is unknown, and somebody has to ask. It opens
 * when the last fix is older than the rules call lost, and is over when a fix comes or the shift is.
 */
import type { GridId } from '../area/area.ts';
import type { Position } from '../geo/position.ts';
import { patrolStatus } from '../patrol/fix.ts';
import type { Rules } from '../rules/rule-set.ts';
import type { GapFinding } from './gap.ts';

export interface TrackerState {
	readonly deviceId: number;
	readonly personName: string;
	readonly lastFixAtMs: number;
	readonly at: Position;
	/** The grid it was last in, or its person's; null if neither is known. */
	readonly gridId: GridId | null;
}

export function silentTrackers(trackers: Iterable<TrackerState>, nowMs: number, rules: Rules['patrol']): GapFinding[] {
	const findings: GapFinding[] = [];
	for (const tracker of trackers) {
		if (patrolStatus(tracker.lastFixAtMs, nowMs, rules) !== 'lost') continue;
		findings.push({
			dimension: 'D6',
			kind: 'tracker-silent',
			subject: { kind: 'device', ids: [tracker.deviceId], name: tracker.personName },
			gridId: tracker.gridId,
			shape: { type: 'Point', coordinates: tracker.at },
			sinceMs: tracker.lastFixAtMs + rules.lostAfterS * 1000,
			measures: { limitS: rules.lostAfterS, oldestSeenAtMs: tracker.lastFixAtMs },
			cause: 'tracker-silent'
		});
	}
	return findings;
}
