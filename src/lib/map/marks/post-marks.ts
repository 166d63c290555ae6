/**
 * Marks of posts: the shape says which kind, the ring says staffing (one notch a seat, missing seats in alarm, a dotted ring and a hatched body
 * where nobody ever reported). Drawn once for each combination in use and packed into one image.
 */
import type { Post, PostKind, PostStaffing } from '#lib/duty/post.ts';
import { hatch } from './draw-hatch.ts';
import type { Palette } from '../palette.ts';

/** Side of one mark in CSS px at scale 1: ring, stroke and casing. */
export const POST_MARK_PX = 28;
const RING = 9.2;
const STROKE = 2.6;
const CASING = 2;
/** More seats than this are drawn as a plain arc: notches would eat it. */
const MOST_NOTCHES = 12;

export interface PostMark {
	readonly kind: PostKind;
	readonly required: number;
	/** null: nobody ever reported. */
	readonly present: number | null;
}

export const markKey = ({ kind, required, present }: PostMark): string =>
	`${kind === 'sampling' || kind === 'vaccination' ? 'triangle' : kind}:${required}:${present === null ? 'unknown' : Math.min(present, required)}`;

export const markOf = (post: Post, staffing: PostStaffing | undefined): PostMark => ({
	kind: post.kind,
	required: post.required,
	present: staffing?.present ?? null
});

/** Somebody is known to be at every seat. */
export const isFull = ({ required, present }: PostMark): boolean => present !== null && present >= required;
export const isShort = ({ required, present }: PostMark): boolean => present !== null && present < required;

export interface MarkAtlas {
	readonly image: HTMLCanvasElement;
	readonly mapping: Readonly<Record<string, { x: number; y: number; width: number; height: number }>>;
}

/** @param ratio image pixels a CSS px */
export function packMarks(marks: Iterable<PostMark>, palette: Palette, ratio: number): MarkAtlas {
	const byKey = new Map<string, PostMark>();
	for (const mark of marks) byKey.set(markKey(mark), mark);
	const cell = Math.ceil(POST_MARK_PX * ratio);
	const columns = Math.max(1, Math.min(byKey.size, Math.floor(2048 / cell)));
	const image = document.createElement('canvas');
	image.width = columns * cell;
	image.height = Math.max(1, Math.ceil(byKey.size / columns)) * cell;
	const context = image.getContext('2d');
	const mapping: Record<string, { x: number; y: number; width: number; height: number }> = {};
	let n = 0;
	for (const [key, mark] of byKey) {
		const x = (n % columns) * cell;
		const y = Math.floor(n / columns) * cell;
		n++;
		mapping[key] = { x, y, width: cell, height: cell };
		if (!context) continue;
		context.save();
		context.translate(x + cell / 2, y + cell / 2);
		context.scale(ratio, ratio);
		drawMark(context, mark, palette);
		context.restore();
	}
	return { image, mapping };
}

function drawMark(context: CanvasRenderingContext2D, mark: PostMark, { css }: Palette): void {
	const short = isShort(mark);
	context.beginPath();
	context.arc(0, 0, RING + STROKE / 2 + 1, 0, Math.PI * 2);
	context.fillStyle = css.markCase;
	context.fill();
	ring(context, mark, css);
	body(context, mark.kind);
	if (mark.present === null) {
		context.save();
		context.clip();
		context.translate(-7, -7);
		hatch(context, 14, 2.2, 0.9, css.mark);
		context.restore();
		body(context, mark.kind);
		context.strokeStyle = css.mark;
		context.lineWidth = 1.1;
		context.stroke();
	} else {
		context.fillStyle = short ? css.alarm : css.mark;
		context.fill();
	}
}

function ring(context: CanvasRenderingContext2D, { required, present }: PostMark, css: Palette['css']): void {
	context.lineWidth = STROKE;
	const full = Math.PI * 2;
	const top = -Math.PI / 2;
	if (present === null) {
		const dots = 14;
		context.strokeStyle = css.mark;
		context.lineWidth = 1.8;
		for (let i = 0; i < dots; i++) {
			context.beginPath();
			context.arc(0, 0, RING, top + (i / dots) * full, top + ((i + 0.5) / dots) * full);
			context.stroke();
		}
		return;
	}
	const seats = Math.max(1, required);
	const notch = seats > 1 && seats <= MOST_NOTCHES ? CASING / RING / 1.4 : 0;
	for (let seat = 0; seat < seats; seat++) {
		context.beginPath();
		context.strokeStyle = seat < present || required === 0 ? css.mark : css.alarm;
		context.arc(0, 0, RING, top + (seat / seats) * full + notch / 2, top + ((seat + 1) / seats) * full - notch / 2);
		context.stroke();
	}
}

/** The path of the body, in CSS px round the centre. */
function body(context: CanvasRenderingContext2D, kind: PostKind): void {
	context.beginPath();
	switch (kind) {
		case 'checkpoint':
			context.rect(-4.1, -4.1, 8.2, 8.2);
			break;
		case 'dissuasion':
			context.moveTo(0, -5.4);
			context.lineTo(5.4, 0);
			context.lineTo(0, 5.4);
			context.lineTo(-5.4, 0);
			context.closePath();
			break;
		default:
			context.moveTo(0, -5.2);
			context.lineTo(5, 3.8);
			context.lineTo(-5, 3.8);
			context.closePath();
	}
}
