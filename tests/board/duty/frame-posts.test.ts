/** A map that opens on some places shows all of them, beside what covers it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aroundPlaces, cameraAround } from '#lib/board/duty/frame-posts.ts';
import type { Position } from '#lib/geo/position.ts';

/** Web Mercator as EPSG:3857 writes it down: metres, then px at a zoom. */
function onScreen([lng, lat]: Position, camera: ReturnType<typeof cameraAround>, size: { width: number; height: number }) {
	const metres = (at: Position): [number, number] => [
		(at[0] * Math.PI * 6_378_137) / 180,
		6_378_137 * Math.asinh(Math.tan((at[1] * Math.PI) / 180))
	];
	const pxPerM = (512 * 2 ** camera.zoom) / (2 * Math.PI * 6_378_137);
	const [[x, y], [cx, cy]] = [metres([lng, lat]), metres([camera.lng, camera.lat])];
	return { x: size.width / 2 + (x - cx) * pxPerM, y: size.height / 2 - (y - cy) * pxPerM };
}

test('every place is in sight and none under a panel', () => {
	const place = fc.tuple(fc.double({ min: 118.7, max: 118.9, noNaN: true }), fc.double({ min: 31.9, max: 32.1, noNaN: true }));
	const size = { width: 640, height: 900 };
	const padding = { top: 106, right: 20, bottom: 70, left: 0 };
	fc.assert(
		fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
			const camera = cameraAround(aroundPlaces(places), size, padding);
			for (const one of places) {
				const { x, y } = onScreen(one, camera, size);
				expect(x).toBeGreaterThanOrEqual(padding.left);
				expect(x).toBeLessThanOrEqual(size.width - padding.right);
				expect(y).toBeGreaterThanOrEqual(padding.top);
				expect(y).toBeLessThanOrEqual(size.height - padding.bottom);
			}
		})
	);
});
