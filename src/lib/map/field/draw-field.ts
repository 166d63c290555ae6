/**
 * Draws a phone's map on a canvas: ground, ways, buildings by how long ago they were seen, borders, the walk with its stops, posts, where I am. Order of
 * drawing from the bottom up; nothing here keeps a state.
 */
import type { PostKind } from '#lib/duty/post.ts';
import type { Position } from '#lib/geo/position.ts';
import { cssColour, faded, type Palette } from '../palette.ts';
import { edgesOf, fillsOf, freshnessClass, NEVER_SEEN, OVERDUE } from '../layers/freshness.ts';
import { toScreen, type FieldCamera, type Size } from './field-camera.ts';
import type { FieldGround } from './field-ground.ts';

export interface FieldScene {
	readonly nowMs: number;
	readonly seenAtMs: (buildingId: number) => number | null;
	readonly selected: number | null;
	/** In order. */
	/** Stretches of the way that the holder walked, where they asked to see it. */
	readonly way: readonly (readonly Position[])[];
	readonly stops: readonly { readonly buildingId: number; readonly leg: readonly Position[] }[];
	readonly posts: readonly { readonly id: number; readonly kind: PostKind; readonly position: Position; readonly short: boolean }[];
	readonly place: {
		readonly at: Position;
		readonly accuracyM: number | null;
		readonly bearingDeg: number | null;
		readonly fresh: boolean;
	} | null;
}

/** Metres wide, and at least so many pixels, by rank. */
const WIDTHS = [
	[1.5, 1],
	[3.5, 1.5],
	[6, 2.5],
	[8, 3.5],
	[10, 4.5],
	[13, 6]
] as const;
export const STOP_R = 14;
/** Numbered on the map; those after them stand in the list. */
const NUMBERED = 9;

export function drawField(
	pen: CanvasRenderingContext2D,
	ground: FieldGround,
	camera: FieldCamera,
	size: Size,
	palette: Palette,
	scene: FieldScene,
	ratio: number
): void {
	const { css } = palette;
	const { scale } = camera;
	const [tx, ty] = toScreen(camera, size, [0, 0]);
	const onGround = (): void => pen.setTransform(scale * ratio, 0, 0, scale * ratio, tx * ratio, ty * ratio);
	const onScreen = (): void => pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	const px = (n: number): number => n / scale;

	onScreen();
	pen.setLineDash([]);
	pen.fillStyle = css.land;
	pen.fillRect(0, 0, size.width, size.height);

	onGround();
	[pen.lineJoin, pen.lineCap] = ['round', 'round'];
	pen.fillStyle = css.water;
	pen.fill(ground.water, 'evenodd');
	const wide = (rank: number): number => {
		const [metres, least] = WIDTHS[rank] ?? WIDTHS[0];
		return Math.max(px(least), metres);
	};
	for (const { rank, path } of ground.ways) {
		if (rank === 0) continue;
		pen.strokeStyle = css.casing;
		pen.lineWidth = wide(rank) + px(2);
		pen.stroke(path);
	}
	for (const { rank, path } of ground.ways) {
		pen.strokeStyle = [css.r5, css.r4, css.r4, css.r3, css.r2, css.r1][rank] ?? css.r4;
		pen.lineWidth = wide(rank);
		pen.setLineDash(rank === 0 ? [px(4), px(3)] : []);
		pen.stroke(path);
	}
	pen.setLineDash([]);

	drawBuildings(pen, ground, palette, scene, px);

	// What is not mine steps back.
	const veil = new Path2D();
	const [wx, wy] = [size.width / scale + 10, size.height / scale + 10];
	veil.rect(camera.x - wx, camera.y - wy, 2 * wx, 2 * wy);
	veil.addPath(ground.grids);
	pen.fillStyle = css.mask;
	pen.fill(veil, 'evenodd');
	pen.strokeStyle = css.selGap;
	pen.lineWidth = px(6.5);
	pen.stroke(ground.grids);
	pen.strokeStyle = css.edge;
	pen.lineWidth = px(3);
	pen.stroke(ground.grids);

	onScreen();
	const at = (p: readonly [number, number]): readonly [number, number] => toScreen(camera, size, p);
	drawNames(pen, ground, palette, scale, at, scene);
	drawWay(pen, palette, scene, (p) => at(ground.xy(p)));
	drawWalk(pen, palette, scene, (p) => at(ground.xy(p)));
	for (const post of scene.posts) drawPost(pen, palette, post.kind, post.short, at(ground.xy(post.position)));
	drawPlace(pen, palette, scene, scale, (p) => at(ground.xy(p)));
	drawStops(pen, ground, palette, scene, at);
}

function drawBuildings(
	pen: CanvasRenderingContext2D,
	ground: FieldGround,
	palette: Palette,
	scene: FieldScene,
	px: (n: number) => number
): void {
	const fills = fillsOf(palette).map(cssColour);
	const edges = edgesOf(palette).map(cssColour);
	const hatch = hatchOf(pen, palette);
	for (const building of ground.buildings) {
		const seen = scene.seenAtMs(building.id);
		const kind = freshnessClass(Math.round((seen ?? 0) / 1000), building.limitMs / 1000, scene.nowMs / 1000);
		pen.fillStyle = fills[kind] ?? palette.css.unknownBg;
		pen.fill(building.path, 'evenodd');
		if (kind === NEVER_SEEN && hatch) {
			hatch.setTransform(new DOMMatrix().scale(px(1)));
			pen.fillStyle = hatch;
			pen.fill(building.path, 'evenodd');
		}
		pen.strokeStyle = edges[kind] ?? palette.css.unknownFg;
		pen.lineWidth = px(kind === OVERDUE ? 1.8 : 0.8);
		pen.stroke(building.path);
		if (building.id !== scene.selected) continue;
		pen.strokeStyle = palette.css.selGap;
		pen.lineWidth = px(6);
		pen.stroke(building.path);
		pen.strokeStyle = palette.css.sel;
		pen.lineWidth = px(2.5);
		pen.stroke(building.path);
	}
}

/** Diagonal lines: nobody knows. */
function hatchOf(pen: CanvasRenderingContext2D, { css }: Palette): CanvasPattern | null {
	const tile = new OffscreenCanvas(6, 6);
	const ink = tile.getContext('2d');
	if (!ink) return null;
	ink.strokeStyle = css.unknownFg;
	ink.lineWidth = 1.1;
	ink.beginPath();
	for (const shift of [-6, 0, 6]) {
		ink.moveTo(shift, 6);
		ink.lineTo(shift + 6, 0);
	}
	ink.stroke();
	return pen.createPattern(tile, 'repeat');
}

type At = (p: readonly [number, number]) => readonly [number, number];

function drawNames(
	pen: CanvasRenderingContext2D,
	ground: FieldGround,
	{ css, fontFamily }: Palette,
	scale: number,
	at: At,
	scene: FieldScene
): void {
	if (scale < 1.6) return;
	pen.font = `500 12px ${fontFamily}`;
	[pen.textAlign, pen.textBaseline, pen.lineJoin] = ['center', 'middle', 'round'];
	const numbered = new Set(scene.stops.slice(0, NUMBERED).map(({ buildingId }) => buildingId));
	for (const building of ground.buildings) {
		const { box } = building;
		if (numbered.has(building.id) || (Math.max(box.x1 - box.x0, box.y1 - box.y0) + 6) * scale < pen.measureText(building.name).width)
			continue;
		const [x, y] = at(building.at);
		pen.strokeStyle = css.halo;
		pen.lineWidth = 3.4;
		pen.strokeText(building.name, x, y);
		pen.fillStyle = css.ink;
		pen.fillText(building.name, x, y);
	}
}

function drawWay(
	pen: CanvasRenderingContext2D,
	{ css }: Palette,
	{ way }: FieldScene,
	at: (p: Position) => readonly [number, number]
): void {
	[pen.lineCap, pen.lineJoin] = ['round', 'round'];
	pen.setLineDash([]);
	for (const [colour, width] of [
		[css.selGap, 5],
		[css.live, 2.5]
	] as const) {
		pen.strokeStyle = colour;
		pen.lineWidth = width;
		for (const stretch of way) {
			pen.beginPath();
			for (const [i, p] of stretch.entries()) {
				const [x, y] = at(p);
				if (i === 0) pen.moveTo(x, y);
				// A place alone is a dot: a line of no length with round ends.
				if (i > 0 || stretch.length === 1) pen.lineTo(x, y);
			}
			pen.stroke();
		}
	}
}

function drawWalk(
	pen: CanvasRenderingContext2D,
	{ css }: Palette,
	{ stops }: FieldScene,
	at: (p: Position) => readonly [number, number]
): void {
	const line = (points: readonly Position[]): void => {
		pen.beginPath();
		points.forEach((p, i) => {
			const [x, y] = at(p);
			if (i === 0) pen.moveTo(x, y);
			else pen.lineTo(x, y);
		});
		pen.stroke();
	};
	[pen.lineCap, pen.lineJoin] = ['round', 'round'];
	// Later legs first, so that the next one lies on top.
	for (let i = Math.min(stops.length, NUMBERED + 1) - 1; i >= 0; i--) {
		const leg = stops[i]!.leg;
		if (leg.length < 2) continue;
		const street = leg.length > 3 ? leg.slice(1, -1) : leg;
		if (leg.length > 3)
			for (const door of [leg.slice(0, 2), leg.slice(-2)]) {
				pen.setLineDash([4, 4]);
				pen.strokeStyle = css.selGap;
				pen.lineWidth = 3.5;
				line(door);
				pen.strokeStyle = css.mark;
				pen.lineWidth = 1.6;
				line(door);
			}
		pen.setLineDash([]);
		pen.strokeStyle = css.selGap;
		pen.lineWidth = i > 0 ? 6 : 7.5;
		line(street);
		pen.strokeStyle = css.mark;
		if (i > 0) pen.setLineDash([0.1, 8]);
		pen.lineWidth = i > 0 ? 4.2 : 4.5;
		line(street);
	}
	pen.setLineDash([]);
}

function drawStops(pen: CanvasRenderingContext2D, ground: FieldGround, { css, fontFamily }: Palette, { stops }: FieldScene, at: At): void {
	const byId = new Map(ground.buildings.map((building) => [building.id, building]));
	[pen.textAlign, pen.textBaseline] = ['center', 'middle'];
	for (let i = Math.min(stops.length, NUMBERED) - 1; i >= 0; i--) {
		const building = byId.get(stops[i]!.buildingId);
		if (!building) continue;
		const [x, y] = at(building.at);
		pen.beginPath();
		pen.arc(x, y, STOP_R + 2, 0, 2 * Math.PI);
		pen.fillStyle = css.markCase;
		pen.fill();
		pen.beginPath();
		pen.arc(x, y, STOP_R, 0, 2 * Math.PI);
		pen.fillStyle = i === 0 ? css.mark : css.markCase;
		pen.fill();
		pen.strokeStyle = css.mark;
		pen.lineWidth = 2.4;
		pen.stroke();
		pen.font = `600 16px ${fontFamily}`;
		pen.fillStyle = i === 0 ? css.markCase : css.mark;
		pen.fillText(String(i + 1), x, y + 1);
	}
}

function drawPost(
	pen: CanvasRenderingContext2D,
	{ css }: Palette,
	kind: PostKind,
	short: boolean,
	[x, y]: readonly [number, number]
): void {
	pen.beginPath();
	pen.arc(x, y, 11, 0, 2 * Math.PI);
	pen.fillStyle = css.markCase;
	pen.fill();
	pen.beginPath();
	pen.arc(x, y, 9.2, 0, 2 * Math.PI);
	pen.strokeStyle = short ? css.alarm : css.mark;
	pen.setLineDash(short ? [4, 3] : []);
	pen.lineWidth = 2.6;
	pen.stroke();
	pen.setLineDash([]);
	pen.beginPath();
	if (kind === 'checkpoint') pen.rect(x - 4.1, y - 4.1, 8.2, 8.2);
	else if (kind === 'dissuasion')
		for (const [dx, dy] of [
			[0, -5.4],
			[5.4, 0],
			[0, 5.4],
			[-5.4, 0]
		] as const)
			pen.lineTo(x + dx, y + dy);
	else
		for (const [dx, dy] of [
			[0, -5],
			[5, 4],
			[-5, 4]
		] as const)
			pen.lineTo(x + dx, y + dy);
	pen.fillStyle = css.mark;
	pen.fill();
}

function drawPlace(
	pen: CanvasRenderingContext2D,
	palette: Palette,
	{ place }: FieldScene,
	scale: number,
	at: (p: Position) => readonly [number, number]
): void {
	if (!place) return;
	const { css } = palette;
	const [x, y] = at(place.at);
	const reach = Math.max(18, (place.accuracyM ?? 0) * scale);
	pen.beginPath();
	pen.arc(x, y, Math.min(400, reach), 0, 2 * Math.PI);
	pen.fillStyle = cssColour(faded(palette.rgba.live, 0.18));
	pen.fill();
	if (place.bearingDeg !== null) {
		pen.save();
		pen.translate(x, y);
		pen.rotate((place.bearingDeg * Math.PI) / 180);
		pen.beginPath();
		pen.moveTo(0, -22);
		pen.lineTo(8, -9);
		pen.lineTo(-8, -9);
		pen.closePath();
		pen.fillStyle = css.live;
		pen.strokeStyle = css.markCase;
		pen.lineWidth = 2;
		pen.stroke();
		pen.fill();
		pen.restore();
	}
	pen.beginPath();
	pen.arc(x, y, 9.5, 0, 2 * Math.PI);
	pen.fillStyle = place.fresh ? css.live : css.markCase;
	pen.strokeStyle = place.fresh ? css.markCase : css.live;
	pen.lineWidth = 3;
	pen.fill();
	pen.stroke();
}
