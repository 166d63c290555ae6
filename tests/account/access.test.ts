import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AreaId } from '#lib/area/area.ts';
import { accessOf, actionsOf, isOpen, mayUse, mayWatch, methodsOf, ROUTES, SOCKET_EVENTS } from '#lib/server/account/access.ts';
import { ROLES, type Grant, type Identity, type Role } from '#lib/server/account/identity.ts';
import { RequestSchemas } from '#lib/wire/requests.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `METHOD route-id` of every file under src/routes that answers something. */
function answeredByFiles(): string[] {
	const routes = join(ROOT, 'src/routes');
	const found = new Set<string>();
	for (const entry of readdirSync(routes, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const folder = relative(routes, entry.parentPath)
			.split('/')
			.filter((part) => part !== '' && !/^\(.*\)$/.test(part))
			.join('/');
		const id = `/${folder}`;
		if (entry.name === '+page.svelte') found.add(`GET ${id}`);
		const text = /^\+(server|page\.server)\.ts$/.test(entry.name) ? readFileSync(join(entry.parentPath, entry.name), 'utf8') : '';
		if (entry.name === '+page.server.ts' && /export const actions\b/.test(text)) found.add(`POST ${id}`);
		if (entry.name === '+server.ts')
			for (const [, method] of text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD|fallback)\b(?=\s*[:=(,}])/g))
				found.add(`${method} ${id}`);
	}
	return [...found].sort();
}

/** What the door for trackers answers, in front of the routes. */
const trackers = Object.entries(ROUTES).flatMap(([name, access]) => (access.who === 'device' ? [name] : []));

/** What the door for tiles answers, likewise. */
const TILES = ['GET /tiles/[layer]/[z]/[x]/[y].mvt'];

test('every route file is in the access table, and nothing is in the table that no file answers', () => {
	for (const [door, names] of [
		['live/tracker-door.ts', trackers],
		['tiles/tile-door.ts', TILES]
	] as const) {
		const text = readFileSync(join(ROOT, 'src/lib/server', door), 'utf8');
		for (const name of names) expect(text).toContain(`'${name.split(' ')[1]}'`);
	}
	expect([...answeredByFiles(), ...trackers, ...TILES].sort()).toEqual(Object.keys(ROUTES).sort());
});

test('every event a client may send over the socket is in the access table', () => {
	const eventsOf = (file: string, of: string): (string | undefined)[] => {
		const wire = readFileSync(join(ROOT, 'src/lib/wire', file), 'utf8');
		const block = new RegExp(`export interface ${of} \\{([\\s\\S]*?)\\n\\}`).exec(wire)?.[1] ?? '';
		return [...block.matchAll(/^\t'?([\w-]+)'?: \(/gm)].map(([, name]) => name);
	};
	const events = [...eventsOf('live.ts', 'ClientToServer'), ...eventsOf('drafts.ts', 'DraftClientToServer')];
	expect(events.length).toBeGreaterThan(0);
	expect(Object.keys(SOCKET_EVENTS).sort()).toEqual(['connect', ...events].sort());
});

test('every request of the API with roles has a schema, so that it is judged and documented', () => {
	const api = Object.keys(ROUTES).filter((name) => / \/(api|calendar)\//.test(name) && name !== 'GET /api/openapi.json');
	expect(Object.keys(RequestSchemas).sort()).toEqual(api.sort());
});

test('what is not in the table is unknown: other methods, other paths, tricks with names', () => {
	for (const [method, id] of [
		['POST', '/api/me'],
		['OPTIONS', '/api/me'],
		['TRACE', '/'],
		['GET', '/api/secret'],
		['GET', 'constructor'],
		['get', '/api/me']
	] as const)
		expect(accessOf(method, id), `${method} ${id}`).toBeUndefined();
	expect(accessOf('HEAD', '/api/me')).toBe(ROUTES['GET /api/me']);
	expect(methodsOf('/api/session').sort()).toEqual(['DELETE', 'POST']);
	expect(methodsOf('/nowhere')).toEqual([]);
});

const area = fc.integer({ min: 1, max: 30 }).map((id) => id as AreaId);
const grant: fc.Arbitrary<Grant> = fc.record({
	role: fc.constantFrom(...ROLES),
	areaId: fc.option(area, { nil: null }),
	personId: fc.constant(null)
});
const withGrants = (grants: readonly Grant[]): Identity => ({
	accountId: 'a',
	username: 'a',
	name: 'A',
	demo: false,
	grants,
	sessionKey: ''
});
const path = fc.uniqueArray(area, { minLength: 1, maxLength: 4 });

test('a role counts only within its own area, for any grants and any path', () => {
	fc.assert(
		fc.property(fc.array(grant, { maxLength: 4 }), path, fc.constantFrom(...ROLES), (grants, areaPath, role) => {
			const allowed = mayUse(withGrants(grants), { who: [role], area: 'area' }, areaPath);
			const expected = grants.some((one) => one.role === role && (one.areaId === null || areaPath.includes(one.areaId)));
			expect(allowed).toBe(expected);
		})
	);
});

test('who may watch an area may watch everything below it, and a grant below opens nothing above', () => {
	fc.assert(
		fc.property(fc.array(grant, { maxLength: 3 }), path, area, (grants, areaPath, below) => {
			const identity = withGrants(grants);
			if (mayWatch(identity, areaPath)) expect(mayWatch(identity, [...areaPath, below])).toBe(true);
		})
	);
	const community = withGrants([{ role: 'commander', areaId: 3 as AreaId, personId: null }]);
	expect(mayWatch(community, [1, 2] as AreaId[])).toBe(false);
	expect(mayWatch(community, [1, 2, 3] as AreaId[])).toBe(true);
	expect(mayWatch(community, [])).toBe(false);
});

test('an account without any grant may do nothing at all', () => {
	const nobody = withGrants([]);
	expect(actionsOf(nobody)).toEqual([]);
	for (const access of Object.values(ROUTES)) if (typeof access.who !== 'string') expect(mayUse(nobody, access, null)).toBe(false);
});

test('only an administrator of every district may change the rules of every district', () => {
	const rules = ROUTES['PUT /api/rules'];
	const of = (role: Role, areaId: number | null) => withGrants([{ role, areaId: areaId as AreaId | null, personId: null }]);
	expect(mayUse(of('admin', null), rules, [])).toBe(true);
	expect(mayUse(of('admin', 1), rules, [])).toBe(false);
	expect(mayUse(of('admin', 1), rules, [1 as AreaId])).toBe(true);
	for (const role of ROLES) if (role !== 'admin') expect(mayUse(of(role, null), rules, [])).toBe(false);
});

test('the base layer of the tiles is open to anybody, the others are not', () => {
	const tiles = ROUTES['GET /tiles/[layer]/[z]/[x]/[y].mvt'];
	expect(isOpen(tiles, { layer: 'base', z: '1' })).toBe(true);
	for (const layer of ['grids', 'buildings', 'posts', '', 'BASE']) expect(isOpen(tiles, { layer })).toBe(false);
	expect(isOpen(tiles, {})).toBe(false);
});
