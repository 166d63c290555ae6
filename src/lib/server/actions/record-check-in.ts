/**
 * Records that somebody arrived at or left a post, and answers once it is committed and told. A person stands at one post at a time: arriving at
 * the next one is leaving the one before.
 */
import type { PersonId } from '#lib/duty/post.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { Db } from '#db/open.ts';
import type { DistrictLive } from '../live/district-live.ts';
import { arrive, depart, postByCode, staffingOf } from '../store/check-ins.ts';
import type { KnownDevice } from '../store/devices.ts';
import { fallenDevicesIn } from '../store/devices.ts';
import type { CheckInReport } from '../trackers/check-in.ts';

export type CheckInProblem = { readonly kind: 'no-person' | 'post-missing' | 'refused' | 'future' | 'too-old' };

export async function recordCheckIn(
	db: Db,
	district: DistrictLive,
	device: KnownDevice,
	checkIn: NonNullable<CheckInReport['checkIn']>,
	nowMs: number
): Promise<Outcome<void, CheckInProblem>> {
	const personId: PersonId | null = device.personId;
	if (personId === null) return refused({ kind: 'no-person' });
	const { maxFutureS, maxAgeDays } = district.rules().rules.patrol;
	if (checkIn.atMs > nowMs + maxFutureS * 1000) return refused({ kind: 'future' });
	if (checkIn.atMs < nowMs - maxAgeDays * 86_400_000) return refused({ kind: 'too-old' });
	const postId = await postByCode(db, district.districtId, checkIn.post);
	if (postId === null) return refused({ kind: 'post-missing' });

	let standing = true;
	await district.change(async (trx) => {
		standing = (await fallenDevicesIn(trx, [device.id])).size === 0;
		if (!standing) return [];
		const at = { postId, personId, atMs: checkIn.atMs };
		const posts = checkIn.action === 'arrive' ? await arrive(trx, { ...at, evidence: `device ${device.id}` }) : await depart(trx, at);
		const before = new Map(district.staffing().map((post) => [post.postId, post]));
		const changed = (await staffingOf(trx, district.districtId)).filter((post) => {
			const known = before.get(post.postId);
			return posts.has(post.postId) && (known?.present !== post.present || known.changedAtMs !== post.changedAtMs);
		});
		return district.staffingEvents(changed);
	});
	return standing ? done(undefined) : refused({ kind: 'refused' });
}
