/**
 * The demo's street that keeps posts around the clock: 17 posts in the east of a street, what each asks for, and 40 people in four squads who keep them.
 * Everywhere else in the demo nobody has said yet who is needed when, and the ledger says so.
 */
import type { PersonRole, PostKind } from '../../src/lib/duty/post.ts';
import type { Position } from '../../src/lib/geo/position.ts';
import { dice } from './dice.ts';
import { namesFrom } from './names.ts';

interface Standing {
	readonly code: string;
	readonly kind: PostKind;
	readonly position: Position;
}

export interface WatchPost {
	readonly code: string;
	readonly needs: string;
	/** Null: the usual shifts. */
	readonly shifts: readonly string[] | null;
	readonly weight: number;
}

const GATE: Omit<WatchPost, 'code'> = { needs: '07:00–19:00 community 1', shifts: ['day'], weight: 1 };
/** In order of the posts from the east: checkpoints first, then dissuasion points. */
const CHECKPOINTS: readonly Omit<WatchPost, 'code'>[] = [
	...Array.from({ length: 2 }, () => ({ needs: '23:00–06:00 police 1, health 1; 24 h community 1', shifts: null, weight: 3 })),
	...Array.from({ length: 3 }, () => ({ needs: '07:00–23:00 community 1', shifts: null, weight: 2 }))
];
const GATES: readonly Omit<WatchPost, 'code'>[] = [
	...Array.from({ length: 6 }, () => GATE),
	...Array.from({ length: 6 }, () => ({ needs: 'Mon–Fri 16:00–20:00 community 1', shifts: null, weight: 1 }))
];

/** @param posts of one street @returns fewer where the street has fewer */
export function watchPosts(posts: readonly Standing[]): WatchPost[] {
	const fromEast = [...posts].sort((a, b) => b.position[0] - a.position[0] || (a.code < b.code ? -1 : 1));
	const of = (kind: PostKind, asked: readonly Omit<WatchPost, 'code'>[]): WatchPost[] =>
		fromEast
			.filter((post) => post.kind === kind)
			.slice(0, asked.length)
			.map(({ code }, i) => ({ code, ...asked[i]! }));
	return [...of('checkpoint', CHECKPOINTS), ...of('dissuasion', GATES)];
}

export interface WatchPerson {
	readonly sourceId: string;
	readonly name: string;
	readonly role: PersonRole;
	readonly organisation: string;
	readonly squad: string;
	readonly isLead: boolean;
}

export const WATCH_SQUADS = ['甲', '乙', '丙', '丁'] as const;
/** Four of ten: a lead, a worker, a police officer, somebody of the health service, a cadre and five volunteers. */
const ROLES: readonly PersonRole[] = [
	'grid-leader',
	'grid-worker',
	'police',
	'health',
	'cadre',
	'volunteer',
	'volunteer',
	'volunteer',
	'property',
	'volunteer'
];
const ORGANISATION: Readonly<Record<PersonRole, string>> = {
	'grid-leader': '东片值守队',
	'grid-worker': '东片值守队',
	police: '岛城公安分局',
	health: '社区卫生服务中心',
	cadre: '下沉干部工作队',
	volunteer: '志愿服务队',
	property: '岛城物业联盟'
};

export function watchPeople(seed: number): WatchPerson[] {
	const names = namesFrom(dice(seed, 'watch'));
	return WATCH_SQUADS.flatMap((squad, s) =>
		ROLES.map((role, i) => ({
			sourceId: `w${String(s * ROLES.length + i + 1).padStart(3, '0')}`,
			name: names.person(),
			role,
			organisation: ORGANISATION[role],
			squad,
			isLead: i === 0
		}))
	);
}
