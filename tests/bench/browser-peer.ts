/**
 * Runs in the browser for `browser.bench.ts`: bare deck.gl over no map, with the same buildings and the same messages, as its guide to performance
 * advises: binary attributes, buildings given once, one array of places that each message changes and hands over as new data.
 */
import { Deck, MapView } from '@deck.gl/core';
import { ScatterplotLayer, SolidPolygonLayer } from '@deck.gl/layers';
import { io } from 'socket.io-client';
import { unpackFootprints, type Footprints } from '#lib/wire/footprints.ts';

const asked = new URLSearchParams(location.search);
const of = (name: string): number => Number(asked.get(name));
const HEADER_BYTES = 24;
const POSITION_BYTES = 24;

const footprints = unpackFootprints(await (await fetch(`/api/areas/${of('area')}/buildings`)).arrayBuffer());
const buildings = new SolidPolygonLayer({
	id: 'buildings',
	data: outlines(footprints) as never,
	_normalize: false,
	positionFormat: 'XY',
	getFillColor: [120, 140, 160]
});
const canvas = document.querySelector('canvas')!;
const deck = await new Promise<Deck<MapView>>((loaded) => {
	const opened: Deck<MapView> = new Deck<MapView>({
		canvas,
		width: of('width'),
		height: of('height'),
		useDevicePixels: false,
		views: new MapView(),
		viewState: { longitude: of('lng'), latitude: of('lat'), zoom: of('zoom') } as never,
		layers: [buildings],
		onLoad: () => loaded(opened)
	});
});

const places = new Float32Array(of('people') * 2);
const rows = new Map<number, number>();

function take(bytes: ArrayBuffer): void {
	const view = new DataView(bytes);
	const n = view.getUint32(16, true);
	for (let i = 0, at = HEADER_BYTES; i < n; i++, at += POSITION_BYTES) {
		const no = view.getUint32(at, true);
		let row = rows.get(no);
		if (row === undefined) rows.set(no, (row = rows.size));
		places[row * 2] = view.getInt32(at + 4, true) / 1e7;
		places[row * 2 + 1] = view.getInt32(at + 8, true) / 1e7;
	}
	if (n === 0) return;
	deck.setProps({
		layers: [
			buildings,
			new ScatterplotLayer({
				id: 'patrols',
				data: { length: rows.size, attributes: { getPosition: { value: places, size: 2 } } } as never,
				positionFormat: 'XY',
				radiusUnits: 'pixels',
				getRadius: 4.6,
				getFillColor: [255, 255, 255]
			})
		]
	});
}

const socket = io({ transports: ['websocket'] });
socket.on('tick', take);
socket.emit('join', { areaId: of('area'), lastSeq: null }, ({ tick }: { tick: ArrayBuffer }) => {
	take(tick);
	requestAnimationFrame(() => requestAnimationFrame(() => (document.title = 'drawn')));
});

/** Outer rings, as deck.gl takes them without a look at each. */
function outlines({ count, ringStart, pointStart, lngLatE7 }: Footprints): object {
	const startIndices = new Uint32Array(count + 1);
	for (let row = 0; row < count; row++)
		startIndices[row + 1] = startIndices[row]! + pointStart[ringStart[row]! + 1]! - pointStart[ringStart[row]!]!;
	const value = new Float64Array(startIndices[count]! * 2);
	for (let row = 0, at = 0; row < count; row++)
		for (let p = pointStart[ringStart[row]!]! * 2; p < pointStart[ringStart[row]! + 1]! * 2; p++) value[at++] = lngLatE7[p]! / 1e7;
	return { length: count, startIndices, attributes: { getPolygon: { value, size: 2 } } };
}
