/**
 * The guard at the door: holds every request against the access table before any route sees it. Order: is it in the table, does it come from
 * our own pages, who is it, does the role and the area allow it.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { timingSafeEqual } from 'node:crypto';
import type { Db } from '../../../../db/open.ts';
import type { AreaId } from '../../area/area.ts';
import { refuse } from '../answer/refuse.ts';
import { FOR_ACCOUNT_HEADER } from '../../wire/for-account.ts';
import { areaPath, areaPathOfBuilding, areaPathOfGrid, areaPathOfPatrol } from '../store/area-tree.ts';
import { districtPath, districtPathOfDraft, districtPathOfPlan } from '../store/district-path.ts';
import {
	areaPathOfAssignment,
	areaPathOfLeave,
	areaPathOfPerson,
	areaPathOfSquad,
	areaPathOfSubject,
	areaPathOfWish
} from '../store/duty-areas.ts';
import { areaPathOfPhoto, areaPathOfReport } from '../store/field-areas.ts';
import { type Access, type AreaBound, accessOf, isOpen, mayUse, methodsOf } from './access.ts';
import { identify } from './identify.ts';
import type { Identity } from './identity.ts';
import { mayChange, sameOrigin } from './same-origin.ts';
import { sessionTokenOf } from './session-cookie.ts';

const READS = new Set(['GET', 'HEAD']);

/** @returns the refusal, or null where the request may go on; `event.locals.identity` is set then. */
export async function guard(event: RequestEvent, db: () => Db): Promise<Response | null> {
	const routeId = event.route.id;
	const { method, headers } = event.request;
	// Kit answers what is no route at all: its own 404 page.
	if (routeId === null) return event.url.pathname.startsWith('/api/') ? refuse({ kind: 'missing' }) : null;
	const access = accessOf(method, routeId);
	if (!access) return refuseMethod(method, routeId);
	if (access.who === 'device') return null;
	if (access.who === 'operator') return isOperator(event) ? null : refuse({ kind: 'operator-only' });
	if (!READS.has(method) && !mayChange(sameOrigin(originOf(headers), hostsOf(event)), sessionTokenOf(headers.get('cookie')) !== null))
		return refuse({ kind: 'cross-site' });
	if (isOpen(access, event.params)) return null;
	const identity = await identify(headers, db());
	event.locals.identity = identity;
	const refusal = refuseIdentity(identity, access, headers.get(FOR_ACCOUNT_HEADER));
	if (refusal || !identity) return refusal;
	const bound = (access as Exclude<Access, { who: string }>).area as AreaBound;
	const path = await pathOfRequest(bound, event, db());
	if (path === 'malformed')
		return refuse({ kind: 'malformed', detail: { field: 'area', reason: event.url.searchParams.get('area') ?? '' } });
	if (path === 'missing') return refuse({ kind: 'missing' });
	return path === null || mayUse(identity, access, path) ? null : refuse({ kind: 'forbidden' });
}

/** What the table does not hold is refused: the method, or the address with every method. */
export function refuseMethod(method: string, routeId: string): Response {
	const allowed = methodsOf(routeId);
	return allowed.length === 0
		? refuse({ kind: 'missing' })
		: refuse({ kind: 'method-refused', detail: { method } }, { allow: allowed.join(', ') });
}

/**
 * Who is asking, before any area is looked at.
 * @param meantFor the account that the request names, null where it names none
 * @returns null where the identity may go on: there is one then
 */
export function refuseIdentity(identity: Identity | null, access: Access, meantFor: string | null): Response | null {
	if (!identity) return refuse({ kind: 'signed-out' });
	if (meantFor !== null && meantFor !== identity.accountId) return refuse({ kind: 'other-account' });
	return mayUse(identity, access, null) ? null : refuse({ kind: 'forbidden' });
}

async function pathOfRequest(bound: AreaBound, event: RequestEvent, db: Db): Promise<readonly AreaId[] | null | 'missing' | 'malformed'> {
	const params: Readonly<Record<string, string | undefined>> = event.params;
	const parameter = rowId(params['id'] ?? params['no'] ?? null);
	switch (bound) {
		case 'mine':
		case 'message':
			return null;
		case 'area':
			return parameter === null ? 'missing' : ((await areaPath(db, parameter)) ?? 'missing');
		case 'grid':
			return parameter === null ? 'missing' : ((await areaPathOfGrid(db, parameter)) ?? 'missing');
		case 'district':
			return parameter === null ? 'missing' : ((await districtPath(db, parameter)) ?? 'missing');
		case 'plan':
			return parameter === null ? 'missing' : ((await districtPathOfPlan(db, parameter)) ?? 'missing');
		case 'draft':
			return parameter === null ? 'missing' : ((await districtPathOfDraft(db, parameter)) ?? 'missing');
		case 'building':
			return parameter === null ? 'missing' : ((await areaPathOfBuilding(db, parameter)) ?? 'missing');
		case 'patrol':
			return parameter === null ? 'missing' : ((await areaPathOfPatrol(db, parameter)) ?? 'missing');
		case 'person':
			return parameter === null ? 'missing' : ((await areaPathOfPerson(db, parameter)) ?? 'missing');
		case 'leave':
			return parameter === null ? 'missing' : ((await areaPathOfLeave(db, parameter)) ?? 'missing');
		case 'wish':
			return parameter === null ? 'missing' : ((await areaPathOfWish(db, parameter)) ?? 'missing');
		case 'post':
			return parameter === null ? 'missing' : ((await areaPathOfSubject(db, { kind: 'post', id: parameter })) ?? 'missing');
		case 'squad':
			return parameter === null ? 'missing' : ((await areaPathOfSquad(db, parameter)) ?? 'missing');
		case 'assignment':
			return parameter === null ? 'missing' : ((await areaPathOfAssignment(db, parameter)) ?? 'missing');
		case 'report':
			return parameter === null ? 'missing' : ((await areaPathOfReport(db, parameter)) ?? 'missing');
		case 'photo':
			return (await areaPathOfPhoto(db, params['id'] ?? '')) ?? 'missing';
		case '?area':
		case '?area!': {
			const text = event.url.searchParams.get('area');
			if (text === null) return bound === '?area' ? null : [];
			const id = rowId(text);
			return id === null ? 'malformed' : ((await areaPath(db, id)) ?? 'missing');
		}
	}
}

const rowId = (text: string | null): number | null =>
	text !== null && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 31 ? Number(text) : null;

const originOf = (headers: Headers) => ({ origin: headers.get('origin'), fetchSite: headers.get('sec-fetch-site') });
const hostsOf = (event: RequestEvent): string[] => [event.url.host, event.request.headers.get('host') ?? ''].filter(Boolean);

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** Where METRICS_TOKEN is set it is asked for; otherwise only a request from this machine that no proxy handed on. */
function isOperator(event: RequestEvent): boolean {
	const token = process.env['METRICS_TOKEN'] ?? '';
	const { headers } = event.request;
	if (token !== '') return equal(headers.get('authorization') ?? '', `Bearer ${token}`);
	const handedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers.has(name));
	return !handedOn && LOOPBACK.test(event.getClientAddress());
}

function equal(a: string, b: string): boolean {
	const [x, y] = [Buffer.from(a), Buffer.from(b)];
	return x.length === y.length && timingSafeEqual(x, y);
}
