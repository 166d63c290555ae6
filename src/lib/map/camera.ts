/** The camera as the URL holds it, and where a map starts. */
import type { Map as MapLibreMap, MapOptions } from 'maplibre-gl';
import type { Camera } from '#lib/board/look.ts';
import type { MapViewProps } from './map-view-props.ts';

export function cameraOf(map: MapLibreMap): Camera {
	const centre = map.getCenter();
	return { lng: centre.lng, lat: centre.lat, zoom: map.getZoom(), bearing: map.getBearing(), pitch: map.getPitch() };
}

/** The camera of the link, or the whole area. */
export function startOf({ look, board: { picture }, padding, wall }: MapViewProps): Partial<MapOptions> {
	if (look.camera) {
		const { lng, lat, zoom, bearing, pitch } = look.camera;
		return { center: [lng, lat], zoom, bearing, pitch };
	}
	const bbox = (picture.areas.find((area) => area.id === picture.areaId) ?? picture.areas[0])?.bbox;
	if (!bbox) return { center: [0, 0], zoom: 9 };
	const edge = wall ? 14 * wall.scale : 24;
	return {
		bounds: [
			[bbox[0], bbox[1]],
			[bbox[2], bbox[3]]
		],
		fitBoundsOptions: {
			padding: {
				top: (padding?.top ?? 0) + edge,
				right: (padding?.right ?? 0) + edge,
				bottom: (padding?.bottom ?? 0) + edge,
				left: (padding?.left ?? 0) + edge
			}
		}
	};
}
