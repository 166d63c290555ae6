/** `draft-grids`: draws grids of equal work for ground that has none, from files alone; no database. */
import { basename } from 'node:path';
import { ringProblem } from '../lib/geo/ring-problem.ts';
import { type Draft, type DraftBuilding, draftGrids } from '../lib/plan/draft/draft-grids.ts';
import { type FollowLine, followLinesOf } from '../lib/plan/draft/follow-lines.ts';
import { textOf } from '../lib/server/actions/import-property.ts';
import { draftRefusal, partitionWords } from '../lib/words/partition.ts';
import { trackWords } from '../lib/words/tracks.ts';
import { featureLine } from './feature-line.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import { type Options, readOptions } from './options.ts';
import { compoundsByPlace, loadOf, readLayer } from './read-layer.ts';
import { CallError, type Verb } from './verb.ts';
import { writeWhole } from './write-whole.ts';

/** Rounds of 2,000 offers: at least, and for each piece of ground. A second for a district of 2,000 buildings. */
const ROUNDS = 4000;
const ROUNDS_A_PIECE = 2;

export const verb: Verb = {
	summary: 'draw grids of equal work for a district that has none · 为没有网格的区起草网格',
	usage: `npm run -s cli -- draft-grids --boundary FILE --buildings FILE [--roads FILE] --grids K --out FILE
                              [--compounds FILE] [--landuse FILE] [--weight-property NAME] [--max-imbalance X]
                              [--seed N] [--rounds N] [--seconds S] [--lang zh|en]

  --boundary FILE         GeoJSON: the ground to divide (Polygon, MultiPolygon); its "code" begins the codes of the grids
  --buildings FILE        GeoJSON: footprints, each of which stays whole; those with the same "compound" stay in one grid, but for a compound
                          that is more than a grid may hold; such are counted
  --roads FILE            GeoJSON: lines to follow, told apart by "highway", "waterway", "natural", "railway" and "barrier"
  --compounds FILE        GeoJSON: walled housing (Polygon, MultiPolygon) with "id": buildings inside are of it, its walls are lines to follow
  --landuse FILE          GeoJSON: surfaces such as water, whose edges are lines to follow
  --grids K               how many grids
  --weight-property NAME  the load of a building; households unless told
  --max-imbalance X       0.03 unless told: no grid has more than 1.03 × the mean load, where whole buildings allow it
  --seed N                1 unless told; the same files, seed, K and rounds give the same file
  --rounds N              how long to search: ${ROUNDS} rounds or more unless told
  --seconds S             instead of rounds: at most so long for the search; the same file is then not promised
  --out FILE              gets the grids as GeoJSON: "code", "name", "risk", "load", "households", "buildings"

The grids tile the boundary exactly (check-grids finds nothing), each is one Polygon, and no border cuts a building. Buildings outside are left out
and counted. Exit status: 0 done, 1 written but some grid is above the limit (how much of that whole buildings and compounds force is told
beside it), 2 the call or a file cannot be used.`,

	async run(args) {
		const options = readOptions(args, {
			texts: [
				...[
					'boundary',
					'buildings',
					'roads',
					'compounds',
					'landuse',
					'grids',
					'weight-property',
					'max-imbalance',
					'seed',
					'rounds',
					'seconds',
					'out'
				]
			],
			flags: []
		});
		const { language } = options;
		const [boundaryFile, buildingsFile, out] = [options.needed('boundary'), options.needed('buildings'), options.needed('out')];
		const roadsFile = options.text('roads');
		const grids = numberOption(options, 'grids', { whole: true, from: 1 }, partitionWords.wantedParts);
		const maxImbalance = numberOption(options, 'max-imbalance', { from: 0, or: 0.03 }, partitionWords.wantedShare);
		const seed = numberOption(options, 'seed', { whole: true, from: 0, to: 2 ** 32 - 1, or: 1 }, partitionWords.wantedSeed);
		const rounds = numberOption(options, 'rounds', { whole: true, from: 1, or: 0 }, partitionWords.wantedParts);
		const seconds = numberOption(options, 'seconds', { above: 0, or: 0 }, partitionWords.wantedSeconds);
		const property = options.text('weight-property') ?? 'households';

		const bad: string[] = [];
		const boundary = await readLayer(boundaryFile, ['Polygon', 'MultiPolygon'], language, bad);
		for (const { raw, shape } of boundary) {
			const problem = ringProblem(shape);
			const kind = problem?.kind === 'empty' ? 'no-coordinates' : problem?.kind;
			if (problem && kind) bad.push(featureLine(basename(boundaryFile), { ...raw, id: null, kind, at: problem.at }, language));
		}
		const buildings = await readLayer(buildingsFile, ['Polygon', 'MultiPolygon'], language, bad);
		const loads = buildings.map(({ raw, properties }) => {
			const load = loadOf(properties[property]);
			if (load === 'wrong') {
				const detail = { name: property, found: String(properties[property]).slice(0, 40), wanted: '0…' };
				bad.push(featureLine(basename(buildingsFile), { ...raw, id: null, kind: 'property-malformed', detail }, language));
			}
			return load === 'wrong' ? null : load;
		});
		const roads =
			roadsFile === undefined
				? []
				: await readLayer(roadsFile, ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'Point'], language, bad);
		const optional = (
			name: string
		): ReturnType<typeof readLayer<'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon' | 'Point'>> => {
			const file = options.text(name);
			return file === undefined
				? Promise.resolve([])
				: readLayer(file, ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'Point'], language, bad);
		};
		const [compounds, landuse] = [await optional('compounds'), await optional('landuse')];
		if (bad.length > 0) throw new CallError(bad.join('\n'));
		const compoundAt = compoundsByPlace(compounds);

		const bare = loads.filter((load) => load === null).length;
		const request = {
			boundary: boundary.map(({ shape }) => shape),
			buildings: buildings.map(({ shape, properties }, i): DraftBuilding => {
				const compound = textOf(properties, 'compound', 'compoundId');
				return { shape, load: loads[i] ?? 0, compound: compound === '' ? compoundAt(shape) : compound };
			}),
			follow: [
				...[...roads, ...landuse].flatMap(({ shape, properties }): readonly FollowLine[] => followLinesOf(shape, properties)),
				...compounds.flatMap(({ shape }): readonly FollowLine[] => followLinesOf(shape, { barrier: 'wall' }))
			],
			grids,
			maxImbalance,
			community: communityOf(boundary.map(({ properties }) => textOf(properties, 'code'))[0] ?? ''),
			seed
		};
		const byRounds = (asked: number, atoms: number): number => asked / (rounds || Math.max(ROUNDS, atoms * ROUNDS_A_PIECE));
		let since: number | null = null;
		const byClock = (): number => (performance.now() - (since ??= performance.now())) / (seconds * 1000);
		const drafted = draftGrids({ ...request, spent: seconds > 0 ? byClock : byRounds });
		if (!drafted.ok) {
			const { kind, detail } = drafted.problem;
			throw new CallError(told(draftRefusal[kind], language, detail));
		}
		const draft = drafted.value;
		const households = buildings.map(({ properties }) => loadOf(properties['households']));
		await writeWhole([{ path: out, pieces: geojson(draft, households) }]).catch((error: NodeJS.ErrnoException) => {
			throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
		});
		return report(draft, buildings.length, { bare, property, maxImbalance }, options);
	}
};

/** Twelve digits: those of the boundary's code, and the first street and community where it names none. */
function communityOf(code: string): string {
	const digits = /^\d{6,}$/.test(code) ? code.slice(0, code.length >= 12 ? 12 : code.length >= 9 ? 9 : 6) : '000000';
	return digits.length === 12 ? digits : `${digits}${digits.length === 9 ? '001' : '001001'}`;
}

function* geojson({ grids }: Draft, households: readonly (number | null | 'wrong')[]): Generator<string> {
	yield '{"type":"FeatureCollection","features":[\n';
	for (const [i, { code, shape, load, buildings }] of grids.entries()) {
		const properties = {
			code,
			name: `第${i + 1}网格`,
			risk: 'low',
			load,
			households: buildings.reduce((sum, b) => sum + (typeof households[b] === 'number' ? households[b] : 0), 0),
			buildings: buildings.length
		};
		yield `${i === 0 ? '' : ',\n'}${JSON.stringify({ type: 'Feature', properties, geometry: shape })}`;
	}
	yield '\n]}\n';
}

function report(
	draft: Draft,
	buildings: number,
	{ bare, property, maxImbalance }: { readonly bare: number; readonly property: string; readonly maxImbalance: number },
	{ language }: Options
): number {
	const { grids, outside, imbalance, heaviestAtom, forced, follows } = draft;
	const percent = (share: number): string => (share * 100).toFixed(2);
	console.log(
		told(partitionWords.drafted, language, {
			grids: grids.length,
			buildings: buildings - outside.length,
			imbalance: percent(imbalance),
			follows: Math.round(follows * 100),
			seconds: (performance.now() / 1000).toFixed(1)
		})
	);
	if (outside.length > 0) console.log(told(partitionWords.outside, language, { count: outside.length }));
	if (draft.partedCompounds.length > 0)
		console.log(
			told(partitionWords.parted, language, {
				count: draft.partedCompounds.length,
				names: draft.partedCompounds.slice(0, 5).join(language === 'zh' ? '、' : ', ')
			})
		);
	if (bare > 0) console.log(told(partitionWords.noWeight, language, { count: bare, name: property }));
	const mean = grids.reduce((sum, { load }) => sum + load, 0) / grids.length;
	if (imbalance <= maxImbalance + 1e-9) return 0;
	const values = { forced: percent(forced), load: Math.round(heaviestAtom), mean: Math.round(mean) };
	console.log(told(partitionWords.forced, language, values));
	return 1;
}
