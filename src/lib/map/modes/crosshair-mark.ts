/** The crosshair as it is seen: a cross with a halo, so that it stands out on dark ground and on bright, in the theme's own ink. */
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { LatticePoint } from '#lib/plan/border-plan.ts';
import { positionOf } from '#lib/plan/lattice-point.ts';

export interface CrosshairMark {
	/** Null hides it. */
	show(at: LatticePoint | null): void;
	remove(): void;
}

const SIZE_PX = 44;
const SVG = 'http://www.w3.org/2000/svg';
const ARMS = 'M22 3V17M22 27V41M3 22H17M27 22H41';

export function crosshairMark(map: MapLibreMap): CrosshairMark {
	const mark = document.createElement('div');
	mark.className = 'plan-crosshair';
	mark.setAttribute('aria-hidden', 'true');
	mark.hidden = true;
	Object.assign(mark.style, { position: 'absolute', top: '0', left: '0', pointerEvents: 'none', zIndex: '3' });
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('width', String(SIZE_PX));
	svg.setAttribute('height', String(SIZE_PX));
	svg.setAttribute('viewBox', `0 0 ${SIZE_PX} ${SIZE_PX}`);
	for (const [colour, width] of [
		['var(--panel)', 6],
		['var(--ink)', 2]
	] as const) {
		for (const [tag, attributes] of [
			['path', { d: ARMS }],
			['circle', { cx: '22', cy: '22', r: '1.5' }]
		] as const) {
			const stroke = document.createElementNS(SVG, tag);
			for (const [name, value] of Object.entries(attributes)) stroke.setAttribute(name, value);
			Object.assign(stroke.style, { fill: 'none', stroke: colour, strokeWidth: `${width}px`, strokeLinecap: 'round' });
			svg.append(stroke);
		}
	}
	mark.append(svg);
	map.getContainer().append(mark);
	let shown: LatticePoint | null = null;
	const place = (): void => {
		if (!shown) return;
		const { x, y } = map.project(positionOf(shown) as [number, number]);
		mark.style.transform = `translate(${x - SIZE_PX / 2}px, ${y - SIZE_PX / 2}px)`;
	};
	map.on('move', place);
	return {
		show(at) {
			shown = at;
			mark.hidden = at === null;
			place();
		},
		remove() {
			map.off('move', place);
			mark.remove();
		}
	};
}
