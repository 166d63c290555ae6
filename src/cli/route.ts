/** `route`: the walk past stops along streets, for one person or a squad; or a short tour of a TSPLIB file, to be measured against published optima. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readTsplib } from '../lib/duty/route/read-tsplib.ts';
import { shortestTour } from '../lib/duty/route/shortest-tour.ts';
import { fileWords } from '../lib/words/import.ts';
import { partitionWords } from '../lib/words/partition.ts';
import { routeWords, tsplibRefusal } from '../lib/words/route.ts';
import { trackWords } from '../lib/words/tracks.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import { type Options, readOptions } from './options.ts';
import { spentOf } from './partition-clock.ts';
import { routeOfStops } from './route-stops.ts';
import { CallError, type Verb } from './verb.ts';
import { writeWhole } from './write-whole.ts';

const SECONDS = 1;

export const verb: Verb = {
	summary: 'plan a walk past stops, most overdue first · 规划步行路线，最久未到的先走',
	usage: `npm run -s cli -- route --stops FILE [--roads FILE] [--start LNG,LAT] [--end LNG,LAT] [--minutes M] [--people K]
                        [--speed-m-per-min V] [--seed N] [--seconds S | --rounds N] [--gpx FILE] --out FILE [--lang zh|en]
npm run -s cli -- route --tsplib FILE --seconds S --out FILE [--seed N] [--rounds N] [--lang zh|en]

  --stops FILE           GeoJSON: points, or buildings, which are reached where they are nearest to a road. Properties read: "id", "name",
                         "kind", "serviceMinutes", "priority" (1 unless told), "overdueMinutes" or "lastSeenAt" (ISO 8601), "risk"
  --roads FILE           GeoJSON: lines to walk along, joined where they meet, but not over or under a bridge; motorways are left out
  --start LNG,LAT        where everyone sets out; --end where they finish, the start unless told
  --minutes M            at most so long: the most overdue is seen first, what does not fit is listed with its reason
  --people K             split among K people so that the longest walk is short; 1 unless told
  --speed-m-per-min V    walking speed; the rule set's unless told
  --at INSTANT           the moment from which "lastSeenAt" is reckoned; now unless told
  --gpx FILE             gets the same as GPX 1.1, a track and way points for each person
  --out FILE             gets a LineString for each person and a Point for each stop: "order", "person", "etaMinutes"; skipped ones with a "reason"

  --tsplib FILE          a symmetric TSPLIB problem; --out gets a TSPLIB tour
  --seconds S            time to search, ${SECONDS} unless told; --rounds N instead: the same seed and rounds then give the same file
  --seed N               1 unless told

Exit status: 0 done, 1 done but with stops left out or roads in pieces, 2 the call or a file cannot be used.`,

	async run(args) {
		const options = readOptions(args, {
			texts: [
				...['tsplib', 'stops', 'roads', 'start', 'end', 'minutes', 'people', 'speed-m-per-min', 'at', 'gpx'],
				...['seconds', 'rounds', 'seed', 'out']
			],
			flags: []
		});
		const { language } = options;
		const tsplib = options.text('tsplib');
		if (tsplib !== undefined && options.text('stops') !== undefined) throw new CallError(told(routeWords.both, language));
		if (tsplib === undefined && options.text('stops') === undefined) throw new CallError(told(routeWords.neither, language));
		return tsplib === undefined ? routeOfStops(options) : tourOfTsplib(tsplib, options);
	}
};

async function tourOfTsplib(file: string, options: Options): Promise<number> {
	const { language } = options;
	const out = options.needed('out');
	const rounds = numberOption(options, 'rounds', { whole: true, from: 1, or: 0 }, partitionWords.wantedParts);
	const seconds = numberOption(options, 'seconds', { above: 0, or: SECONDS }, partitionWords.wantedSeconds);
	const seed = numberOption(options, 'seed', { whole: true, from: 0, to: 2 ** 32 - 1, or: 1 }, partitionWords.wantedSeed);
	const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
		throw new CallError(
			error.code === 'ENOENT'
				? told(fileWords.fileMissing, language, { file })
				: told(fileWords.fileUnreadable, language, { file, reason: error.code ?? error.message })
		);
	});
	const read = readTsplib(text);
	if (!read.ok) {
		const { kind, detail } = read.problem;
		throw new CallError(told(partitionWords.graph, language, { file: basename(file), why: told(tsplibRefusal[kind], language, detail) }));
	}
	const { name, count, distance, plane, names } = read.value;
	// The search alone is timed: neighbours, first tour, exchanges.
	const from = performance.now();
	const spent = spentOf({ untilMs: performance.timeOrigin + from + seconds * 1000, rounds });
	const tour = shortestTour({ count, distance, plane, seed, spent });
	const took = (performance.now() - from) / 1000;
	await writeWhole([{ path: out, pieces: tourLines(name || basename(file), tour.length, tour.order, names) }]).catch(
		(error: NodeJS.ErrnoException) => {
			throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
		}
	);
	console.log(
		told(routeWords.tour, language, {
			file: basename(file),
			count,
			length: tour.length,
			seconds: took.toFixed(2),
			rounds: tour.rounds
		})
	);
	return 0;
}

function* tourLines(name: string, length: number, order: Int32Array, names: Int32Array): Generator<string> {
	yield `NAME : ${name}.tour\nCOMMENT : Length ${length}\nTYPE : TOUR\nDIMENSION : ${order.length}\nTOUR_SECTION\n`;
	for (const i of order) yield `${names[i]!}\n`;
	yield '-1\nEOF\n';
}
