/** Closes a report from the field with what was done, and tells whoever watches. */
import { localText, zoneOf } from '#lib/duty/local-time.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { FieldReport } from '#lib/wire/field.ts';
import type { Db } from '#db/open.ts';
import type { FieldProblem } from '../answer/refuse-field.ts';
import type { DistrictLive } from '../live/district-live.ts';
import type { Actor } from '../store/drafts.ts';
import { areaPathOfReport } from '../store/field-areas.ts';
import { closeReport as closeRow, reports } from '../store/field-records.ts';

/** @returns null where there is no such report */
export async function closeReport(
	db: Db,
	district: DistrictLive,
	id: number,
	{ note, actor }: { readonly note: string; readonly actor: Actor },
	nowMs: number
): Promise<Outcome<FieldReport, FieldProblem> | null> {
	let closed: FieldReport | null = null;
	await district.change(async (trx) => {
		closed = null;
		if (!(await closeRow(trx, id, { accountId: actor.accountId, name: actor.name, note }, nowMs))) return [];
		const [report] = await reports(trx, { ids: [id] });
		if (!report) return [];
		closed = report;
		return [
			{
				kind: 'report-made',
				areaIds: (await areaPathOfReport(trx, id)) ?? [district.districtId],
				body: { reportId: id, closedAtMs: report.closedAtMs }
			}
		];
	});
	if (closed) return done(closed);
	const [before] = await reports(db, { ids: [id] });
	if (!before) return null;
	const zone = zoneOf(district.rules().rules.duty.timeZone);
	const at = zone ? localText(zone, before.closedAtMs ?? 0).replace('T', ' ') : '';
	return refused({ kind: 'field.report-closed', detail: { name: before.closedByName ?? '', at } });
}
