/**
 * All lines along which ground may be parted without cutting a building: the edge of the ground, roads and water where they pass between buildings, and the
 * lines half-way between buildings that no road parts.
 */
import { dividers, LINE, type Link } from '../../geo/dividers.ts';
import { type Bbox, type Line, polygonsOf, type SurfaceShape } from '../../geo/position.ts';
import { spatialIndex } from '../../geo/spatial-index.ts';
import { pointSegment2, segmentSegment2 } from '../../geo/planar-distance.ts';
import { type Footprints, inside } from './footprints.ts';
import type { FollowKind, FollowLine } from './follow-lines.ts';
import type { Frame } from './frame.ts';
import { lengthOf } from '../../geo/same-everywhere.ts';

/** What a metre of border costs: along a road little, between buildings that stand close together most. */
const COST: Readonly<Record<FollowKind, number>> = { major: 1, water: 1.5, minor: 2, wall: 3, path: 4 };
const BETWEEN_COST = 10;
const CLOSE_M = 6;
/** Within one compound a border costs so many times more. */
const COMPOUND_TIMES = 4;

/** Lines closer to a building than this are not followed there. */
const CLEAR_M = 0.3;
/** Points of outlines stand so far apart at most and at least; between, in proportion to how near the next thing is. */
const SPACING_M = { most: 6, least: 0.5, share: 0.8 };
/** A long side is looked at in stretches of this length, for its two ends may have different neighbours. */
const STRETCH_M = 12;

export const BOUNDARY_SHEET = 0;

export interface GroundLine {
	/** Doubled steps as flat pairs. */
	readonly xy: readonly number[];
	/** 0 for the boundary. */
	readonly sheet: number;
}

export interface GroundLines {
	readonly lines: readonly GroundLine[];
	/** By sheet: what a metre costs, and whether it is a line of the land (not one half-way between buildings). */
	readonly costOf: Float64Array;
	readonly follows: Uint8Array;
}

interface Point {
	readonly x: number;
	readonly y: number;
	/** Number among the Voronoi points; −1 for one that is none. */
	readonly site: number;
	/** Whether it stays although nothing ends there. */
	readonly keep: boolean;
}

/** @param compoundOf by number of building; only those that are equal and not null are one compound */
export function groundLines(
	boundary: readonly SurfaceShape[],
	follow: readonly FollowLine[],
	footprints: Footprints,
	compoundOf: readonly (string | null)[],
	frame: Frame
): GroundLines {
	const rings = boundary.flatMap((surface) => polygonsOf(surface).flat());
	const paths = [...rings.map((line) => ({ line, kind: null })), ...follow];
	const lineSides = paths.flatMap(({ line }) => sidesOf(line, frame));
	const lineIndex = spatialIndex(
		lineSides.map(([ax, ay, bx, by]): Bbox => [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)])
	);

	const xyM: number[] = [];
	const owner: number[] = [];
	const known = new Map<string, number>();
	const site = (x: number, y: number, of: number): number => {
		const key = `${x},${y}`;
		const there = known.get(key);
		if (there !== undefined) return owner[there] === of ? there : -1;
		known.set(key, owner.length);
		xyM.push(...frame.toMetres(x, y));
		return owner.push(of) - 1;
	};

	const runs: { kind: FollowKind | null; points: Point[] }[] = [];
	for (const { line, kind } of paths) {
		let run: Point[] = [];
		const end = (): void => {
			if (run.length > 1) runs.push({ kind, points: [...run.slice(0, -1), { ...run.at(-1)!, keep: true }] });
			run = [];
		};
		sidesOf(line, frame).forEach((side, i) => {
			const from = frame.toSteps(...line[i]!);
			const to = frame.toSteps(...line[i + 1]!);
			for (const [ax, ay, bx, by, last] of stretches(side)) {
				const near = footprints.distance(ax, ay, bx, by, SPACING_M.most / SPACING_M.share);
				if (kind !== null && near < CLEAR_M) {
					end();
					continue;
				}
				const start: readonly [number, number] = ax === side[0] && ay === side[1] ? from : frame.fromMetres(ax, ay);
				if (run.length === 0) run.push({ x: start[0], y: start[1], site: lineSite(start), keep: true });
				for (const [x, y, atEnd] of samples(ax, ay, bx, by, near)) {
					const vertex = atEnd && last;
					const at = vertex ? to : frame.fromMetres(x, y);
					run.push({ x: at[0], y: at[1], site: lineSite(at), keep: vertex });
				}
			}
		});
		end();
	}

	footprints.all.forEach((footprint) => {
		for (let r = 1; r < footprint.ringStart.length; r++)
			for (let i = footprint.ringStart[r - 1]! + 1; i < footprint.ringStart[r]!; i++) {
				const { xyM: xy } = footprint;
				for (const [ax, ay, bx, by] of stretches([xy[2 * i - 2]!, xy[2 * i - 1]!, xy[2 * i]!, xy[2 * i + 1]!])) {
					const others = footprints.distance(ax, ay, bx, by, SPACING_M.most / SPACING_M.share, ({ group }) => group !== footprint.group);
					for (const [x, y] of samples(ax, ay, bx, by, Math.min(others, lineDistance(ax, ay, bx, by)))) {
						site(...frame.fromMetres(x, y), footprint.group);
					}
				}
			}
	});

	const { dividers: parted, links } = dividers(Float64Array.from(xyM), Int32Array.from(owner));
	const joints = deadEndLinks(runs, links, (p, q) => lengthOf(xyM[2 * p]! - xyM[2 * q]!, xyM[2 * p + 1]! - xyM[2 * q + 1]!));
	const used = new Set([...parted.flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt])), ...joints.map(({ to }) => to)]);
	const lines: GroundLine[] = [];
	const costOf = [0];
	const follows = [1];
	for (const { kind, points } of runs) {
		const sheet = kind === null ? BOUNDARY_SHEET : costOf.push(COST[kind]) - 1;
		if (kind !== null) follows.push(1);
		lines.push({ sheet, xy: points.filter(({ keep, site: s }) => keep || used.has(s)).flatMap(({ x, y }) => [x, y]) });
	}
	const siteSteps = new Map([...known].map(([key, s]) => [s, key.split(',').map(Number) as [number, number]]));
	const compoundOfGroup = new Map<number, string>();
	footprints.all.forEach(({ group }, i) => {
		const compound = compoundOf[i];
		if (compound !== null && compound !== undefined) compoundOfGroup.set(group, compound);
	});
	for (const { ax, ay, bx, by, between, gap, endsAt } of parted) {
		const a = frame.fromMetres(ax, ay);
		const b = endsAt === null ? frame.fromMetres(bx, by) : siteSteps.get(endsAt)!;
		// Nearly equal points far away have their middle anywhere: no line on this ground.
		if (Math.abs(a[0]) > FAR || Math.abs(a[1]) > FAR || Math.abs(b[0]) > FAR || Math.abs(b[1]) > FAR) continue;
		const [p, q] = between.map((s) => compoundOfGroup.get(owner[s]!));
		const times = p !== undefined && p === q ? COMPOUND_TIMES : 1;
		lines.push({ sheet: costOf.push(BETWEEN_COST * times * (1 + CLOSE_M / Math.max(1, gap))) - 1, xy: [...a, ...b] });
		follows.push(0);
	}
	for (const { from, to } of joints) {
		lines.push({ sheet: costOf.push(BETWEEN_COST) - 1, xy: [...siteSteps.get(from)!, ...siteSteps.get(to)!] });
		follows.push(0);
	}
	return { lines, costOf: Float64Array.from(costOf), follows: Uint8Array.from(follows) };

	/** A point of a line that stands in a building would part it. */
	function lineSite([x, y]: readonly [number, number]): number {
		const [px, py] = frame.toMetres(x, y);
		const standsIn = footprints.byBoxM.search(px, py, px, py).some((i) => inside(px, py, footprints.all[i]!));
		return standsIn ? -1 : site(x, y, LINE);
	}

	function lineDistance(ax: number, ay: number, bx: number, by: number): number {
		const within = SPACING_M.most / SPACING_M.share;
		let best = within * within;
		for (const i of lineIndex.search(
			Math.min(ax, bx) - within,
			Math.min(ay, by) - within,
			Math.max(ax, bx) + within,
			Math.max(ay, by) + within
		))
			best = Math.min(best, segmentSegment2(ax, ay, bx, by, ...lineSides[i]!));
		return Math.sqrt(best);
	}
}

/**
 * A line that ends in the open parts nothing: from its end straight on to each of the other lines that are its neighbours there.
 * @param links pairs of points of lines with nothing between
 */
function deadEndLinks(
	runs: readonly { readonly points: readonly Point[] }[],
	links: readonly Link[],
	distance: (p: number, q: number) => number
): { from: number; to: number }[] {
	const runsOf = new Map<number, number[]>();
	runs.forEach(({ points }, run) => {
		for (const { site } of points) {
			const there = runsOf.get(site);
			if (!there) runsOf.set(site, [run]);
			else if (!there.includes(run)) there.push(run);
		}
	});
	const loose = new Set(
		runs.flatMap(({ points }) => [points[0]!.site, points.at(-1)!.site].filter((site) => site !== -1 && runsOf.get(site)!.length === 1))
	);
	const nearest = new Map<string, { from: number; to: number; lengthM: number }>();
	for (const [p, q] of links)
		for (const [from, to] of [
			[p, q],
			[q, p]
		] as const) {
			if (!loose.has(from)) continue;
			const own = runsOf.get(from)![0]!;
			for (const run of runsOf.get(to) ?? []) {
				if (runsOf.get(to)!.includes(own)) continue;
				const lengthM = distance(from, to);
				const known = nearest.get(`${from} ${run}`);
				if (!known || lengthM < known.lengthM) nearest.set(`${from} ${run}`, { from, to, lengthM });
			}
		}
	return [...nearest.values()];
}

/** Doubled steps: about 55 km from the middle. */
const FAR = 1e7;

type Side = readonly [ax: number, ay: number, bx: number, by: number];

const sidesOf = (line: Line, frame: Frame): Side[] => {
	const xy = line.map(([lng, lat]) => frame.toMetres(...frame.toSteps(lng, lat)));
	return xy.slice(1).map((to, i) => [xy[i]![0], xy[i]![1], to[0], to[1]]);
};

/** The side in stretches, the last one marked. */
function* stretches([ax, ay, bx, by]: Side): Generator<readonly [...Side, last: boolean]> {
	const count = Math.max(1, Math.ceil(Math.sqrt(pointSegment2(bx, by, ax, ay, ax, ay)) / STRETCH_M));
	for (let i = 0; i < count; i++) {
		const [s, t] = [i / count, (i + 1) / count];
		yield [
			i === 0 ? ax : ax + s * (bx - ax),
			i === 0 ? ay : ay + s * (by - ay),
			i === count - 1 ? bx : ax + t * (bx - ax),
			i === count - 1 ? by : ay + t * (by - ay),
			i === count - 1
		];
	}
}

/** Points along a stretch after its beginning, the nearer the next thing is the closer together. */
function* samples(
	ax: number,
	ay: number,
	bx: number,
	by: number,
	nearM: number
): Generator<readonly [x: number, y: number, atEnd: boolean]> {
	const spacing = Math.min(SPACING_M.most, Math.max(SPACING_M.least, nearM * SPACING_M.share));
	const count = Math.max(1, Math.ceil(lengthOf(bx - ax, by - ay) / spacing));
	for (let i = 1; i <= count; i++) {
		const t = i / count;
		yield i === count ? [bx, by, true] : [ax + t * (bx - ax), ay + t * (by - ay), false];
	}
}
