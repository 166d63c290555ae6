/** A route as GPX 1.1, for any map or watch: way points in the order of the walk and a track for each person. */
import type { Route, RouteStop } from './plan-route.ts';

const escaped = (text: string): string =>
	text
		// Characters that XML 1.0 has no way to write.
		.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');

/** @param named what a person's track and a stop without a name are called */
export function routeGpx(
	route: Route,
	stops: readonly Pick<RouteStop, 'name'>[],
	named: { readonly track: (person: number) => string; readonly stop: (order: number) => string }
): string {
	const points = route.people.flatMap(({ visits }, person) =>
		visits.map(({ stop, at }, i) => {
			const name = stops[stop]!.name || named.stop(i + 1);
			const order = route.people.length > 1 ? `${person + 1}-${i + 1}` : `${i + 1}`;
			return `\t<wpt lat="${at[1]}" lon="${at[0]}"><name>${escaped(`${order} ${name}`)}</name></wpt>`;
		})
	);
	const tracks = route.people.flatMap(({ line }, person) =>
		line.length === 0
			? []
			: [
					`\t<trk><name>${escaped(named.track(person + 1))}</name><trkseg>`,
					...line.map(([lng, lat]) => `\t\t<trkpt lat="${lat}" lon="${lng}"/>`),
					'\t</trkseg></trk>'
				]
	);
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<gpx version="1.1" creator="Gridkeeper" xmlns="http://www.topografix.com/GPX/1/1">',
		...points,
		...tracks,
		'</gpx>',
		''
	].join('\n');
}
