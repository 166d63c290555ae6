/** From a finding to a gap of this district: what it is called, whose it is, where it is heard and until when it is to be mended. */
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { NamedDuty } from '#lib/duty/assignment.ts';
import type { Duty, PersonId, PostId } from '#lib/duty/post.ts';
import { bboxCentre, bboxOf } from '#lib/geo/bbox.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import type { Position, Shape } from '#lib/geo/position.ts';
import type { Gap, GapFinding } from '#lib/ledger/gap.ts';
import { gapName, roadNames } from '#lib/ledger/gap-name.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { LiveGround } from '../store/live-ground.ts';
import type { NewGap } from '../store/gaps.ts';
import type { Membership } from './area-membership.ts';

type Owners = Pick<Gap, 'ownerId' | 'backupId'>;
/** Who answers for a gap at a moment. */
export type GapOwners = (finding: Pick<GapFinding, 'gridId' | 'subject'>, nowMs: number) => Owners;
/** A gap that opens at a moment. */
export type GapDresser = (finding: GapFinding, owners: Owners, nowMs: number, rules: Rules['ledger']) => NewGap;

const MINUTE_MS = 60_000;

/** @param duties who was named for what, from when until when: of the present those that hold and will, of the past those that held */
export function gapOwners(duties: readonly NamedDuty[], devices: LiveGround['devices']): GapOwners {
	const dutiesOf = Map.groupBy(duties, ({ kind, id }) => `${kind}/${id}`);
	const personOf = new Map(devices.map(({ id, personId }) => [id as number, personId]));
	return ({ gridId, subject }, nowMs) => {
		const isOwn = subject.kind === 'post' || subject.kind === 'compound';
		const own = dutiesOf.get(isOwn ? `${subject.kind}/${subject.ids[0]}` : `grid/${gridId}`) ?? [];
		const named = (duty: Duty): PersonId | null =>
			own.find((one) => one.duty === duty && one.startMs <= nowMs && nowMs < one.endMs)?.personId ?? null;
		const carrier = subject.kind === 'device' ? personOf.get(subject.ids[0] ?? -1) : undefined;
		return { ownerId: carrier ?? named('primary'), backupId: named('backup') };
	};
}

export function gapDresser(ground: LiveGround, members: Membership): GapDresser {
	const roads = roadNames(ground.roads);
	const gridNames = new Map(ground.grids.map((grid) => [grid.id, grid.name]));
	const compoundOf = new Map(
		ground.buildings.map((building) => [
			building.id,
			building.compoundId === null ? null : (ground.compoundNames.get(building.compoundId) ?? null)
		])
	);
	const deviceOf = new Map(ground.devices.map((device) => [device.id as number, device]));
	const { responsibilities } = ground;

	function nameOf(finding: GapFinding): string {
		if (finding.subject.name !== '') return finding.subject.name;
		return gapName(
			{
				compounds: finding.subject.kind === 'buildings' ? finding.subject.ids.map((id) => compoundOf.get(id) ?? null) : [],
				at: placeOf(finding.shape),
				gridName: (finding.gridId === null ? undefined : gridNames.get(finding.gridId)) ?? ''
			},
			roads
		);
	}

	function pathOf(finding: GapFinding): readonly AreaId[] {
		const device = finding.subject.kind === 'device' ? deviceOf.get(finding.subject.ids[0] ?? -1) : undefined;
		if (device) return members.pathOf(device.areaId);
		const id = finding.subject.ids[0] ?? -1;
		if (finding.subject.kind === 'post') return members.ofPost(id as PostId);
		const home =
			finding.subject.kind === 'person'
				? responsibilities.areaOfPerson.get(id as PersonId)
				: finding.subject.kind === 'squad'
					? responsibilities.areaOfSquad.get(id)
					: undefined;
		if (home !== undefined) return members.pathOf(home);
		return finding.gridId === null ? members.pathOf(ground.districtId) : members.ofGrid(finding.gridId as GridId);
	}

	return (finding, owners, nowMs, rules) => ({
		...finding,
		subject: { ...finding.subject, name: nameOf(finding) },
		areaPath: pathOf(finding),
		openedAtMs: nowMs,
		changedAtMs: nowMs,
		...owners,
		dueAtMs: dueAt(finding, nowMs, rules),
		closedAtMs: null
	});
}

/** A seat ahead has half of the time that is left until it begins, so that it turns important and then urgent before it is empty. */
function dueAt({ kind, dimension, measures }: GapFinding, nowMs: number, rules: Rules['ledger']): number {
	if (kind === 'seat-unplanned' && measures.fromMs !== undefined) return nowMs + (measures.fromMs - nowMs) / 2;
	return nowMs + rules.dueMinutes[dimension] * MINUTE_MS;
}

function placeOf(shape: Shape | null): Position | null {
	if (shape === null) return null;
	if (shape.type === 'Point') return shape.coordinates;
	return shape.type === 'Polygon' || shape.type === 'MultiPolygon' ? labelPoint(shape, 5) : bboxCentre(bboxOf(shape));
}
