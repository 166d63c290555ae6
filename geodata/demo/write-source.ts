/** Writes the finished drawing down as a `DistrictSource`: codes, names, shapes on the lattice. */
import type { Risk } from '../../src/lib/area/area.ts';
import type { PolygonRings, PolygonShape, Position, Ring } from '../../src/lib/geo/position.ts';
import type {
	BuildingSource,
	CompoundSource,
	DistrictSource,
	GridSource,
	LanduseSource,
	PoiSource,
	PostSource,
	RoadSource
} from '../../src/lib/wire/district-source.ts';
import type { Block } from './blocks.ts';
import type { Dice } from './dice.ts';
import type { DrawnBuilding, Drawing } from './drawing.ts';
import { readingOrder, type DrawnGrid } from './grids.ts';
import { naturalHouseholds, RESIDENTS_A_HOME, settle } from './homes.ts';
import type { Island } from './island.ts';
import { keyOf, snap, toPosition, type Spot } from './lattice.ts';
import { namesFrom, roadName } from './names.ts';
import { enlist } from './people.ts';
import { areaOf, at, centreOf, distance, inset, isInside } from './plane.ts';
import { lineOf, outlinesOf, ringOf, type Planar } from './planar.ts';
import { corners, seatsOf, spaced, type DrawnPost } from './posts.ts';
import { roadsOf } from './roads.ts';
import type { Measure } from './size.ts';
import { FULL, TOWERS, type Special } from './special.ts';

/** No real place has this code: 99 is no province. */
export const DISTRICT_CODE = '990001';
const ATTRIBUTION = '示范数据，纯属虚构';

export interface Finished {
	readonly measure: Measure;
	readonly chance: Dice;
	readonly island: Island;
	readonly planar: Planar;
	readonly blocks: readonly Block[];
	readonly grids: readonly DrawnGrid[];
	readonly gridOfFace: readonly number[];
	readonly drawing: Drawing;
	readonly streetOf: readonly number[];
	readonly special: Special;
}

export function writeSource(done: Finished): DistrictSource {
	const { measure, chance, island, planar, blocks, grids, gridOfFace, drawing, streetOf, special } = done;
	const names = namesFrom(chance.fork('names'));
	const codes = number(planar, grids, streetOf);
	const lineNames = nameLines(island, names, chance.fork('roads'), planar);
	const communities = streetOf.map((_, c) => ({ code: codes.community[c] as string, name: `${names.pair()}社区` }));
	const faceRing = new Map<number, Spot[]>();
	const ringOfFace = (f: number): Spot[] => {
		let ring = faceRing.get(f);
		if (!ring) faceRing.set(f, (ring = ringOf(planar, f)));
		return ring;
	};
	const blockShapes = blocks.map((b) => blockShape(planar, island, b));
	const communityOfBlock = new Map<number, number>();
	for (const g of grids) for (const b of g.blocks) communityOfBlock.set(b, g.community);

	// Compounds, with their companies.
	const compoundBlocks = blocks.filter((b) => b.texture === 'compound');
	const fullCompanies = Array.from({ length: FULL.companies }, () => names.company());
	const companies = Array.from({ length: Math.ceil(compoundBlocks.length * 0.5) }, () => names.company());
	let fullCount = 0;
	const compounds: (CompoundSource & { block: number })[] = compoundBlocks.map((b) => {
		const isFull = communityOfBlock.get(b.id) === special.full;
		const dice = chance.fork(`compound${b.id}`);
		const kind = isFull ? 'managed' : dice.chance(0.66) ? 'managed' : dice.pick(['unit-run', 'unmanaged', 'unit-run'] as const);
		const propertyCompany = isFull
			? (fullCompanies[fullCount++ % FULL.companies] as string)
			: kind === 'managed'
				? dice.pick(companies)
				: null;
		return {
			sourceId: `c${String(b.id).padStart(5, '0')}`,
			name: names.compound(),
			kind,
			propertyCompany,
			gates: drawing.gates.filter((g) => g.block === b.id).length,
			shape: polygon([blockShapes[b.id] as Spot[]]),
			block: b.id
		};
	});
	const compoundOfBlock = new Map(compounds.map((c) => [c.block, c]));
	const blockNames = blocks.map((b) => compoundOfBlock.get(b.id)?.name ?? placeName(b, names));

	// Posts.
	const posts = choosePosts(done, lineNames, (b) => blockNames[b] as string, chance.fork('posts'));
	const order = [...posts.keys()].sort(
		(a, b) =>
			((codes.grid[(posts[a] as DrawnPost).grid] as string) < (codes.grid[(posts[b] as DrawnPost).grid] as string) ? -1 : 1) || a - b
	);
	const serial = { checkpoint: 0, dissuasion: 0, sampling: 0, vaccination: 0 };
	const postSources: (PostSource & { drawn: DrawnPost })[] = order.map((i) => {
		const drawn = posts[i] as DrawnPost;
		const n = ++serial[drawn.kind];
		return {
			code: `${drawn.kind === 'checkpoint' ? 'K' : 'Q'}${String(n).padStart(2, '0')}`,
			kind: drawn.kind,
			name: drawn.name,
			required: drawn.required,
			shape: { type: 'Point', coordinates: toPosition(drawn.at) },
			drawn
		};
	});

	// Homes and work, grid by grid.
	const byGrid: { b: DrawnBuilding; i: number }[][] = grids.map(() => []);
	drawing.buildings.forEach((b, i) => byGrid[gridOfFace[b.face] as number]?.push({ b, i }));
	const buildings: BuildingSource[] = new Array<BuildingSource>(drawing.buildings.length);
	const serialOfBlock = new Map<number, number>();
	const risks = drawRisks(grids, blocks, chance.fork('risk'));
	const towerHomes = drawing.buildings
		.filter((b) => grids[gridOfFace[b.face] as number]?.community === special.towers)
		.reduce((sum, b) => sum + naturalHouseholds(b, chance.fork('unused')), 0);
	const towersShare = TOWERS.residents / RESIDENTS_A_HOME / Math.max(1, towerHomes);
	const gridSources: GridSource[] = grids.map((grid) => {
		const own = byGrid[grid.id] ?? [];
		const dice = chance.fork(`homes${grid.id}`);
		const areaM2 = grid.faces.reduce((s, f) => s + areaOf(ringOfFace(f)), 0);
		const faces = new Set(grid.faces);
		const seats = posts.reduce((s, p) => s + (p.grid === grid.id ? p.required : 0), 0);
		const gates = drawing.gates.filter((g) => faces.has(g.face)).length;
		const isTowers = grid.community === special.towers;
		const aim = Math.max(0.64, Math.min(1.38, 1 + dice.bell() * 0.16));
		const share = isTowers ? towersShare : null;
		const { homes, work } = settle(
			own.map((o) => o.b),
			areaM2,
			{ gates, seats },
			aim,
			dice,
			share
		);
		own.forEach(({ b, i }, k) => {
			const n = (serialOfBlock.get(b.block) ?? 0) + 1;
			serialOfBlock.set(b.block, n);
			const home = homes[k];
			const compound = compoundOfBlock.get(b.block);
			buildings[i] = {
				sourceId: `b${String(i + 1).padStart(6, '0')}`,
				name: buildingName(b, blockNames[b.block] as string, n),
				kind: b.kind,
				floors: b.floors,
				units: home?.units ?? 1,
				households: home?.households ?? 0,
				residents: home?.residents ?? 0,
				compoundId: compound && b.kind !== 'shop' ? compound.sourceId : null,
				gridCode: codes.grid[grid.id] as string,
				shape: polygon([b.ring])
			};
		});
		return {
			code: codes.grid[grid.id] as string,
			areaCode: codes.community[grid.community] as string,
			name: `第${Number((codes.grid[grid.id] as string).slice(-3))}网格`,
			risk: risks[grid.id] as Risk,
			shape: shapeOf(outlinesOf(planar, grid.faces, (f) => gridOfFace[f] === grid.id)),
			work
		};
	});
	gridSources.sort((a, b) => (a.code < b.code ? -1 : 1));

	// Areas above.
	const communityOfFace = (f: number): number | undefined => grids[gridOfFace[f] ?? -1]?.community;
	const allFaces = grids.flatMap((g) => g.faces);
	const areas: DistrictSource['areas'][number][] = [];
	[...new Set(streetOf)].forEach((street) => {
		const faces = allFaces.filter((f) => streetOf[communityOfFace(f) ?? -1] === street);
		const shape = shapeOf(outlinesOf(planar, faces, (f) => streetOf[communityOfFace(f) ?? -1] === street));
		const code = codes.street[street] as string;
		areas.push({ code, parentCode: DISTRICT_CODE, depth: 1, name: `${names.street(Number(code.slice(-3)) - 1)}街道`, shape: multi(shape) });
	});
	areas.sort((a, b) => (a.code < b.code ? -1 : 1));
	const below = communities.map((c, i) => {
		const faces = grids.filter((g) => g.community === i).flatMap((g) => g.faces);
		return {
			code: c.code,
			parentCode: c.code.slice(0, 9),
			depth: 2,
			name: c.name,
			shape: multi(shapeOf(outlinesOf(planar, faces, (f) => communityOfFace(f) === i)))
		};
	});
	areas.push(...below.sort((a, b) => (a.code < b.code ? -1 : 1)));
	const boundary = shapeOf(outlinesOf(planar, allFaces, (f) => gridOfFace[f] !== undefined));

	const gridCentre = grids.map((g) =>
		centreOf(ringOfFace(g.faces.reduce((a, b) => (areaOf(ringOfFace(b)) > areaOf(ringOfFace(a)) ? b : a))))
	);
	const people = enlist(
		{
			grids: grids
				.map((g) => ({
					code: codes.grid[g.id] as string,
					at: gridCentre[g.id] as Spot,
					communityCode: codes.community[g.community] as string,
					work: true
				}))
				.sort((a, b) => (a.code < b.code ? -1 : 1)),
			posts: postSources.map((p) => ({
				code: p.code,
				at: p.drawn.at,
				communityCode: (codes.grid[p.drawn.grid] as string).slice(0, 12),
				kind: p.kind === 'checkpoint' ? 'checkpoint' : 'dissuasion',
				required: p.required,
				company: compoundOfBlock.get(p.drawn.block ?? -1)?.propertyCompany ?? null
			})),
			unmanaged: compounds
				.filter(({ propertyCompany }) => propertyCompany === null)
				.map(({ sourceId, block }) => ({ code: sourceId, communityCode: codes.community[communityOfBlock.get(block) ?? -1] ?? '' }))
				.sort((a, b) => (a.code < b.code ? -1 : 1)),
			communities: [...communities].sort((a, b) => (a.code < b.code ? -1 : 1)),
			people: measure.people,
			tracked: measure.tracked
		},
		names,
		chance.fork('people')
	);

	return {
		code: DISTRICT_CODE,
		name: '澜洲示范区',
		fictional: true,
		attribution: ATTRIBUTION,
		boundary,
		levels: [
			{ depth: 0, nameZh: '区', nameEn: 'District' },
			{ depth: 1, nameZh: '街道', nameEn: 'Street' },
			{ depth: 2, nameZh: '社区', nameEn: 'Community' }
		],
		areas,
		grids: gridSources,
		compounds: compounds.map(({ block: _block, ...compound }) => compound),
		buildings,
		posts: postSources.map(({ drawn: _drawn, ...post }) => post),
		roads: writeRoads(planar, island, drawing, lineNames),
		landuse: writeLanduse(done, blockShapes, blockNames, boundary.type === 'Polygon' ? (boundary.coordinates[0] as Ring) : []),
		pois: writePois(blocks, blockNames),
		people
	};
}

/** Codes from west to east, then north to south, at each level. */
function number(planar: Planar, grids: readonly DrawnGrid[], streetOf: readonly number[]) {
	const centre = (faces: readonly number[]): Spot => {
		let [x, y, w] = [0, 0, 0];
		for (const f of faces) {
			const ring = ringOf(planar, f);
			const a = areaOf(ring);
			const c = centreOf(ring);
			[x, y, w] = [x + c[0] * a, y + c[1] * a, w + a];
		}
		return [x / w, y / w];
	};
	const pad = (n: number): string => String(n).padStart(3, '0');
	const street: string[] = [];
	const community: string[] = [];
	const grid: string[] = [];
	const streets = [...new Set(streetOf)].sort((a, b) => a - b);
	const facesOf = (isIn: (g: DrawnGrid) => boolean): number[] => grids.filter(isIn).flatMap((g) => g.faces);
	readingOrder(streets.map((s) => centre(facesOf((g) => streetOf[g.community] === s)))).forEach(
		(i, rank) => (street[streets[i] as number] = DISTRICT_CODE + pad(rank + 1))
	);
	for (const s of streets) {
		const own = streetOf.map((_, c) => c).filter((c) => streetOf[c] === s);
		readingOrder(own.map((c) => centre(facesOf((g) => g.community === c)))).forEach(
			(i, rank) => (community[own[i] as number] = (street[s] as string) + pad(rank + 1))
		);
	}
	for (let c = 0; c < streetOf.length; c++) {
		const own = grids.filter((g) => g.community === c);
		readingOrder(own.map((g) => centre(g.faces))).forEach(
			(i, rank) => (grid[(own[i] as DrawnGrid).id] = (community[c] as string) + pad(rank + 1))
		);
	}
	return { street, community, grid };
}

function nameLines(island: Island, names: ReturnType<typeof namesFrom>, chance: Dice, planar: Planar): string[] {
	const named = new Set<number>();
	// A path inside a compound or a park has no name of its own.
	const nameless = new Set<number>();
	for (let h = 0; h < planar.origin.length; h += 2) {
		const line = lineOf(planar, h);
		if (island.lines[line]?.kind === 'road') named.add(line);
		if (island.lines[line]?.class === 'footway' && (island.lines[line]?.clearM ?? 0) > 2.5) nameless.add(line);
	}
	return island.lines.map((line, i) => (named.has(i) && !nameless.has(i) ? roadName(names.pair(), line.class, line.runs, chance) : ''));
}

/** What the block looks like as ground of its own: its outline less half of each road round it. */
function blockShape(planar: Planar, island: Island, block: Block): Spot[] {
	const faces = new Set(block.faces);
	const ring = outlinesOf(planar, block.faces, (f) => faces.has(f)).reduce((a, b) => (areaOf(b) > areaOf(a) ? b : a));
	const lineBetween = new Map<string, number>();
	for (const f of block.faces) {
		let h = planar.rim[f] as number;
		const start = h;
		do {
			lineBetween.set(
				`${planar.origin[h]}`
					.concat(
						'/',
						keyOf(planar.spots[planar.origin[h ^ 1] as number] as Spot),
						'/',
						keyOf(planar.spots[planar.origin[h] as number] as Spot)
					)
					.replace(/^\d+/, ''),
				lineOf(planar, h)
			);
			h = planar.next[h] as number;
		} while (h !== start);
	}
	const by = (i: number): number => {
		const line = lineBetween.get(`/${keyOf(at(ring, i + 1))}/${keyOf(at(ring, i))}`);
		const clearM = line === undefined ? 4 : (island.lines[line]?.clearM ?? 4);
		return block.texture === 'compound' ? Math.max(2, clearM - 4) : Math.max(1.5, clearM - 6);
	};
	for (const k of [1, 0.6, 0.3]) {
		const shape = inset(ring, (i) => by(i) * k)?.map(snap);
		if (shape) return shape;
	}
	return ring;
}

function placeName(block: Block, names: ReturnType<typeof namesFrom>): string {
	const tail: Partial<Record<Block['texture'], string>> = {
		lanes: '老街',
		village: '村',
		commercial: '广场',
		industrial: '工业园',
		school: '学校',
		hospital: '医院',
		market: '市场',
		park: '公园'
	};
	const t = tail[block.texture];
	return t ? names.pair() + t : '';
}

function buildingName(b: DrawnBuilding, block: string, n: number): string {
	switch (b.kind) {
		case 'residential':
			return `${block}${n}幢`;
		case 'house':
			return `${block}${n}号`;
		case 'shop':
			return `${block}商铺${n}`;
		case 'industrial':
			return `${block}${n}号厂房`;
		default:
			return `${block}${n}号楼`;
	}
}

function choosePosts(done: Finished, lineNames: readonly string[], nameOfBlock: (b: number) => string, chance: Dice): DrawnPost[] {
	const { measure, planar, island, grids, gridOfFace, drawing, special } = done;
	const out: DrawnPost[] = [];
	const allCorners = corners(planar, island, gridOfFace, (l) => lineNames[l] as string);
	const sites = spaced(allCorners, measure.checkpoints, 420);
	for (const c of sites)
		out.push({ kind: 'checkpoint', at: c.at, name: `${c.name}卡口`, required: seatsOf('checkpoint', chance), grid: c.grid, block: null });
	const gates = drawing.gates.map((g, i) => ({
		...g,
		at: snap(g.at),
		grid: gridOfFace[g.face] as number,
		nth: drawing.gates.slice(0, i).filter((o) => o.block === g.block).length
	}));
	const gateName = (g: (typeof gates)[number]): string =>
		`${nameOfBlock(g.block)}${g.nth === 0 ? '' : g.nth === 1 ? '二号门' : `${g.nth + 1}号门`}劝返点`;
	const isFull = (g: { grid: number }): boolean => grids[g.grid]?.community === special.full;
	const free = chance.shuffled(gates);
	const firsts = (list: typeof gates): typeof gates => [...list.filter((g) => g.nth === 0), ...list.filter((g) => g.nth > 0)];
	const pick = (list: typeof gates, count: number): void => {
		for (const g of spaced(list, count, 150))
			out.push({ kind: 'dissuasion', at: g.at, name: gateName(g), required: seatsOf('dissuasion', chance), grid: g.grid, block: g.block });
	};
	pick(firsts(free.filter(isFull)), FULL.dissuasionPoints);
	pick(firsts(free.filter((g) => !isFull(g))), measure.dissuasionPoints - FULL.dissuasionPoints);
	// Where there are fewer gates than points asked for, lane mouths and corners do.
	const missing = measure.checkpoints + measure.dissuasionPoints - out.length;
	const taken = new Set(sites);
	for (const c of allCorners
		.filter((x) => !taken.has(x) && !isFull(x))
		.reverse()
		.slice(0, Math.max(0, missing)))
		out.push({ kind: 'dissuasion', at: c.at, name: `${c.name}劝返点`, required: 1, grid: c.grid, block: null });
	return out;
}

/** High risk comes in clusters: whole compounds and their neighbours. */
function drawRisks(grids: readonly DrawnGrid[], blocks: readonly Block[], chance: Dice): Risk[] {
	const living = grids.filter((g) => ['compound', 'lanes', 'village'].includes(blocks[g.blocks[0] as number]?.texture ?? ''));
	const risk = grids.map((): Risk => (chance.chance(0.2) ? 'medium' : 'low'));
	const seeds = chance.shuffled(living).slice(0, Math.max(1, Math.round(grids.length * 0.025)));
	for (const seed of seeds)
		for (const g of grids) {
			const d = distance(blocks[g.blocks[0] as number]?.centre as Spot, blocks[seed.blocks[0] as number]?.centre as Spot);
			if (d < 20) risk[g.id] = 'high';
			else if (d < 330 && risk[g.id] !== 'high') risk[g.id] = 'medium';
		}
	return risk;
}

function writeRoads(planar: Planar, island: Island, drawing: Drawing, lineNames: readonly string[]): RoadSource[] {
	const out: RoadSource[] = [];
	const push = (roadClass: string, name: string, bridge: boolean, points: readonly Spot[]): void => {
		out.push({
			sourceId: `r${String(out.length + 1).padStart(5, '0')}`,
			class: roadClass,
			name,
			bridge,
			shape: { type: 'LineString', coordinates: points.map(toPosition) }
		});
	};
	for (const road of roadsOf(planar, island))
		push(island.lines[road.line]?.class ?? 'service', lineNames[road.line] as string, road.bridge, road.points);
	for (const path of drawing.paths) push(path.class, '', false, path.points);
	push('trunk', '跨海大桥', true, island.seaBridge.map(snap));
	return out;
}

const LANDUSE_KIND: Readonly<Record<Block['texture'], string>> = {
	compound: 'residential',
	lanes: 'residential',
	village: 'residential',
	commercial: 'commercial',
	industrial: 'industrial',
	school: 'school',
	hospital: 'hospital',
	market: 'commercial',
	park: 'park',
	green: 'grass'
};

function writeLanduse(done: Finished, shapes: readonly Spot[][], names: readonly string[], coast: Ring): LanduseSource[] {
	const out: LanduseSource[] = [];
	const push = (kind: string, name: string, rings: PolygonRings): void => {
		out.push({ sourceId: `l${String(out.length + 1).padStart(5, '0')}`, kind, name, shape: { type: 'Polygon', coordinates: rings } });
	};
	// As wide as the bridge is long, and high enough for a telephone held upright.
	const [x, y] = [done.island.halfWidthM + 3200, done.island.halfHeightM + 9000];
	const frame: Spot[] = [
		[-x, -y],
		[x, -y],
		[x, y],
		[-x, y]
	];
	push('sea', '远澜洋', [closed(frame), [...coast].reverse()]);
	for (const water of done.island.waterways) push('water', water.isCanal ? '内城河' : '澜江', [closed(water.ring)]);
	done.blocks.forEach((b) =>
		push(LANDUSE_KIND[b.texture], b.texture === 'park' ? (names[b.id] as string) : '', [closed(shapes[b.id] as Spot[])])
	);
	for (const l of done.drawing.landuse)
		push(l.kind, l.kind === 'water' ? `${(names[l.block] as string).slice(0, 2)}湖` : '', [closed(l.ring)]);
	return out;
}

function writePois(blocks: readonly Block[], names: readonly string[]): PoiSource[] {
	const out: PoiSource[] = [];
	for (const b of blocks) {
		if (['green', 'compound'].includes(b.texture)) continue;
		out.push({
			sourceId: `o${String(out.length + 1).padStart(5, '0')}`,
			kind: b.texture === 'lanes' || b.texture === 'village' ? 'neighbourhood' : b.texture,
			name: names[b.id] as string,
			shape: { type: 'Point', coordinates: toPosition(snap(b.centre)) }
		});
	}
	return out;
}

function closed(ring: readonly Spot[]): Position[] {
	const ccw = areaOf(ring) < 0 ? [...ring].reverse() : [...ring];
	const out = ccw.map(toPosition);
	out.push(out[0] as Position);
	return out;
}
const polygon = (rings: readonly (readonly Spot[])[]): PolygonShape => ({ type: 'Polygon', coordinates: rings.map(closed) });

/** Outlines to polygons: a ring that touches itself at a corner is parted there, clockwise rings are holes of the one round them. */
function shapeOf(outlines: readonly (readonly Spot[])[]): DistrictSource['boundary'] {
	const rings = outlines.flatMap(parted);
	const outer = rings.filter((r) => areaOf(r) > 0);
	const holes = rings.filter((r) => areaOf(r) < 0);
	const polygons = outer.map((r): PolygonRings => {
		const inside = holes.filter((h) => outer.filter((o) => holds(o, h)).sort((a, b) => areaOf(a) - areaOf(b))[0] === r);
		return [r, ...inside].map((ring) => {
			const out = ring.map(toPosition);
			out.push(out[0] as Position);
			return out;
		});
	});
	return polygons.length === 1
		? { type: 'Polygon', coordinates: polygons[0] as PolygonRings }
		: { type: 'MultiPolygon', coordinates: polygons };
}
const holds = (outer: readonly Spot[], hole: readonly Spot[]): boolean => hole.filter((p) => isInside(outer, p)).length * 2 > hole.length;
const multi = (shape: DistrictSource['boundary']): DistrictSource['areas'][number]['shape'] => ({
	type: 'MultiPolygon',
	coordinates: shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
});

function parted(ring: readonly Spot[]): Spot[][] {
	const stack: Spot[] = [];
	const place = new Map<string, number>();
	const out: Spot[][] = [];
	for (const p of ring) {
		const key = keyOf(p);
		const seen = place.get(key);
		if (seen !== undefined) {
			const loop = stack.splice(seen);
			for (const q of loop) place.delete(keyOf(q));
			if (loop.length >= 3) out.push(loop);
		}
		place.set(key, stack.length);
		stack.push(p);
	}
	if (stack.length >= 3) out.push(stack);
	return out;
}
