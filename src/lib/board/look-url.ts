/**
 * The look in the address: `/?area=3&at=118.78842,32.02011,14.75&fill=load&show=gaps,posts&sel=grid:23`. What is at its default is left out, what is
 * malformed is read as left out, and what was printed is read back the same (positions to a centimetre).
 */
import { DEFAULT_LAYERS, type Camera, type GridFill, type LayerSwitch, type Look, type Selection, type SelectionKind } from './look.ts';

export const DEFAULT_LOOK: Look = { areaId: null, camera: null, fill: 'load', layers: DEFAULT_LAYERS, selection: null };

const FILLS: readonly GridFill[] = ['none', 'load', 'coverage', 'risk'];
const KINDS: readonly SelectionKind[] = ['area', 'grid', 'building', 'post', 'patrol', 'gap', 'report'];
const SWITCHES = Object.keys(DEFAULT_LAYERS) as readonly LayerSwitch[];

export function parseLook(params: URLSearchParams): Look {
	const fill = params.get('fill') as GridFill | null;
	return {
		areaId: wholeNumber(params.get('area')),
		camera: parseCamera(params.get('at')),
		fill: fill !== null && FILLS.includes(fill) ? fill : DEFAULT_LOOK.fill,
		layers: parseLayers(params.get('show')),
		selection: parseSelection(params.get('sel'))
	};
}

/** Writes the look into the parameters and leaves every other parameter as it is. */
export function printLook(look: Look, params: URLSearchParams = new URLSearchParams()): URLSearchParams {
	const out = new URLSearchParams(params);
	const set = (key: string, value: string | null): void => (value === null ? out.delete(key) : out.set(key, value));
	set('area', look.areaId === null ? null : String(look.areaId));
	set('at', look.camera && printCamera(look.camera));
	set('fill', look.fill === DEFAULT_LOOK.fill ? null : look.fill);
	const on = SWITCHES.filter((layer) => look.layers[layer]);
	const usual = SWITCHES.every((layer) => look.layers[layer] === DEFAULT_LAYERS[layer]);
	set('show', usual ? null : on.length === 0 ? 'none' : on.join(','));
	set('sel', look.selection && `${look.selection.kind}:${look.selection.id}`);
	return out;
}

/** The query as it is read by people: commas and colons as they are. */
export function lookQuery(look: Look, params?: URLSearchParams): string {
	const query = printLook(look, params).toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
	return query === '' ? '' : `?${query}`;
}

function printCamera(camera: Camera): string {
	const numbers = [camera.lng.toFixed(7), camera.lat.toFixed(7), camera.zoom.toFixed(2)];
	if (camera.bearing !== 0 || camera.pitch !== 0) numbers.push(camera.bearing.toFixed(1), camera.pitch.toFixed(1));
	return numbers.map((n) => String(Number(n))).join(',');
}

function parseCamera(text: string | null): Camera | null {
	const numbers = text?.split(',').map((part) => (part.trim() === '' ? NaN : Number(part))) ?? [];
	if ((numbers.length !== 3 && numbers.length !== 5) || numbers.some((n) => !Number.isFinite(n))) return null;
	const [lng, lat, zoom, bearing = 0, pitch = 0] = numbers as [number, number, number, number?, number?];
	if (Math.abs(lng) > 180 || Math.abs(lat) > 85.1 || zoom < 0 || zoom > 24 || Math.abs(bearing) > 360 || pitch < 0 || pitch > 85)
		return null;
	return { lng, lat, zoom, bearing, pitch };
}

function parseLayers(text: string | null): Look['layers'] {
	if (text === null) return DEFAULT_LAYERS;
	const on = text.split(',');
	if (text !== 'none' && !on.some((layer) => (SWITCHES as readonly string[]).includes(layer))) return DEFAULT_LAYERS;
	return Object.fromEntries(SWITCHES.map((layer) => [layer, on.includes(layer)])) as Record<LayerSwitch, boolean>;
}

function parseSelection(text: string | null): Selection | null {
	const [kind, id] = text?.split(':') ?? [];
	const row = wholeNumber(id ?? null);
	return row !== null && (KINDS as readonly (string | undefined)[]).includes(kind) ? { kind: kind as SelectionKind, id: row } : null;
}

const wholeNumber = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null);
