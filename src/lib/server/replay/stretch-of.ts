/** What of a district's footage one area is shown, packed: the same share as its watchers get live. */
import type { AreaId, GridId } from '#lib/area/area.ts';
import { packStretch } from '#lib/wire/replay.ts';
import { packTick, type BuildingSeen, type PatrolPosition } from '#lib/wire/tick.ts';
import type { Membership } from '../live/area-membership.ts';
import type { Footage } from './reel.ts';

export function stretchOf(footage: Footage, areaId: AreaId, members: Membership, ground: string): Uint8Array<ArrayBuffer> {
	const tick = (atMs: number, positions: readonly PatrolPosition[], seen: readonly BuildingSeen[]): Uint8Array =>
		packTick({
			seq: 0,
			serverTimeMs: atMs,
			positions: positions.filter((position) => members.ofPatrol(position.no).includes(areaId)),
			seen: seen.filter((one) => members.ofBuilding(one.buildingId).includes(areaId))
		});
	const turned = footage.lastHour.filter((gap) => gap.areaPath.includes(areaId));
	return packStretch({
		fromMs: footage.fromMs,
		untilMs: footage.untilMs,
		ground,
		snapshot: {
			areaId,
			seq: 0,
			serverTimeMs: footage.fromMs,
			coverage: footage.coverage.filter((grid) => members.ofGrid(grid.gridId as GridId).includes(areaId)),
			gaps: footage.gaps.filter((gap) => gap.areaPath.includes(areaId)),
			staffing: footage.staffing.filter((post) => members.ofPost(post.postId).includes(areaId)),
			lastHour: {
				opened: turned.length,
				closed: turned.filter((gap) => gap.closedAtMs !== null && gap.closedAtMs <= footage.fromMs).length
			}
		},
		tick: tick(footage.fromMs, footage.positions, footage.seen),
		frames: footage.frames.flatMap((frame) => {
			const packed = tick(frame.atMs, frame.positions, frame.seen);
			const events = frame.events.filter((event) => event.areaIds.includes(areaId));
			return { atMs: frame.atMs, tick: packed, events };
		})
	});
}
