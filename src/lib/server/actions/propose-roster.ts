/** Proposes a roster, or the best cover of what is empty or would be, as lines that tell how far it is. Writes nothing. */
import type { Db } from '#db/open.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import type { Repair } from '#lib/duty/roster/repair.ts';
import { seats } from '#lib/duty/seats.ts';
import { dayOf } from '#lib/duty/local-time.ts';
import { demandsOf } from '#lib/duty/post-demands.ts';
import type { Proposal, Proposals, SolveLine } from '#lib/wire/roster-board.ts';
import type { Request } from '#lib/wire/requests.ts';
import { postingMessage } from '../answer/refuse-posting.ts';
import type { RepairAnswer } from '../roster/roster-job.ts';
import type { RosterThread } from '../roster/roster-thread.ts';
import { type AskedAbout, rosterPart } from '../store/roster-part.ts';
import { unreadable } from './change-seats.ts';

export type SolveRequest = Request<'POST /api/areas/[id]/roster/solve'>['body'];

/** For a question that somebody waits for with a finger on the screen. */
const QUICK_S = 0.8;
const CURE_S = 10;
/** Progress is told this often, ms. */
const TELL_EVERY_MS = 200;

/** Whether it is a question of what if, or what to do about these gaps. */
export const isQuick = ({ how, off, seats }: SolveRequest): boolean => how === 'repair' && (off !== undefined || seats !== undefined);

/** @returns null where there is no such area; else what tells the lines, the last of which is the answer or a refusal */
export async function proposeRoster(
	db: Db,
	areaId: number,
	request: SolveRequest,
	thread: RosterThread,
	nowMs: number
): Promise<((tell: (line: SolveLine) => void, signal: AbortSignal) => Promise<void>) | null> {
	const part = await rosterPart(db, areaId, request, isQuick(request) ? aboutOf(request) : null, nowMs);
	if (!part) return null;
	const { zone, source, all } = part;
	return async (tell, signal) => {
		const fromDay = dayOf(source.from) ?? 0;
		const asked = new Set(seats(demandsOf(source.posts, source.rules), zone, fromDay, source.days).map(({ id }) => id));
		// What the screen holds stands for what is planned; of seats that are no part of it the plan holds.
		const previous = (request.draft ?? source.duties)
			.filter(({ seat }) => asked.has(seat))
			.map(({ seat, personId }) => ({ seatId: seat, personId: String(personId) }));
		const file = problemFileOf(source, zone, (seat) => asked.has(seat));
		const codeOf = new Map(all.map(({ id, code }) => [id as number, code]));
		const spanOf = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }) => ({ startMs: fromMs, endMs: untilMs });
		const off = request.off && {
			people: request.off.people.map((one) => ({ id: String(one.id), span: spanOf(one) })),
			posts: request.off.posts.flatMap((one) => {
				const id = codeOf.get(one.id);
				return id === undefined ? [] : { id, span: spanOf(one) };
			})
		};
		const seconds = request.seconds ?? (isQuick(request) ? QUICK_S : undefined);
		if (thread.busy > 0) tell({ say: 'waiting', before: thread.busy });
		let toldMs = -Infinity;
		let startedMs = performance.now();
		const answer = await thread.repair(
			{
				...{ file, previous, begunBeforeMs: nowMs, how: request.how, gaps: request.seats ?? [], count: request.proposals ?? 1 },
				...(off && { off }),
				...(seconds === undefined ? {} : { seconds }),
				cureSeconds: request.cure ? CURE_S : 0
			},
			{
				signal,
				onProgress({ aim, part, parts, bound, best }) {
					const now = performance.now();
					if (now - toldMs < TELL_EVERY_MS) return;
					if (toldMs === -Infinity) startedMs = now;
					toldMs = now;
					tell({ say: 'progress', aim, part, parts, bound: finite(bound), best, seconds: (now - startedMs) / 1000 });
				}
			}
		);
		if (!answer.ok) {
			tell({ say: 'refused', message: postingMessage(unreadable(answer.faults, source.posts)) });
			return;
		}
		tell({ say: 'answer', ...told(answer) });
	};
}

function aboutOf({ off, seats: gaps }: SolveRequest): AskedAbout {
	return {
		seats: gaps ?? [],
		people: off?.people.map(({ id }) => id) ?? [],
		posts: off?.posts.map(({ id }) => id) ?? []
	};
}

/** JSON knows no infinity. */
const finite = (bound: number): number => (Number.isFinite(bound) ? bound : 0);

const personOf = (id: string | null): PersonId | null => (id === null ? null : (Number(id) as PersonId));

function told(answer: Extract<RepairAnswer, { ok: true }>): Proposals {
	return {
		proposals: answer.repairs.map(proposalOf),
		opened: answer.opened.map(({ seat, personId }) => ({ seat, personId: Number(personId) as PersonId })),
		cure: answer.cure.map(({ forbidden, ...cure }) => ({ ...cure, forbidden: forbidden.map(({ id }) => id) })),
		seconds: answer.seconds
	};
}

const proposalOf = ({ changes, open, proven, points, broken }: Repair): Proposal => ({
	changes: changes.map(({ seat, before, after }) => ({ seat: seat.id, before: personOf(before), after: personOf(after) })),
	open: open.map(({ id }) => id),
	proven,
	points,
	broken: broken.map((one) => ({ ...one, personId: Number(one.personId) as PersonId }))
});
