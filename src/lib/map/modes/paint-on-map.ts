/** The pointer that assigns ground on an open map: brushes over, draws round or picks. While it paints, the map stands still; Space, the right button or two fingers move it. */
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { Position } from '#lib/geo/position.ts';
import type { MapViewProps } from '../map-view-props.ts';
import { type PaintMode, subjectKey } from './paint-assign.ts';

export interface PaintOnMap {
	/** The loop that is being drawn; the same array while it stays. */
	loop(): readonly Position[];
	update(next: MapViewProps): void;
	close(): void;
}

export interface PaintSight {
	under(x: number, y: number): DutySubject | null;
	within(loop: readonly Position[]): readonly DutySubject[];
}

const NO_LOOP: readonly Position[] = [];
/** A loop needs no finer points. */
const LOOP_STEP_PX = 4;
/** Between two places of a fast brush it is looked this often. */
const BRUSH_STEP_PX = 6;

export function paintOnMap(map: MapLibreMap, first: MapViewProps, sight: PaintSight, changed: () => void): PaintOnMap {
	const container = map.getCanvasContainer();
	const stop = new AbortController();
	const { signal } = stop;
	let mode: PaintMode | null = first.paint ?? null;
	let stroke: { readonly id: number; readonly passed: Set<string>; x: number; y: number } | null = null;
	let loop: Position[] = [];
	let shownLoop = NO_LOOP;
	let space = false;
	const fingers = new Set<number>();

	const placeOf = (event: PointerEvent): readonly [number, number] => {
		const box = container.getBoundingClientRect();
		return [event.clientX - box.left, event.clientY - box.top];
	};
	const groundAt = (x: number, y: number): Position => {
		const at = map.unproject([x, y]);
		return [at.lng, at.lat];
	};

	function touch(subjects: readonly DutySubject[]): void {
		if (!stroke || !mode) return;
		const { passed } = stroke;
		const fresh = subjects.filter((subject) => !passed.has(subjectKey(subject)));
		for (const subject of fresh) passed.add(subjectKey(subject));
		if (fresh.length > 0) mode.events.touch(fresh);
	}
	function brush(x: number, y: number): void {
		if (!stroke) return;
		const steps = Math.max(1, Math.ceil(Math.hypot(x - stroke.x, y - stroke.y) / BRUSH_STEP_PX));
		for (let i = 1; i <= steps; i++) {
			const subject = sight.under(stroke.x + ((x - stroke.x) * i) / steps, stroke.y + ((y - stroke.y) * i) / steps);
			if (subject) touch([subject]);
		}
	}
	function end(done: boolean): void {
		if (!stroke) return;
		if (done && mode?.scene.tool === 'lasso') touch([...sight.within(loop)]);
		stroke = null;
		loop = [];
		shownLoop = NO_LOOP;
		map.dragPan.enable();
		mode?.events.end();
		changed();
	}

	container.addEventListener(
		'pointerdown',
		(event) => {
			if (!mode?.scene.active) return;
			if (event.pointerType === 'touch') {
				fingers.add(event.pointerId);
				if (fingers.size > 1) return end(false);
			}
			if (event.button !== 0 || event.ctrlKey || space) return;
			const [x, y] = placeOf(event);
			stroke = { id: event.pointerId, passed: new Set(), x, y };
			map.dragPan.disable();
			mode.events.begin();
			if (mode.scene.tool === 'lasso') loop = [groundAt(x, y)];
			else {
				const subject = sight.under(x, y);
				if (subject) touch([subject]);
			}
		},
		{ signal, capture: true }
	);
	window.addEventListener(
		'pointermove',
		(event) => {
			if (!mode || !stroke || event.pointerId !== stroke.id) return;
			const [x, y] = placeOf(event);
			const far = Math.hypot(x - stroke.x, y - stroke.y);
			if (mode.scene.tool === 'brush') brush(x, y);
			else if (mode.scene.tool === 'lasso') {
				if (far < LOOP_STEP_PX) return;
				loop.push(groundAt(x, y));
				shownLoop = [...loop];
				changed();
			} else return;
			stroke.x = x;
			stroke.y = y;
		},
		{ signal }
	);
	const up = (event: PointerEvent): void => {
		fingers.delete(event.pointerId);
		if (event.pointerId === stroke?.id) end(event.type === 'pointerup');
	};
	window.addEventListener('pointerup', up, { signal });
	window.addEventListener('pointercancel', up, { signal });
	window.addEventListener(
		'keydown',
		(event) => {
			if (!mode?.scene.active) return;
			if (event.key === 'Escape' && stroke) {
				end(false);
				event.preventDefault();
				event.stopImmediatePropagation();
			} else if (event.code === 'Space' && event.target === document.body) {
				space = true;
				container.style.cursor = 'grab';
				event.preventDefault();
			}
		},
		{ signal, capture: true }
	);
	const letGo = (): void => {
		if (!space) return;
		space = false;
		container.style.cursor = cursor();
	};
	window.addEventListener('keyup', (event) => event.code === 'Space' && letGo(), { signal });
	window.addEventListener('blur', letGo, { signal });

	function cursor(): string {
		if (!mode?.scene.active) return '';
		return mode.scene.tool === 'pick' ? 'pointer' : 'crosshair';
	}
	function steer(): void {
		container.style.cursor = cursor();
		for (const handler of [map.doubleClickZoom, map.boxZoom]) {
			if (mode?.scene.active) handler.disable();
			else handler.enable();
		}
	}
	if (mode) steer();

	return {
		loop: () => shownLoop,
		update(next) {
			const before = mode;
			mode = next.paint ?? null;
			if (stroke && (!mode?.scene.active || mode.scene.tool !== before?.scene.tool)) end(false);
			if (before?.scene.active !== mode?.scene.active || before?.scene.tool !== mode?.scene.tool) steer();
		},
		close: () => stop.abort()
	};
}
