/**
 * A check-in at a post, as a phone reports it: `{"id": token, "post": "K16", "at": time, "action": "in" | "out"}`. `id` may stand in
 * `Authorization` instead, `at` may be left out for now, and the action may be written `arrive` or `leave`.
 */
import { readTime } from './read-time.ts';
import { readTokens } from './read-tokens.ts';
import type { FieldProblem, TrackerRequest } from './report.ts';

export interface CheckInReport {
	readonly tokens: readonly string[];
	/** Null where something is wrong. */
	readonly checkIn: { readonly post: string; readonly atMs: number; readonly action: 'arrive' | 'leave' } | null;
	readonly problems: readonly Omit<FieldProblem, 'index'>[];
}

export const MAX_CHECK_IN_BYTES = 4 * 1024;

const ACTIONS: Readonly<Record<string, 'arrive' | 'leave'>> = { in: 'arrive', arrive: 'arrive', out: 'leave', leave: 'leave' };

export function parseCheckIn(request: TrackerRequest, receivedAtMs: number): CheckInReport {
	let said: Readonly<Record<string, unknown>> | null = null;
	let problem: FieldProblem['problem'] = 'not-json';
	try {
		const body: unknown = JSON.parse(request.body);
		if (typeof body === 'object' && body !== null && !Array.isArray(body)) said = body as Readonly<Record<string, unknown>>;
		else problem = 'wrong-type';
	} catch {
		// Told below.
	}
	const own = new URLSearchParams(typeof said?.['id'] === 'string' ? { id: said['id'] } : {});
	const tokens = readTokens(request.authorization, request.query, own);
	if (!said) return { tokens, checkIn: null, problems: [{ field: 'body', problem }] };

	const problems: Omit<FieldProblem, 'index'>[] = [];
	const { post, action, at } = said;
	if (typeof post !== 'string' || post.trim() === '' || post.length > 100 || post.includes('\u0000'))
		problems.push({ field: 'post', problem: post === undefined ? 'missing' : 'wrong-type' });
	const does = typeof action === 'string' ? ACTIONS[action] : undefined;
	if (!does) problems.push({ field: 'action', problem: action === undefined ? 'missing' : 'out-of-range' });
	const given = at !== undefined && at !== null;
	const atMs = !given ? receivedAtMs : typeof at === 'string' || typeof at === 'number' ? readTime(at) : null;
	if (atMs === null) problems.push({ field: 'at', problem: 'not-a-time' });
	if (problems.length > 0 || atMs === null || !does) return { tokens, checkIn: null, problems };
	return { tokens, checkIn: { post: (post as string).trim(), atMs, action: does }, problems };
}
