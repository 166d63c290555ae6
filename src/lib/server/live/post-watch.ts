/** Keeps what posts ask for and who is there, reads again only what changed, and says which D3 gaps there are now. */
import type { GridId } from '#lib/area/area.ts';
import type { PostId } from '#lib/duty/post.ts';
import { zoneOf } from '#lib/duty/local-time.ts';
import type { GapFinding } from '#lib/ledger/gap.ts';
import { postsWithoutRule, timeFindings, type TimeFindings } from '#lib/ledger/time-findings.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { DurableEvent } from '#lib/wire/live.ts';
import type { Db } from '#db/open.ts';
import { type KeptPost, loadPostTimes } from '../store/post-times.ts';

export interface PostWatch {
	/** Something happened: what it touches is read again. */
	hear(event: DurableEvent): void;
	/** Everything is read again. */
	forget(): void;
	/** Findings of the posts whose findings may have changed since the last time it was asked, by post; null stands for the district. */
	look(ground: WatchGround, rules: Rules, nowMs: number): Promise<ReadonlyMap<PostId | null, readonly GapFinding[]>>;
	/** What is found at every post, as of the last look. */
	findings(): ReadonlyMap<PostId | null, readonly GapFinding[]>;
}

export interface WatchGround {
	readonly districtId: number;
	readonly districtName: string;
	readonly sinceMs: number;
	gridOf(post: PostId): GridId | null;
}

export function createPostWatch(db: Db): PostWatch {
	const posts = new Map<PostId, KeptPost>();
	const found = new Map<PostId | null, TimeFindings>();
	let all = true;
	let day = NaN;
	const stale = new Set<PostId>();

	return {
		hear(event) {
			switch (event.kind) {
				case 'roster-changed': {
					for (const post of event.body.posts) stale.add(post);
					// Somebody's leave concerns the posts at which they are planned.
					if (event.body.posts.length === 0)
						for (const [id, post] of posts) if (event.body.people.some((person) => post.people.has(person))) stale.add(id);
					break;
				}
				case 'post-staffing-changed':
					for (const { postId } of event.body.posts) stale.add(postId);
					break;
				case 'rules-changed':
				case 'plan-published':
				case 'district-changed':
					all = true;
					break;
				default:
					break;
			}
		},
		forget: () => void (all = true),
		async look(ground, rules, nowMs) {
			const zone = zoneOf(rules.duty.timeZone);
			if (!zone) return new Map();
			const today = zone.localOf(nowMs).day;
			if (today !== day) all = true;
			const due = new Set<PostId | null>();
			if (all || stale.size > 0) {
				const [whole, ids] = [all, [...stale]];
				all = false;
				stale.clear();
				let read: Awaited<ReturnType<typeof loadPostTimes>>;
				try {
					read = await loadPostTimes(db, ground.districtId, whole ? null : ids, rules.posting, zone, nowMs, ground.gridOf);
				} catch (error) {
					// It is read the next time.
					if (whole) all = true;
					for (const id of ids) stale.add(id);
					throw error;
				}
				day = today;
				for (const id of whole ? [...posts.keys()] : ids)
					if (!read.has(id)) {
						posts.delete(id);
						due.add(id);
					}
				for (const [id, post] of read) {
					posts.set(id, post);
					due.add(id);
				}
				due.add(null);
			}
			for (const [id, { untilMs }] of found) if (nowMs >= untilMs) due.add(id);
			for (const id of due) {
				if (id === null) {
					const bare = [...posts.values()].filter(({ times }) => times === null).length;
					const district = { id: ground.districtId, name: ground.districtName };
					found.set(null, { findings: postsWithoutRule(bare, district, ground.sinceMs), untilMs: Infinity });
					continue;
				}
				const times = posts.get(id)?.times;
				if (times) found.set(id, timeFindings(times, rules.posting, nowMs));
				else found.set(id, { findings: [], untilMs: Infinity });
			}
			return new Map([...due].map((id) => [id, found.get(id)?.findings ?? []]));
		},
		findings: () => new Map([...found].map(([id, { findings }]) => [id, findings]))
	};
}
