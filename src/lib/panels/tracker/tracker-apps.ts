/** How each tracker app is set up for one token: what it scans, and what a person types into which field. Sources: the apps' own documentation and code. */
import type { TrackerWord } from '#lib/words/tracker.ts';

/** A field as the app calls it (a word of ours, or the app's own), and what goes into it. */
export interface TrackerField {
	readonly field: TrackerWord;
	/** Exactly so; or a word, where the app offers a choice. */
	readonly value: string | { readonly word: TrackerWord; readonly n?: number };
}

export interface TrackerApp {
	readonly name: string;
	readonly runsOn: string;
	/** What a QR code says that sets the app up by itself; null where it has no such way. */
	readonly qr: { readonly text: string; readonly by: 'scan' | 'scan-camera' } | null;
	readonly fields: readonly TrackerField[];
}

const INTERVAL_S = 10;
const DISTANCE_M = 10;
const BATCH = 200;
const BUFFER_MIN = 60;

/** @param origin `https://grid.example.cn` */
export function trackerApps(origin: string, token: string): readonly TrackerApp[] {
	const osmand = `${origin}/ingest/osmand`;
	const owntracks = `${origin}/ingest/owntracks`;
	const overland = `${origin}/ingest/overland`;
	const configuration = {
		...{ _type: 'configuration', mode: 3, url: owntracks, auth: true, username: 'gridkeeper', password: token },
		...{ tid: token.slice(0, 2), monitoring: 2, locatorInterval: INTERVAL_S, locatorDisplacement: DISTANCE_M }
	};
	return [
		{
			name: 'Traccar Client',
			runsOn: 'Android, iOS',
			qr: {
				text: `${osmand}?id=${token}&accuracy=high&interval=${INTERVAL_S}&distance=${DISTANCE_M}&buffer=true`,
				by: 'scan'
			},
			fields: [
				{ field: 'device-id', value: token },
				{ field: 'server-url', value: osmand },
				{ field: 'accuracy', value: { word: 'high' } },
				{ field: 'distance', value: { word: 'metres', n: DISTANCE_M } },
				{ field: 'interval', value: { word: 'seconds', n: INTERVAL_S } },
				{ field: 'buffer', value: { word: 'on' } }
			]
		},
		{
			name: 'OwnTracks',
			runsOn: 'Android, iOS',
			qr: { text: `owntracks:///config?inline=${base64(JSON.stringify(configuration))}`, by: 'scan-camera' },
			fields: [
				{ field: 'mode', value: { word: 'http-mode' } },
				{ field: 'url', value: owntracks },
				{ field: 'user', value: 'gridkeeper' },
				{ field: 'password', value: token },
				{ field: 'tracker-id', value: token.slice(0, 2) }
			]
		},
		{
			name: 'Overland',
			runsOn: 'iOS',
			qr: {
				text: `overland://setup?url=${encodeURIComponent(overland)}&token=${encodeURIComponent(token)}`,
				by: 'scan-camera'
			},
			fields: [
				{ field: 'receiver-url', value: overland },
				{ field: 'access-token', value: token },
				{ field: 'device-name', value: { word: 'empty' } },
				{ field: 'batch', value: String(BATCH) }
			]
		},
		{
			name: 'GPSLogger',
			runsOn: 'Android',
			qr: null,
			fields: [
				{ field: 'custom-url', value: { word: 'on' } },
				{
					field: 'url',
					value: `${origin}/ingest/gpslogger?lat=%LAT&lon=%LON&acc=%ACC&spd=%SPD&dir=%DIR&batt=%BATT&time=%TIME&ser=${token}`
				},
				{ field: 'method', value: 'GET' },
				{ field: 'offline-too', value: { word: 'off' } },
				{ field: 'interval', value: { word: 'seconds', n: INTERVAL_S } }
			]
		},
		{
			name: 'OsmAnd',
			runsOn: 'Android, iOS',
			qr: null,
			// Its speed is in another unit than this form's, and is left out.
			fields: [
				{ field: 'web-address', value: `${osmand}?id=${token}&lat={0}&lon={1}&timestamp={2}&hdop={3}&bearing={6}` },
				{ field: 'interval', value: { word: 'seconds', n: INTERVAL_S } },
				{ field: 'time-buffer', value: { word: 'minutes', n: BUFFER_MIN } }
			]
		}
	];
}

/** The apps take the ordinary alphabet; within an address its `+` and `/` are escaped. */
const base64 = (text: string): string => encodeURIComponent(btoa(String.fromCharCode(...new TextEncoder().encode(text))));
