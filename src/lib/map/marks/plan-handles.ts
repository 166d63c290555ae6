/** The handles of a plan: what a corner, a point, a middle look like, and the one in hand. Drawn once a theme and packed into one image. */
import { planColours } from '../layers/plan-colours.ts';
import { cssColour, type Palette } from '../palette.ts';

export type HandleKind = 'corner' | 'own-corner' | 'point' | 'middle' | 'hover' | 'held' | 'snapped' | 'snap' | 'old' | 'fault';
const KINDS: readonly HandleKind[] = ['corner', 'own-corner', 'point', 'middle', 'hover', 'held', 'snapped', 'snap', 'old', 'fault'];

const SIDE_PX = 56;

export interface HandleAtlas {
	readonly image: HTMLCanvasElement;
	readonly mapping: Readonly<Record<string, { x: number; y: number; width: number; height: number }>>;
	readonly sidePx: number;
}

/** @param ratio image pixels a CSS px */
export function packHandles(palette: Palette, ratio: number): HandleAtlas {
	const cell = SIDE_PX * ratio;
	const image = document.createElement('canvas');
	image.width = cell * KINDS.length;
	image.height = cell;
	const pen = image.getContext('2d');
	const mapping: Record<string, { x: number; y: number; width: number; height: number }> = {};
	KINDS.forEach((kind, n) => {
		mapping[kind] = { x: n * cell, y: 0, width: cell, height: cell };
		if (!pen) return;
		pen.save();
		pen.translate(n * cell + cell / 2, cell / 2);
		pen.scale(ratio, ratio);
		draw(pen, kind, palette);
		pen.restore();
	});
	return { image, mapping, sidePx: SIDE_PX };
}

function draw(pen: CanvasRenderingContext2D, kind: HandleKind, palette: Palette): void {
	const { css } = palette;
	const fresh = cssColour(planColours(palette).fresh);
	const disc = (radius: number, fill: string | null, stroke: string | null, width = 1.5): void => {
		pen.beginPath();
		pen.arc(0, 0, radius, 0, 2 * Math.PI);
		if (fill) {
			pen.fillStyle = fill;
			pen.fill();
		}
		if (!stroke) return;
		pen.strokeStyle = stroke;
		pen.lineWidth = width;
		pen.stroke();
	};
	switch (kind) {
		case 'corner':
			disc(3.6, css.panel, css.edge, 1.4);
			return;
		case 'own-corner':
			disc(6.8, css.panel, null);
			disc(5.2, css.panel, fresh, 2);
			return;
		case 'point':
			pen.fillStyle = css.panel;
			pen.strokeStyle = fresh;
			pen.lineWidth = 1.6;
			pen.fillRect(-4, -4, 8, 8);
			pen.strokeRect(-3.6, -3.6, 7.2, 7.2);
			return;
		case 'middle':
			disc(2.6, css.panel, fresh, 1.2);
			return;
		case 'hover':
			disc(9, null, css.panel, 4);
			disc(9, null, fresh, 1.8);
			return;
		case 'snapped':
			pen.setLineDash([2.2, 2.6]);
			disc(21, null, fresh, 1.4);
			pen.setLineDash([]);
			held();
			return;
		case 'held':
			held();
			return;
		case 'snap':
			pen.setLineDash([2.2, 2.6]);
			disc(9, null, fresh, 1.6);
			pen.setLineDash([]);
			return;
		case 'old':
			pen.setLineDash([3, 2.4]);
			disc(8, css.panel, css.ink, 1.5);
			pen.setLineDash([]);
			return;
		case 'fault':
			disc(10, css.panel, css.alarm, 2.4);
			pen.strokeStyle = css.alarm;
			pen.lineWidth = 2.4;
			pen.beginPath();
			for (const s of [-1, 1]) {
				pen.moveTo(-3.6, -3.6 * s);
				pen.lineTo(3.6, 3.6 * s);
			}
			pen.stroke();
			return;
	}

	function held(): void {
		disc(13, css.panel, null);
		disc(11, css.panel, fresh, 2.4);
		disc(6.4, fresh, null);
	}
}
