/** The door of `/ingest/check-in`: whose phone it is, what it says, and 200 only once it is committed. */
import { comeAgain, refuse, type Ingest, type TrackerAnswer, unknownDevice } from './receive-report.ts';
import { TooManyLookups } from './know-device.ts';
import { recordCheckIn } from './record-check-in.ts';
import type { Db } from '#db/open.ts';
import type { DistrictLive } from '../live/district-live.ts';
import { parseCheckIn } from '../trackers/check-in.ts';
import type { TrackerRequest } from '../trackers/report.ts';
import type { AreaId } from '#lib/area/area.ts';

export interface CheckInDoor {
	readonly db: Db;
	readonly ingest: Ingest;
	readonly district: (id: AreaId) => DistrictLive | undefined;
}

export async function receiveCheckIn(request: TrackerRequest, { db, ingest, district }: CheckInDoor): Promise<TrackerAnswer> {
	const report = parseCheckIn(request, ingest.nowMs());
	if (report.tokens.length === 0 && report.problems[0]?.field !== 'body') return refuse(400, { problem: 'missing', field: 'id' });
	try {
		const device = report.tokens.length === 0 ? null : await ingest.devices.find(report.tokens);
		if (report.tokens.length > 0 && device === null) return unknownDevice();
		if (!report.checkIn || !device) return refuse(400, { ...report.problems[0], problems: report.problems });
		const live = district(device.districtId);
		if (!live) return comeAgain(503, 'unavailable');
		const outcome = await recordCheckIn(db, live, device, report.checkIn, ingest.nowMs());
		if (outcome.ok) return { status: 200, body: '', headers: {} };
		switch (outcome.problem.kind) {
			case 'refused':
				return unknownDevice();
			case 'post-missing':
				return refuse(404, { problem: 'missing', field: 'post' });
			case 'no-person':
				return refuse(409, { problem: 'no-person', field: 'id' });
			case 'future':
			case 'too-old':
				return refuse(400, { problem: 'out-of-range', field: 'at' });
		}
	} catch (error) {
		if (error instanceof TooManyLookups) return comeAgain(429, 'busy');
		ingest.onFault(error);
		return comeAgain(503, 'unavailable');
	}
}
