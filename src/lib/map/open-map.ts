/**
 * One open map: MapLibre for the basemap and labels, deck.gl between its layers for what lives. It reads the board once a frame and draws only
 * when something it shows has changed; `close` gives everything back.
 */
import type { Layer } from '@deck.gl/core';
import { MapLibreOverlay } from '@deck.gl/maplibre';
import { Map as MapLibreMap, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Liveness } from '#lib/board/board-view.ts';
import type { Camera, Selection } from '#lib/board/look.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';
import { fetchBaseSource, type BaseSource } from './base-source.ts';
import { basemapStyle, type OwnSource } from './basemap-style.ts';
import { cameraOf, startOf } from './camera.ts';
import { areaFeatures, chipFeatures, gridsSpeakFrom } from './layers/chip-features.ts';
import type { BasemapRow } from './layers/draw-order.ts';
import { liveBuildingsFrom } from './layers/building-layers.ts';
import { bboxOfSelection } from './bbox-of-selection.ts';
import { postShown } from './layers/post-layer.ts';
import { reportPlaces } from './layers/report-layers.ts';
import { makeScene } from './layers/scene.ts';
import { isStill, type SceneInput, type View } from './layers/scene-input.ts';
import { openExternal, type ExternalPart } from './external-layers.ts';
import { charactersOf, loadFonts } from './load-fonts.ts';
import type { MapHandle, MapViewProps } from './map-view-props.ts';
import { chipImages } from './marks/chip-images.ts';
import type { PlacedNote } from './modes/place-notes.ts';
import type { PaintKind, ShownPaint } from './modes/paint-assign.ts';
import { paintOnMap } from './modes/paint-on-map.ts';
import { subjectsWithin, subjectUnder } from './modes/paint-places.ts';
import { planOnMap, showsPlan } from './modes/plan-on-map.ts';
import { markScale } from './layers/mark-scale.ts';
import { lostPalette, readPalette, readSquadHues, type Palette, type Rgba } from './palette.ts';
import { pick, type PickScene } from './pick.ts';

export interface OpenMap extends MapHandle {
	/** New props; what depends on none of the changed ones stays. */
	update(props: MapViewProps): void;
	close(): void;
	/** Where a place is, CSS px from the map's upper left corner. */
	project(at: Position): readonly [x: number, y: number];
}

export interface MapEvents {
	/** For the scale bar, and to begin again where it stood. */
	onmoved(camera: Camera): void;
	onready(): void;
	/** The graphics device was taken away: close this map and open another. */
	onlost(): void;
	/** The basemap could not be fetched. */
	onbasemissing(): void;
	/** Whose picture lies below ours; empty where none does. */
	onattribution(text: string): void;
	/** Words on a plan that is drawn, where there is room for them. */
	onnotes(notes: readonly PlacedNote[]): void;
}

/** How @deck.gl/maplibre names the custom layer that draws what stands before a basemap layer. */
const GROUP_BEFORE = 'deck-maplibre-layer-group-before:';

/** One sheet of live layers; it is touched only when one of its layers is another. */
function sheet(
	interleaved: boolean,
	isPlaced: (layer: Layer) => boolean = () => true
): { readonly overlay: MapLibreOverlay; show(layers: readonly Layer[]): boolean } {
	const overlay = new MapLibreOverlay({ interleaved, layers: [], pickingRadius: 0 });
	let shown: readonly Layer[] = [];
	const inPlace = (layers: readonly Layer[]): boolean => !interleaved || layers.every((layer) => isPlaced(layer));
	return {
		overlay,
		show(layers) {
			const same = layers.length === shown.length && layers.every((layer, i) => layer === shown[i]);
			if (same && inPlace(layers)) return true;
			shown = layers;
			overlay.setProps({ interleaved, layers: layers.map(alive) });
			return inPlace(layers);
		}
	};
}

/** deck.gl takes a layer's buffers once it is left out, and refuses to show that very object again: what comes back comes as a copy. */
const alive = (layer: Layer): Layer => (layer.lifecycle.endsWith('Awaiting garbage collection') ? (layer.clone({}) as Layer) : layer);

const FIT_MAX_ZOOM = 17.5;
const EVERYWHERE_PADDING = 40;
const WALL_PADDING = 14;
const FLY_MS = 900;

setWorkerUrl(workerUrl);

/** @throws Error where the browser has no WebGL 2. */
export function openMap(container: HTMLElement, first: MapViewProps, events: MapEvents): OpenMap {
	let props = first;
	const scene = makeScene();
	const stop = new AbortController();
	const reduced = matchMedia('(prefers-reduced-motion: reduce)');
	let palette: Palette = readPalette(first.theme, container);
	let shownPalette = palette;
	let greyed: { of: Palette; grey: Palette } | null = null;
	let liveness: Liveness = 'connecting';
	let base: BaseSource | null = null;
	let external: readonly ExternalPart[] = [];
	let present: ReadonlySet<string> = new Set();
	let styled = false;
	let painted = false;
	let dirty = true;
	let dueAt = 0;
	let frame = 0;
	let pointer: { x: number; y: number } | null = null;
	let hovered: Selection | null = null;
	const drawn = { picture: -1, coverage: -1, gaps: -1, staffing: -1, patrols: -1, seen: -1, reports: -1 };
	let chipsFrom = '';
	const own: Record<OwnSource, GeoJSON.FeatureCollection> = { chips: EMPTY, areas: EMPTY, 'post-places': EMPTY };

	const map = new MapLibreMap({
		container,
		style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': palette.css.out } }] },
		...startOf(first),
		attributionControl: false,
		maxPitch: 60,
		minZoom: 8,
		maxZoom: 20,
		fadeDuration: first.wall ? 0 : 200,
		localIdeographFontFamily: palette.fontFamily,
		interactive: !first.wall,
		dragRotate: !first.wall,
		canvasContextAttributes: { antialias: false, preserveDrawingBuffer: false },
		trackResize: false,
		refreshExpiredTiles: false,
		renderWorldCopies: false,
		validateStyle: false
	});
	const between = sheet(true, (layer) => {
		const below = (layer.props as { beforeId?: string }).beforeId;
		return below === undefined || map.getLayer(`${GROUP_BEFORE}${below}`) !== undefined;
	});
	const above = sheet(false);
	const plan = planOnMap(map, scene.plan, first, () => (dirty = true));
	const painter = paintOnMap(
		map,
		first,
		{
			under: (x, y) => (props.paint ? subjectUnderPx(props.paint.scene.kind, x, y) : null),
			within: (loop) => (props.paint ? subjectsWithin(props.board, scene.placed(props), props.paint.scene.kind, loop) : [])
		},
		() => (dirty = true)
	);
	let hues: { readonly of: Palette; readonly rgba: readonly Rgba[] } | null = null;
	let shownPaint: ShownPaint | null = null;
	let notes: readonly PlacedNote[] = [];
	/** The camera is being led by another map. */
	let following = false;

	const resized = new ResizeObserver(() => {
		map.resize();
		if (first.wall && !props.look.camera) handle.fit(boundsOf(props));
		dirty = true;
	});

	void begin();

	async function begin(): Promise<void> {
		base = await fetchBaseSource(stop.signal);
		if (stop.signal.aborted) return;
		if (!base) events.onbasemissing();
		external = await openExternal(base?.external ?? null);
		events.onattribution(external.length > 0 ? (base?.external?.attribution ?? '') : '');
		await loadFonts(palette.fontFamily, base?.characters ?? '');
		await loadFonts(palette.fontFamily, charactersOf(textsOf(props)));
		if (stop.signal.aborted) return;
		restyle();
		map.addControl(between.overlay);
		map.addControl(above.overlay);
		above.overlay.getCanvas()?.addEventListener('webglcontextlost', lost);
		map.on('move', () => {
			dirty = true;
			events.onmoved(cameraOf(map));
			if (!following) props.onmove?.(cameraOf(map));
		});
		map.on('moveend', () => {
			if (!following) props.oncamera?.(cameraOf(map));
		});
		map.on('click', (event) => {
			props.onground?.([event.lngLat.lng, event.lngLat.lat]);
			if (props.paint?.scene.active) return;
			if (props.paint) props.paint.events.look(subjectUnderPx(props.paint.scene.kind, event.point.x, event.point.y));
			if (!showsPlan(props)) props.onselect?.(pickAt(event.point.x, event.point.y));
		});
		map.on('mousemove', (event) => {
			props.onpoint?.([event.lngLat.lng, event.lngLat.lat]);
			if (!showsPlan(props) && !props.paint?.scene.active) pointer = { x: event.point.x, y: event.point.y };
		});
		map.on('mouseout', () => {
			pointer = null;
			hover(null);
			props.onpoint?.(null);
		});
		events.onmoved(cameraOf(map));
		frame = requestAnimationFrame(beat);
	}

	map.getCanvas().addEventListener('webglcontextlost', lost);
	function lost(): void {
		if (!stop.signal.aborted) events.onlost();
	}
	resized.observe(container);

	function paletteNow(): Palette {
		if (liveness !== 'lost') return palette;
		if (greyed?.of !== palette) greyed = { of: palette, grey: lostPalette(palette) };
		return greyed.grey;
	}

	/** The whole style again: theme, wall and switches that the basemap depends on. Runs rarely. */
	function restyle(): void {
		styled = false;
		const style = basemapStyle(palette, {
			scale: props.wall?.scale ?? 1,
			wall: props.wall !== undefined,
			pois: props.look.layers.pois,
			liveBuildingsFrom: props.look.layers.buildings ? liveBuildingsFrom(props.wall !== undefined) : null,
			base: base?.source ?? null,
			external,
			own,
			plan: showsPlan(props),
			gridsSpeakFrom: speakFrom()
		});
		const rows = style.layers.map((layer) => layer.id);
		if (rows.length !== present.size || rows.some((row) => !present.has(row))) present = new Set(rows);
		map.setStyle(style, { diff: true, validate: false });
	}

	/** The zoom from which grids speak rather than communities: of this picture. */
	function speakFrom(): number {
		return plan.speakFrom() ?? gridsSpeakFrom(scene.placed({ board: props.board }));
	}

	/** The style is in place as soon as its last layer is: its images and data can follow. */
	function finishStyle(): boolean {
		if (!map.getLayer(LAST_ROW)) return false;
		for (const image of chipImages(palette, Math.max(2, map.getPixelRatio()))) {
			if (map.hasImage(image.name)) map.updateImage(image.name, image.data);
			else map.addImage(image.name, image.data, image.options);
		}
		styled = true;
		dirty = true;
		return true;
	}

	function beat(): void {
		if (stop.signal.aborted) return;
		frame = requestAnimationFrame(beat);
		if (!styled && !finishStyle()) return;
		const { board } = props;
		if (board.liveness !== liveness) {
			liveness = board.liveness;
			shownPalette = paletteNow();
			dirty = true;
		}
		for (const key of Object.keys(drawn) as (keyof typeof drawn)[]) {
			if (drawn[key] === board.revisions[key]) continue;
			drawn[key] = board.revisions[key];
			dirty = true;
		}
		if (pointer) {
			const { x, y } = pointer;
			pointer = null;
			hover(pickAt(x, y));
		}
		const now = performance.now();
		if (!dirty && now < dueAt) return;
		dirty = false;
		const input = inputNow();
		fillSources(input);
		const layers = scene.layers(input);
		// While tiles arrive, MapLibre may not have let the sheet in between its layers yet.
		if (!between.show(layers.between)) dirty = true;
		above.show(layers.above);
		dueAt = now + scene.restMs(input);
		const said = plan.notes(input, board.serverNowMs());
		if (said !== notes) events.onnotes((notes = said));
		if (!painted) {
			painted = true;
			void map.once('idle', () => {
				if (!stop.signal.aborted) {
					props.onready?.(handle);
					events.onready();
				}
			});
		}
	}

	function inputNow(): SceneInput {
		const { board } = props;
		return {
			board,
			look: props.look,
			palette: shownPalette,
			language: props.language,
			view: viewNow(),
			hover: props.hover ?? hovered,
			wall: props.wall ?? null,
			trails: props.trails ?? NO_TRAILS,
			ways: props.ways ?? null,
			walks: props.walks ?? NO_WALKS,
			nowMs: isStill(board) ? board.pictureAtMs : board.serverNowMs(),
			reducedMotion: reduced.matches,
			present,
			tints: props.tints ?? null,
			plan: plan.plan(),
			paint: paintNow(),
			pencil: plan.pencil()
		};
	}

	function viewNow(): View {
		const bounds = map.getBounds();
		const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
		const [dx, dy] = [(east - west) * 0.15, (north - south) * 0.15];
		const centre = map.getCenter();
		return {
			zoom: map.getZoom(),
			bounds: [west - dx, south - dy, east + dx, north + dy],
			widthPx: container.clientWidth,
			heightPx: container.clientHeight,
			key: `${centre.lng},${centre.lat},${map.getZoom()},${map.getBearing()},${map.getPitch()},${container.clientWidth},${container.clientHeight}`,
			ratio: map.getPixelRatio(),
			project: (lng, lat) => {
				const point = map.project([lng, lat]);
				return [point.x, point.y];
			},
			unproject: (x, y) => {
				const at = map.unproject([x, y]);
				return [at.lng, at.lat];
			}
		};
	}

	/** Labels of grids and areas live in MapLibre, where they and the street names make room for each other. */
	function fillSources(input: SceneInput): void {
		const { board, look } = input;
		const shown = look.layers.gridLabels;
		const planned = plan.labels();
		if (planned) {
			fillPlanLabels(input, shown ? planned : EMPTY);
			return;
		}
		const coverage = look.fill === 'coverage' ? board.revisions.coverage : 0;
		const from = [board.revisions.picture, look.fill, coverage, input.language, shown, look.layers.posts].join();
		if (from === chipsFrom) return;
		chipsFrom = from;
		const placed = scene.placed(input);
		setData('chips', shown ? chipFeatures(placed, board, { fill: look.fill, language: input.language }) : EMPTY);
		setData('areas', shown ? areaFeatures(board.picture) : EMPTY);
		setData('post-places', {
			type: 'FeatureCollection',
			features: look.layers.posts
				? board.picture.posts.map((post) => ({
						type: 'Feature' as const,
						properties: {},
						geometry: { type: 'Point' as const, coordinates: [...post.position] }
					}))
				: []
		});
	}

	function fillPlanLabels(input: SceneInput, planned: GeoJSON.FeatureCollection): void {
		chipsFrom = '';
		if (own.chips !== planned) {
			setData('chips', planned);
			setData('areas', areaFeatures(input.board.picture));
			setData('post-places', EMPTY);
		}
		plan.hideLabels(input);
	}

	function setData(id: OwnSource, data: GeoJSON.FeatureCollection): void {
		own[id] = data;
		map.getSource<GeoJSONSource>(id)?.setData(data);
	}

	function pickAt(x: number, y: number): Selection | null {
		const input = inputNow();
		const at = input.view.unproject(x, y);
		return pick(pickScene(input), x, y, at);
	}

	function hover(next: Selection | null): void {
		if (hovered?.kind === next?.kind && hovered?.id === next?.id) return;
		hovered = next;
		dirty = true;
		map.getCanvas().style.cursor = next ? 'pointer' : '';
		props.onhover?.(next);
	}

	const pickScene = (input: SceneInput): PickScene => ({
		board: input.board,
		look: input.look,
		motion: scene.motion(),
		nowMs: input.nowMs,
		patrolShown: scene.patrolShown,
		patrolsWithin: scene.patrolsWithin,
		postShown: postShown(input),
		reports: reportPlaces(input, scene.memo),
		boxes: scene.buildings(input).boxes,
		buildingsShown: input.view.zoom >= liveBuildingsFrom(input.wall !== null),
		scale: Math.max(0.8, markScale(input)),
		project: input.view.project,
		unproject: input.view.unproject
	});

	function subjectUnderPx(kind: PaintKind, x: number, y: number): DutySubject | null {
		const input = inputNow();
		return subjectUnder(pickScene(input), kind, x, y, input.view.unproject(x, y));
	}

	/** Squads' hues are the style sheet's of the room that has squads. */
	function paintNow(): ShownPaint | null {
		const { paint } = props;
		if (!paint) return null;
		if (hues?.of !== palette) hues = { of: palette, rgba: readSquadHues(container) };
		const loop = painter.loop();
		if (shownPaint?.scene !== paint.scene || shownPaint.loop !== loop || shownPaint.hues !== hues.rgba)
			shownPaint = { scene: paint.scene, hues: hues.rgba, loop };
		return shownPaint;
	}

	const handle: OpenMap = {
		subjectAt(clientX, clientY, kind) {
			const box = container.getBoundingClientRect();
			const [x, y] = [clientX - box.left, clientY - box.top];
			return x < 0 || y < 0 || x > box.width || y > box.height ? null : subjectUnderPx(kind, x, y);
		},
		fit(bbox) {
			const [west, south, east, north] = bbox;
			const camera = map.cameraForBounds(
				[
					[west, south],
					[east, north]
				],
				{ padding: props.wall ? WALL_PADDING * props.wall.scale : padded(props.padding), maxZoom: FIT_MAX_ZOOM, bearing: map.getBearing() }
			);
			if (!camera) return;
			go(camera);
		},
		flyTo(selection) {
			const bbox = bboxOfSelection(props.board, selection);
			if (bbox) handle.fit(bbox);
		},
		zoomBy(delta) {
			if (reduced.matches) map.jumpTo({ zoom: map.getZoom() + delta });
			else map.easeTo({ zoom: map.getZoom() + delta, duration: 250 });
		},
		jumpTo(camera) {
			following = true;
			map.jumpTo({ center: [camera.lng, camera.lat], zoom: camera.zoom, bearing: camera.bearing, pitch: camera.pitch });
			following = false;
		},
		focus: () => map.getCanvas().focus({ preventScroll: true }),
		placeAt(x, y) {
			const at = map.unproject([x, y]);
			return [at.lng, at.lat];
		},
		pixelOf([lng, lat]) {
			const point = map.project([lng, lat]);
			return [point.x, point.y];
		},
		resetNorth() {
			go({ bearing: 0, pitch: 0 });
		},
		under(clientX, clientY) {
			const { left, top, width, height } = container.getBoundingClientRect();
			const [x, y] = [clientX - left, clientY - top];
			return x >= 0 && y >= 0 && x < width && y < height ? pickAt(x, y) : null;
		},
		roadAt([lng, lat]) {
			const { x, y } = map.project([lng, lat]);
			const layers = ROAD_ROWS.filter((row) => present.has(row));
			if (layers.length === 0) return null;
			const found = map.queryRenderedFeatures(
				[
					[x - ROAD_REACH_PX, y - ROAD_REACH_PX],
					[x + ROAD_REACH_PX, y + ROAD_REACH_PX]
				],
				{ layers }
			);
			const name: unknown = found.find(({ properties }) => typeof properties['name'] === 'string' && properties['name'] !== '')?.properties[
				'name'
			];
			return typeof name === 'string' ? name : null;
		},
		project: ([lng, lat]) => {
			const point = map.project([lng, lat]);
			return [point.x, point.y];
		},
		update(next) {
			const before = props;
			props = next;
			dirty = true;
			const restyled = plan.update(next);
			painter.update(next);
			if (next.theme !== before.theme) {
				palette = readPalette(next.theme, container);
				shownPalette = paletteNow();
			}
			if (
				restyled ||
				next.theme !== before.theme ||
				next.wall?.scale !== before.wall?.scale ||
				next.look.layers.pois !== before.look.layers.pois ||
				next.look.layers.buildings !== before.look.layers.buildings
			) {
				if (frame !== 0) restyle();
			}
			const camera = next.look.camera;
			if (camera && camera !== before.look.camera && !sameCamera(camera, cameraOf(map))) {
				go({ center: [camera.lng, camera.lat], zoom: camera.zoom, bearing: camera.bearing, pitch: camera.pitch });
			}
			if (next.board.picture !== before.board.picture) {
				if (frame !== 0) restyle();
				void loadFonts(palette.fontFamily, charactersOf(textsOf(next)));
				if (next.board.picture.areaId !== before.board.picture.areaId && !next.look.camera) handle.fit(boundsOf(next));
			}
		},
		close() {
			stop.abort();
			plan.close();
			painter.close();
			cancelAnimationFrame(frame);
			resized.disconnect();
			map.getCanvas().removeEventListener('webglcontextlost', lost);
			above.overlay.getCanvas()?.removeEventListener('webglcontextlost', lost);
			for (const { overlay } of [above, between]) if (map.hasControl(overlay)) map.removeControl(overlay);
			map.remove();
		}
	};

	type Going = Parameters<MapLibreMap['jumpTo']>[0];
	function go(camera: Going): void {
		if (reduced.matches || !painted) map.jumpTo(camera);
		else map.flyTo({ ...camera, duration: FLY_MS, essential: false });
	}
	return handle;
}

/** How far beside a road it is still meant, CSS px. */
const ROAD_REACH_PX = 5;
const ROAD_ROWS: readonly BasemapRow[] = ['road', 'road-path'];
/** Every style has it. */
const LAST_ROW: BasemapRow = 'post-ground';
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const NO_TRAILS: NonNullable<MapViewProps['trails']> = [];
const NO_WALKS: NonNullable<MapViewProps['walks']> = [];

const padded = (padding: MapViewProps['padding']) => ({
	top: (padding?.top ?? 0) + EVERYWHERE_PADDING,
	right: (padding?.right ?? 0) + EVERYWHERE_PADDING,
	bottom: (padding?.bottom ?? 0) + EVERYWHERE_PADDING,
	left: (padding?.left ?? 0) + EVERYWHERE_PADDING
});

const sameCamera = (a: Camera, b: Camera): boolean =>
	Math.abs(a.lng - b.lng) < 1e-5 &&
	Math.abs(a.lat - b.lat) < 1e-5 &&
	Math.abs(a.zoom - b.zoom) < 0.01 &&
	Math.abs(a.bearing - b.bearing) < 0.1 &&
	Math.abs(a.pitch - b.pitch) < 0.1;

function boundsOf({ board: { picture } }: MapViewProps): Bbox {
	return picture.areas.find((area) => area.id === picture.areaId)?.bbox ?? picture.areas[0]?.bbox ?? [-1, -1, 1, 1];
}

function* textsOf({ board: { picture } }: MapViewProps): Generator<string> {
	for (const grid of picture.grids) yield grid.name;
	for (const area of picture.areas) yield area.name;
	for (const patrol of picture.patrols) yield patrol.person.name;
	yield '失联秒分时天无人负责未知低中高风险';
}
