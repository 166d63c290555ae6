/** Who may import whom. Knowing rooms import only to their left; one room per technology. A failing rule is mended by moving code. */
const KNOWING = ['geo', 'area', 'rules', 'plan', 'patrol', 'duty', 'ledger'];
const room = (name) => `^src/lib/${name}/`;
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const leftwards = KNOWING.map((name, i) =>
	error(
		`${name}-imports-left`,
		`${name} is pure and imports only from ${KNOWING.slice(0, i + 1).join(', ')}`,
		{ path: room(name) },
		{ path: '^(src|db|geodata)/', pathNot: KNOWING.slice(0, i + 1).map(room) }
	)
);
const only = (technology, packages, rooms) =>
	error(
		`${technology}-in-its-room`,
		`${technology} belongs to ${rooms.join(', ')}`,
		{ path: '^(src|db|geodata)/', pathNot: rooms },
		{ path: packages }
	);

export default {
	forbidden: [
		...leftwards,
		error('no-circles', 'a circle of imports has no reading order', {}, { circular: true }),
		error(
			'knowing-rooms-have-no-io',
			'no clock, no I/O, no framework in a knowing room',
			{ path: `^src/lib/(${KNOWING.join('|')})/` },
			{ dependencyTypes: ['core'] }
		),
		error(
			'wire-knows-the-knowing-rooms',
			'',
			{ path: room('wire') },
			{ path: '^(src|db|geodata)/', pathNot: [...KNOWING, 'wire'].map(room) }
		),
		error('server-never-board', '', { path: room('server') }, { path: '^src/lib/(board|map|panels)/' }),
		error('board-never-server', '', { path: room('board') }, { path: '^(src/lib/(server|map|panels)|src/routes|src/cli|db)/' }),
		error('map-knows-board', '', { path: room('map') }, { path: '^(src/lib/(server|panels)|src/routes|src/cli|db)/' }),
		error('panels-never-server', '', { path: room('panels') }, { path: '^(src/lib/(server|map)|src/routes|src/cli|db)/' }),
		error('words-know-nothing', '', { path: room('words') }, { path: '^(src|db|geodata)/', pathNot: [...KNOWING, 'words'].map(room) }),
		error(
			'routes-reach-server-at-the-door',
			'',
			{ path: '^src/routes/', pathNot: ['\\+server\\.ts$', '\\+(page|layout)\\.server\\.ts$'] },
			{ path: '^(src/lib/server|src/cli|db)/' }
		),
		only('turf and spatial indexes', 'node_modules/(@turf|flatbush|kdbush|polyclip-ts|polygon-clipping)', [room('geo')]),
		only('kysely', 'node_modules/kysely', ['^src/lib/server/store/', '^db/', '^src/lib/server/account/']),
		only('pg', 'node_modules/(pg|@electric-sql)/', ['^db/', '^src/lib/server/store/']),
		only('socket.io server', 'node_modules/socket\\.io/', ['^src/lib/server/live/']),
		only('socket.io client', 'node_modules/socket\\.io-client', ['^src/lib/board/(connection|field/hear-roster)\\.ts$']),
		only('redis', 'node_modules/(@redis|@socket\\.io/redis-streams-adapter)/', ['^src/lib/server/live/nodes/']),
		only('maps', 'node_modules/(maplibre-gl|@deck\\.gl|@luma\\.gl|pmtiles)', [room('map')]),
		only('spreadsheets', 'node_modules/hucre/', ['^src/lib/wire/sheet-file\\.ts$', '^src/lib/server/actions/read-list\\.ts$']),
		only('the optimiser', 'node_modules/highs/', ['^src/lib/server/roster/']),
		only('tiles', 'node_modules/@maplibre/', ['^src/lib/server/tiles/', room('map')])
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '\\.svelte-kit|\\.d\\.ts$' },
		tsPreCompilationDeps: 'specify',
		tsConfig: { fileName: 'tsconfig.json' },
		moduleSystems: ['es6'],
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'svelte', 'browser', 'default', 'types'],
			extensions: ['.ts', '.js', '.svelte', '.json']
		}
	}
};
