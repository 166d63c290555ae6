/** Listens to pointers and keys on a map and drives the hand with them: one look a frame, whatever the mouse sends. While the hand draws, the map stands still. */
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, LatticePoint } from '#lib/plan/border-plan.ts';
import { latticePointAt, positionOf } from '#lib/plan/lattice-point.ts';
import type { Language } from '#lib/words/words.ts';
import { METRES_PER_PX } from '../layers/chip-features.ts';
import { crosshairMark } from './crosshair-mark.ts';
import { crosshairWords } from './crosshair-words.ts';
import { pressKey, type Crosshair, type KeyAnswer } from './crosshair.ts';
import { drawsAnywhere, isDrawing, moveHand } from './draw-gesture.ts';
import type { DrawMode } from './draw-mode.ts';
import { IDLE, type Hand, type HandInput, type HandWorld, type Pointer, type PointerKind } from './hand.ts';
import { insideOf } from './key-places.ts';

export interface HandOnMap {
	hand(): Hand;
	/** Where keys point; null while they do not. */
	crosshair(): LatticePoint | null;
	/** The mode began, changed its tool or ended. */
	sync(): void;
	close(): void;
}

export interface Drawn {
	readonly mode: DrawMode;
	/** The plan without the edit in hand. */
	readonly rest: BorderPlan;
	readonly language: Language;
}

/** What the crosshair passes over is said when it rests. */
const SAY_AFTER_MS = 400;
/** CSS px: nearer to the edge of the map than this, the map follows the crosshair. */
const EDGE_PX = 90;
const CURSOR_MS = 200;
const RIGHT = 2;
const MIDDLE = 1;

/** @param get null while nothing is drawn; @param changed what the hand shows is another */
export function handOnMap(map: MapLibreMap, get: () => Drawn | null, changed: () => void): HandOnMap {
	const container = map.getCanvasContainer();
	const stop = new AbortController();
	const { signal } = stop;
	let hand: Hand = IDLE;
	let tool: DrawMode['scene']['tool'] | null = null;
	let waiting: Extract<HandInput, { kind: PointerKind }> | null = null;
	let frame = 0;
	let space = false;
	/** The pointer that draws, and fingers that are down. */
	let owner: number | null = null;
	let panning: { id: number; x: number; y: number } | null = null;
	const fingers = new Set<number>();
	let saidCursorAt = 0;
	let pointed = false;
	let off = true;
	let crosshair: Crosshair | null = null;
	let saying: ReturnType<typeof setTimeout> | undefined;
	const mark = crosshairMark(map);

	const metresPerPx = (): number => (METRES_PER_PX * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom();

	function pointerOf(event: MouseEvent): Pointer {
		const box = container.getBoundingClientRect();
		const px = [event.clientX - box.left, event.clientY - box.top] as const;
		const at = map.unproject([px[0], px[1]]);
		const touch = 'pointerType' in event && event.pointerType === 'touch';
		return { at: latticePointAt([at.lng, at.lat]), px, alt: event.altKey, shift: event.shiftKey, touch };
	}

	function feed(input: HandInput): void {
		const drawn = get();
		if (!drawn) return;
		const { mode } = drawn;
		const step = moveHand(hand, input, worldOf(drawn));
		const was = hand;
		hand = step.hand;
		for (const act of step.acts) {
			switch (act.kind) {
				case 'propose': {
					const outcome = mode.events.propose(act.edit);
					if (!outcome.ok && act.orElse) mode.events.propose(act.orElse);
					break;
				}
				case 'write':
					mode.events.write();
					break;
				case 'cancel':
					mode.events.cancel();
					break;
				case 'select':
					mode.events.select(act.grid, act.corner);
			}
		}
		if (hand !== was) changed();
		container.style.cursor = cursorOf(hand, mode);
	}

	const worldOf = ({ mode, rest }: Drawn): HandWorld => ({ scene: mode.scene, rest, metresPerPx: metresPerPx() });
	const pxOf = (at: LatticePoint): readonly [number, number] => {
		const { x, y } = map.project(positionOf(at) as [number, number]);
		return [x, y];
	};
	const inSight = (at: LatticePoint): boolean => {
		const [x, y] = pxOf(at);
		return x > EDGE_PX && y > EDGE_PX && x < container.clientWidth - EDGE_PX && y < container.clientHeight - EDGE_PX;
	};

	function crosshairStart({ mode, rest }: Drawn): LatticePoint {
		const { grid } = mode.scene;
		const chosen = grid !== null && rest.grids.has(grid) ? insideOf(rest, grid) : null;
		const { lng, lat } = map.getCenter();
		return chosen && inSight(chosen) ? chosen : latticePointAt([lng, lat]);
	}

	function moveCrosshair(to: Crosshair | null): void {
		if (to === crosshair) return;
		crosshair = to;
		if (to && !inSight(to.at)) map.panTo(positionOf(to.at) as [number, number], { animate: false });
		mark.show(to?.at ?? null);
		changed();
	}

	function answerKey(answer: KeyAnswer, drawn: Drawn): void {
		moveCrosshair(answer.crosshair);
		for (const input of answer.inputs) feed(input);
		const said = crosshairWords(answer.deed, crosshair, hand, worldOf(drawn), drawn.language);
		clearTimeout(saying);
		if (said !== null) saying = setTimeout(() => drawn.mode.events.said(said), answer.deed === 'moved' ? SAY_AFTER_MS : 0);
		if (crosshair) tellCursor(drawn.mode, positionOf(crosshair.at));
	}

	function tellCursor({ events }: DrawMode, at: Position): void {
		const now = performance.now();
		if (now - saidCursorAt < CURSOR_MS) return;
		saidCursorAt = now;
		events.cursor(at);
	}

	/** The mouse is at work: keys no longer point, and a ring they began is not the mouse's to go on with. */
	function putCrosshairAway(): void {
		if (!crosshair) return;
		if (hand.kind === 'path') feed({ kind: 'key', key: 'Escape' });
		moveCrosshair(null);
	}

	/** Moves wait for the next frame; what follows them does not overtake them. */
	function flush(): void {
		cancelAnimationFrame(frame);
		frame = 0;
		if (!waiting) return;
		const input = waiting;
		waiting = null;
		feed(input);
	}

	function stillMap(still: boolean): void {
		if (still) map.dragPan.disable();
		else map.dragPan.enable();
	}

	function letGo(): void {
		owner = null;
		panning = null;
		stillMap(false);
	}

	container.addEventListener(
		'pointerdown',
		(event) => {
			const drawn = get();
			if (!drawn) return;
			putCrosshairAway();
			if (event.pointerType === 'touch') {
				fingers.add(event.pointerId);
				if (fingers.size > 1) {
					// Two fingers move the map.
					flush();
					if (isDrawing(hand)) feed({ kind: 'key', key: 'Escape' });
					hand = IDLE;
					letGo();
					return;
				}
			}
			if (event.button === RIGHT || event.button === MIDDLE || (event.button === 0 && space)) {
				panning = { id: event.pointerId, x: event.clientX, y: event.clientY };
				stillMap(true);
				event.preventDefault();
				return;
			}
			if (event.button !== 0 || event.ctrlKey) return;
			flush();
			feed({ kind: 'down', pointer: pointerOf(event) });
			if (!isDrawing(hand) && hand.kind !== 'line') return;
			owner = event.pointerId;
			stillMap(true);
		},
		{ signal, capture: true }
	);
	window.addEventListener(
		'pointermove',
		(event) => {
			const drawn = get();
			if (!drawn) return;
			if (panning?.id === event.pointerId) {
				map.panBy([panning.x - event.clientX, panning.y - event.clientY], { duration: 0 });
				panning = { id: event.pointerId, x: event.clientX, y: event.clientY };
				return;
			}
			if (owner !== null && owner !== event.pointerId) return;
			const over = event.target instanceof Node && container.contains(event.target);
			if (owner === null && !over) {
				leave(drawn.mode);
				return;
			}
			if (crosshair) {
				// The page under a still mouse may have moved; and a ring that keys draw is not drawn on by chance.
				if (hand.kind === 'path' || (event.movementX === 0 && event.movementY === 0)) return;
				putCrosshairAway();
			}
			pointed = true;
			waiting = { kind: 'move', pointer: pointerOf(event) };
			frame ||= requestAnimationFrame(flush);
			const at = map.unproject([waiting.pointer.px[0], waiting.pointer.px[1]]);
			tellCursor(drawn.mode, [at.lng, at.lat]);
		},
		{ signal }
	);
	function leave({ events }: DrawMode): void {
		if (!pointed) return;
		pointed = false;
		if (hand.kind === 'idle' && (hand.hover || hand.road)) {
			hand = IDLE;
			changed();
		}
		events.cursor(null);
	}
	const up = (event: PointerEvent): void => {
		fingers.delete(event.pointerId);
		if (panning?.id === event.pointerId) {
			letGo();
			return;
		}
		if (!get() || event.button !== 0 || fingers.size > 0) return;
		if (owner !== null && owner !== event.pointerId) return;
		flush();
		if (event.type === 'pointercancel') feed({ kind: 'key', key: 'Escape' });
		else feed({ kind: 'up', pointer: pointerOf(event) });
		letGo();
	};
	window.addEventListener('pointerup', up, { signal });
	window.addEventListener('pointercancel', up, { signal });
	container.addEventListener(
		'dblclick',
		(event) => {
			if (!get()) return;
			flush();
			feed({ kind: 'double', pointer: pointerOf(event) });
		},
		{ signal }
	);
	container.addEventListener(
		'contextmenu',
		(event) => {
			if (get()) event.preventDefault();
		},
		{ signal }
	);
	window.addEventListener(
		'keydown',
		(event) => {
			const drawn = get();
			if (!drawn || isTyping(event.target)) return;
			if (event.code === 'Space' && pointed && !crosshair && !(event.target instanceof HTMLButtonElement)) {
				space = true;
				container.style.cursor = 'grab';
				event.preventDefault();
				return;
			}
			if (!event.altKey && !isControl(event.target)) {
				flush();
				const press = { key: event.key, shift: event.shiftKey, far: event.ctrlKey || event.metaKey };
				const answer = pressKey(crosshair, press, hand, worldOf(drawn), { start: () => crosshairStart(drawn), pxOf });
				if (answer) {
					event.stopImmediatePropagation();
					event.preventDefault();
					answerKey(answer, drawn);
					return;
				}
			}
			if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'Delete' && event.key !== 'Backspace') return;
			flush();
			const before = hand;
			feed({ kind: 'key', key: event.key });
			// What the hand answers is not the page's to answer again.
			if (hand !== before) {
				event.stopImmediatePropagation();
				event.preventDefault();
				if (!isDrawing(hand)) letGo();
			}
		},
		{ signal, capture: true }
	);
	window.addEventListener(
		'keyup',
		(event) => {
			if (event.code === 'Space') space = false;
		},
		{ signal }
	);
	window.addEventListener('blur', () => (space = false), { signal });

	return {
		hand: () => hand,
		crosshair: () => crosshair?.at ?? null,
		sync() {
			const drawn = get();
			if (!drawn !== off) {
				off = !drawn;
				// A double click, Shift and the right button mean something else on a plan.
				for (const handler of [map.doubleClickZoom, map.boxZoom, map.dragRotate]) {
					if (off) handler.enable();
					else handler.disable();
				}
			}
			if (!drawn || drawn.mode.scene.readOnly || drawn.mode.scene.corner) moveCrosshair(null);
			if (!drawn) {
				if (tool !== null) {
					hand = IDLE;
					tool = null;
					letGo();
					map.keyboard.enable();
					container.style.cursor = '';
				}
				return;
			}
			// With a corner chosen the arrows move it, and not the map.
			if (drawn.mode.scene.corner) map.keyboard.disable();
			else map.keyboard.enable();
			if (drawn.mode.scene.tool === tool) return;
			tool = drawn.mode.scene.tool;
			if (hand.kind === 'line' || hand.kind === 'path' || hand.kind === 'drag') drawn.mode.events.cancel();
			hand = IDLE;
			if (crosshair) crosshair = { ...crosshair, on: null, set: null };
			letGo();
			container.style.cursor = cursorOf(hand, drawn.mode);
		},
		close() {
			stop.abort();
			cancelAnimationFrame(frame);
			clearTimeout(saying);
			mark.remove();
			get()?.mode.events.cursor(null);
		}
	};
}

function cursorOf(hand: Hand, { scene }: DrawMode): string {
	if (scene.readOnly) return '';
	if (hand.kind === 'drag') return 'grabbing';
	if (hand.kind === 'idle' && hand.hover) return hand.hover.what === 'stretch' ? 'copy' : 'grab';
	if (scene.tool === 'split-road') return hand.kind === 'idle' && hand.road ? 'pointer' : '';
	if (scene.tool === 'merge') return 'pointer';
	return drawsAnywhere(scene.tool) ? 'crosshair' : '';
}

const isTyping = (target: EventTarget | null): boolean =>
	target instanceof HTMLInputElement ||
	target instanceof HTMLTextAreaElement ||
	(target instanceof HTMLElement && target.isContentEditable);

/** Keys there are the control's own. */
const isControl = (target: EventTarget | null): boolean =>
	target instanceof Element &&
	target.closest('button, a, select, summary, [role="slider"], [role="radio"], [role="menu"], [role="dialog"]') !== null;
