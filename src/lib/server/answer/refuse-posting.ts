/** Answers that say no to a lead about seats and posts: the problem in words, who was first, and which hard rules stand in the way. */
import type { Problem } from '../../geo/outcome.ts';
import type { RosterRefusal } from '../../wire/roster-board.ts';
import type { PostingProblemKind } from '../../words/posting.ts';
import { rosterBroken, rosterFault } from '../../words/roster.ts';
import { type Language, type Pair, say } from '../../words/words.ts';

const STATUS: Readonly<Record<PostingProblemKind, number>> = {
	'posting.moved': 409,
	'posting.twice': 422,
	'posting.seat-unasked': 422,
	'posting.seat-elsewhere': 422,
	'posting.person-elsewhere': 422,
	'posting.begun': 422,
	'posting.breaks': 422,
	'posting.taken': 409,
	'posting.rule': 422,
	'posting.day': 422,
	'posting.day-past': 422,
	'posting.rule-missing': 404,
	'posting.shift-missing': 422,
	'posting.shifts-overlap': 422,
	'posting.unreadable': 422,
	'posting.no-seats': 422,
	'posting.in-future': 422,
	'posting.too-old': 422,
	'posting.not-there': 409,
	'posting.wish-hours': 422,
	'posting.wish-twice': 409,
	'posting.swap-over': 409,
	'posting.swap-moved': 409,
	'posting.swap-begun': 409
};

type Values = Readonly<Record<string, string | number>>;

export interface PostingProblem extends Problem {
	readonly kind: PostingProblemKind;
	readonly detail?: Values;
	/** What `{why}` of the sentence says, in words of rosters. */
	readonly why?: { readonly kind: string; readonly detail: Values };
	readonly moved?: RosterRefusal['moved'];
	readonly broken?: RosterRefusal['broken'];
}

export const postingMessage = (problem: PostingProblem): RosterRefusal['message'] => ({
	zh: sentence('zh', problem),
	en: sentence('en', problem)
});

function sentence(language: Language, { kind, detail = {}, why }: PostingProblem): string {
	const blanks: Record<string, string | number> = { ...detail };
	if (why) blanks['why'] = wordsOf(language, why.kind, why.detail);
	// A seat that nobody holds, and what nobody did by hand, have words of their own.
	if (kind === 'posting.moved') {
		blanks['holder'] ||= say(language, 'posting.nobody');
		blanks['by'] ||= say(language, 'posting.system');
	}
	return say(language, kind, blanks);
}

const WHY: Readonly<Record<string, Pair>> = { ...rosterFault, ...rosterBroken };

function wordsOf(language: Language, kind: string, values: Values): string {
	const pair = WHY[kind];
	return pair ? pair[language === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank)) : kind;
}

export function refusePosting(problem: PostingProblem): Response {
	const { moved, broken, kind, detail } = problem;
	const body: RosterRefusal = {
		problem: { kind, ...(detail && { detail }) },
		message: postingMessage(problem),
		...(moved && { moved }),
		...(broken && { broken })
	};
	return Response.json(body, { status: STATUS[kind], headers: { 'cache-control': 'no-store' } });
}
