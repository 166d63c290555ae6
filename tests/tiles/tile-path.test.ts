import { expect, it } from 'vitest';
import { tilePath } from '#lib/server/tiles/tile-path.ts';

const tile = { layer: 'base', z: '15', x: '27579', y: '13519' };

it.each([
	['/tiles/base/15/27579/13519.mvt', tile],
	['/tiles/b%61se/15/27579/13519.mvt', tile],
	['/%74iles/base/15/27579/13519%2emvt', tile],
	['/tiles/grids/../base/15/27579/13519.mvt', tile],
	['/tiles/grids/%2e%2e/base/15/27579/13519.mvt', tile],
	['/tiles\\base\\15\\27579\\13519.mvt', tile],
	['/tiles/b%2561se/15/27579/13519.mvt', { ...tile, layer: 'b%61se' }],
	['/tiles/%E7%BD%91/1/1/1.mvt', { layer: '网', z: '1', x: '1', y: '1' }],
	['/tiles/base/1/x/1.mvt', { layer: 'base', z: '1', x: 'x', y: '1' }],
	['/tiles/base/1/1/1.2.mvt', { layer: 'base', z: '1', x: '1', y: '1.2' }],
	['/tiles/base/1/1/a%2Fb.mvt', { layer: 'base', z: '1', x: '1', y: 'a/b' }],
	['/tiles/base/15/27579/13519.mvt/', { rather: '/tiles/base/15/27579/13519.mvt' }]
])('%s is a tile, as the router of the app would read it', (path, found) => expect(tilePath(path)).toEqual(found));

it.each([
	'',
	'*',
	'/',
	'/wall',
	'/tiles/base.json',
	'/tiles/external.pmtiles',
	'/tiles/tianditu/vec/1/1/1.png',
	'/tiles/base/1/1/1.png',
	'/tiles/base/1/1/.mvt',
	'/tiles//base/1/1/1.mvt',
	'//tiles/base/1/1/1.mvt',
	'/tiles/base/1/1/1/1.mvt',
	'/tiles/base/1/1/%zz.mvt',
	'/tiles/base/1/1/%ff.mvt',
	'/tiles/base/1/1/1.mvt/__data.json',
	'http://localhost/tiles/base/1/1/1.mvt',
	'/api/%74iles/base/1/1/1.mvt'
])('%s is none: the app answers it', (path) => expect(tilePath(path)).toBeNull());
