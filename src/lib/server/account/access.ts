/**
 * The access table: every route with its method, every socket event, and who may use it. Whatever is not written here is refused; a test
 * holds the table against the route files and the event map, and walks it with every wrong identity.
 */
import type { AreaId } from '../../area/area.ts';
import { ROLES, type Grant, type Identity, type Role } from './identity.ts';

/**
 * Which area a request is about, so that a role of another area is refused at the door:
 * - `mine`: none; the answer holds only what the identity's own areas hold.
 * - `area` `grid` `building` `patrol`: the row named by the route's parameter (`patrol` by its travelling number).
 * - `person` `leave` `wish` `squad` `assignment` `post`: where that row belongs; an assignment where its subject lies, a post where it stands.
 * - `report` `photo`: the area of the grid that a report from the field was made in, else of its person.
 * - `district`: the whole district of the area named by the parameter; `plan` `draft`: that of the plan or draft. A plan is one for a district.
 * - `?area`: the area in the query; `mine` where it is left out.
 * - `?area!`: the area in the query; every area of the database where it is left out.
 * - `message`: the area in the socket message; the live room asks `mayWatch`.
 */
export type AreaBound =
	| 'mine'
	| 'area'
	| 'grid'
	| 'building'
	| 'patrol'
	| 'person'
	| 'leave'
	| 'wish'
	| 'post'
	| 'squad'
	| 'assignment'
	| 'report'
	| 'photo'
	| 'district'
	| 'plan'
	| 'draft'
	| '?area'
	| '?area!'
	| 'message';

export type Access =
	/** Anybody, signed in or not. */
	| { readonly who: 'public' }
	/** A tracker with its token; the route itself asks for it, and a session counts for nothing. */
	| { readonly who: 'device' }
	/** Who runs the server: from its own machine, or with the bearer token of METRICS_TOKEN. */
	| { readonly who: 'operator' }
	/** Accounts with one of these roles, within the area; `open` names the values of a route parameter that are anybody's. */
	| { readonly who: readonly Role[]; readonly area: AreaBound; readonly open?: Readonly<Record<string, readonly string[]>> };

const everyone = { who: 'public' } as const;
const tracker = { who: 'device' } as const;
const operator = { who: 'operator' } as const;
const signedIn = (area: AreaBound) => ({ who: ROLES, area }) as const;
const only = (area: AreaBound, ...who: readonly Role[]) => ({ who, area }) as const;

/** `METHOD route-id` → who. HEAD is asked as GET. */
export const ROUTES = {
	'GET /': signedIn('mine'),
	'GET /wall': signedIn('mine'),
	'GET /plan': only('mine', 'planner', 'commander', 'admin', 'lead'),
	'GET /duty': only('mine', 'lead', 'commander', 'admin', 'planner'),
	'GET /field': only('mine', 'worker', 'lead'),
	'GET /admin': only('mine', 'admin'),
	'GET /login': everyone,

	'GET /healthz': everyone,
	'GET /metrics': operator,
	'GET /api/openapi.json': everyone,

	'POST /api/session': everyone,
	'DELETE /api/session': signedIn('mine'),
	'GET /api/me': signedIn('mine'),

	'GET /api/areas': signedIn('mine'),
	'GET /api/areas/[id]/picture': signedIn('area'),
	'GET /api/areas/[id]/buildings': signedIn('area'),
	'GET /api/grids/[id]/history': signedIn('grid'),
	'GET /api/buildings/[id]': signedIn('building'),
	'GET /api/gaps': signedIn('?area'),
	'GET /api/search': signedIn('?area'),
	// A worker sees the way they walked themselves, and nobody else's: the route looks whose it is.
	'GET /api/patrols/[no]/track': only('patrol', 'commander', 'planner', 'lead', 'admin', 'worker'),
	'GET /api/tracks': only('?area', 'commander', 'planner', 'lead', 'admin'),
	'GET /api/areas/[id]/replay': only('area', 'commander', 'planner', 'lead', 'admin'),
	'GET /api/areas/[id]/replay/span': only('area', 'commander', 'planner', 'lead', 'admin'),
	'GET /api/areas/[id]/replay/picture': only('area', 'commander', 'planner', 'lead', 'admin'),
	'GET /api/areas/[id]/replay/buildings': only('area', 'commander', 'planner', 'lead', 'admin'),
	'GET /api/tracks/packed': only('?area', 'commander', 'planner', 'lead', 'admin'),
	'POST /api/tracks/within': only('?area', 'commander', 'planner', 'lead', 'admin'),
	'GET /api/rules': signedIn('?area'),
	'PUT /api/rules': only('?area!', 'admin'),

	'GET /api/areas/[id]/plans': signedIn('district'),
	'GET /api/plans/[id]/borders': signedIn('plan'),
	'GET /api/areas/[id]/plan-ground': only('district', 'planner', 'commander', 'admin', 'lead'),
	'GET /api/areas/[id]/drafts': only('district', 'planner', 'commander', 'admin', 'lead'),
	'POST /api/areas/[id]/drafts': only('district', 'planner'),
	'GET /api/drafts/[id]': only('draft', 'planner', 'commander', 'admin', 'lead'),
	'PATCH /api/drafts/[id]': only('draft', 'planner'),
	'GET /api/drafts/[id]/plan': only('draft', 'planner', 'commander', 'admin', 'lead'),
	'PUT /api/drafts/[id]/edits': only('draft', 'planner'),
	'POST /api/drafts/[id]/rebase': only('draft', 'planner'),
	'POST /api/drafts/[id]/submit': only('draft', 'planner'),
	// Whoever drew or submitted it may not review it: the route asks the draft.
	'POST /api/drafts/[id]/review': only('draft', 'planner', 'commander', 'admin'),
	'POST /api/drafts/[id]/publish': only('draft', 'planner', 'commander', 'admin'),
	'POST /api/drafts/[id]/withdraw': only('draft', 'planner', 'commander', 'admin'),
	'GET /api/plans/[id]/mends': only('plan', 'planner', 'admin'),
	'POST /api/plans/[id]/mends': only('plan', 'planner', 'admin'),

	// Whoever may only look gets names masked: the route asks who it is.
	'GET /api/people': only('?area', 'commander', 'planner', 'lead', 'admin', 'viewer'),
	'POST /api/people/preview': only('?area!', 'lead', 'admin'),
	'POST /api/people/import': only('?area!', 'lead', 'admin'),
	'POST /api/people/[id]/leave': only('person', 'lead', 'admin'),
	'DELETE /api/leave/[id]': only('leave', 'lead', 'admin'),
	'GET /api/squads': only('?area', 'commander', 'planner', 'lead', 'admin'),
	'POST /api/squads': only('?area!', 'lead', 'admin'),
	'PUT /api/squads/[id]': only('squad', 'lead', 'admin'),
	'DELETE /api/squads/[id]': only('squad', 'lead', 'admin'),
	'GET /api/assignments': only('?area', 'commander', 'planner', 'lead', 'admin'),
	'POST /api/assignments': only('?area!', 'lead', 'admin'),
	'POST /api/assignments/[id]/end': only('assignment', 'lead', 'admin'),
	'POST /api/assignments/[id]/hand-over': only('assignment', 'lead', 'admin'),

	'GET /api/areas/[id]/roster': only('area', 'commander', 'planner', 'lead', 'admin'),
	'PUT /api/areas/[id]/roster': only('area', 'lead', 'admin'),
	'POST /api/areas/[id]/roster/solve': only('area', 'commander', 'lead', 'admin'),
	'PUT /api/posts/[id]/rules': only('post', 'lead', 'admin'),
	'DELETE /api/posts/[id]/rules': only('post', 'lead', 'admin'),
	'PATCH /api/posts/[id]': only('post', 'lead', 'admin'),
	'POST /api/posts/[id]/check-ins': only('post', 'lead', 'admin'),
	'GET /api/posts/[id]/code': only('post', 'lead', 'admin'),
	'POST /api/posts/[id]/code': only('post', 'lead', 'admin'),
	'POST /api/people/[id]/wishes': only('person', 'lead', 'admin'),
	'DELETE /api/wishes/[id]': only('wish', 'lead', 'admin'),

	// What a phone in the field asks and sends is its own person's: the routes look whose it is.
	'GET /api/field/day': only('mine', 'worker', 'lead'),
	'POST /api/field/records': only('mine', 'worker', 'lead'),
	'PUT /api/field/photos/[id]': only('mine', 'worker', 'lead'),
	'POST /api/field/duties/[id]/confirm': only('mine', 'worker', 'lead'),
	'GET /api/field/swaps/candidates': only('mine', 'worker', 'lead'),
	'POST /api/field/swaps': only('mine', 'worker', 'lead'),
	'POST /api/field/swaps/[id]': only('mine', 'worker', 'lead'),
	'POST /api/field/hand-overs/[id]/take': only('mine', 'worker', 'lead'),
	'GET /api/field/stored': only('mine', 'worker', 'lead'),
	'GET /api/field/track': only('mine', 'worker', 'lead'),
	'POST /api/field/calendar': only('mine', 'worker', 'lead'),
	'POST /api/field/tracker': only('mine', 'worker', 'lead'),
	'POST /api/people/[id]/tracker': only('person', 'lead', 'admin'),
	// A worker sets up their own: the page looks whose it is.
	'GET /tracker/[id]': only('person', 'lead', 'admin', 'worker'),
	'GET /posts/[id]/code': only('post', 'lead', 'admin'),
	// The route looks whether each grid is within reach.
	'POST /api/routes': only('mine', 'worker', 'lead', 'commander', 'planner', 'admin'),
	'GET /api/reports': only('?area', 'commander', 'lead', 'admin'),
	'POST /api/reports/[id]/close': only('report', 'commander', 'lead', 'admin'),
	// A worker sees the photos they took themselves: the route looks whose it is.
	'GET /api/photos/[id]': only('photo', 'commander', 'lead', 'admin', 'worker'),
	// Calendars of phones sign in nowhere: who has the address may read it.
	'GET /calendar/[token].ics': everyone,

	'GET /ingest/osmand': tracker,
	'POST /ingest/osmand': tracker,
	'POST /ingest/traccar': tracker,
	'POST /ingest/owntracks': tracker,
	'POST /ingest/overland': tracker,
	'GET /ingest/gpslogger': tracker,
	'POST /ingest/gpslogger': tracker,
	'POST /ingest/check-in': tracker,

	// The base layer is land, water, roads and bare footprints, what any printed map shows: open to any map program.
	'GET /tiles/[layer]/[z]/[x]/[y].mvt': { who: ROLES, area: 'mine', open: { layer: ['base'] } },
	'GET /tiles/[layer].json': { who: ROLES, area: 'mine', open: { layer: ['base'] } },
	// A basemap from elsewhere, where one is configured: its licence or its key is the district's, not everybody's.
	'GET /tiles/external.pmtiles': signedIn('mine'),
	'GET /tiles/tianditu/[map]/[z]/[x]/[y].png': signedIn('mine')
} as const satisfies Readonly<Record<string, Access>>;

/** Socket events a client may send, and `connect` itself. */
export const SOCKET_EVENTS = {
	connect: signedIn('mine'),
	join: signedIn('message'),
	leave: signedIn('mine'),
	'hear-own': signedIn('mine'),
	'draft-open': only('message', 'planner', 'commander', 'admin', 'lead'),
	'draft-leave': signedIn('mine'),
	'draft-touch': only('message', 'planner')
} as const satisfies Readonly<Record<string, Access>>;

export type Action = keyof typeof ROUTES;

const table: Readonly<Record<string, Access>> = ROUTES;

/** What the table says of a route and method; undefined: refuse. */
export function accessOf(method: string, routeId: string): Access | undefined {
	const key = `${method === 'HEAD' ? 'GET' : method} ${routeId}`;
	return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether anybody may come in, given the route's parameters. */
export const isOpen = (access: Access, params: Readonly<Record<string, string | undefined>>): boolean =>
	access.who === 'public' ||
	('open' in access && Object.entries(access.open ?? {}).some(([name, values]) => values.includes(params[name] ?? '')));

/** Methods the table knows for a route, for the Allow header. */
export function methodsOf(routeId: string): string[] {
	const methods = Object.keys(table).flatMap((key) =>
		key.slice(key.indexOf(' ') + 1) === routeId ? [key.slice(0, key.indexOf(' '))] : []
	);
	return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

/**
 * Whether an identity may do something within an area.
 * @param areaPath ids from the district down to the area; empty: every district at once; null: the action is bound to no area.
 */
export function mayUse(identity: Identity, access: Access, areaPath: readonly AreaId[] | null): boolean {
	if (typeof access.who === 'string') return access.who === 'public';
	const { who } = access;
	return identity.grants.some((grant) => who.includes(grant.role) && (areaPath === null || reaches(grant, areaPath)));
}

/** Whether an identity may watch an area live: any role that reaches it. */
export const mayWatch = (identity: Identity, areaPath: readonly AreaId[]): boolean => mayUse(identity, SOCKET_EVENTS.join, areaPath);

/** Whether an identity may have a draft open (to be seen and to hear of changes), and whether it may hold grids there. */
export const mayOpenDraft = (identity: Identity, areaPath: readonly AreaId[]): boolean =>
	mayUse(identity, SOCKET_EVENTS['draft-open'], areaPath);
export const mayTouchDraft = (identity: Identity, areaPath: readonly AreaId[]): boolean =>
	mayUse(identity, SOCKET_EVENTS['draft-touch'], areaPath);

/** The actions an identity may take somewhere, so that a screen offers nothing it would be refused. */
export function actionsOf(identity: Identity): Action[] {
	return (Object.keys(ROUTES) as Action[]).filter(
		(action) => typeof ROUTES[action].who !== 'string' && mayUse(identity, ROUTES[action], null)
	);
}

const reaches = (grant: Grant, areaPath: readonly AreaId[]): boolean => grant.areaId === null || areaPath.includes(grant.areaId);
