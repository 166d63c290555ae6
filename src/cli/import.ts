/** `import`: a real district from GeoJSON files into the database, whether or not a server is running on it. */
import { basename } from 'node:path';
import { DATUMS, type Datum } from '../lib/geo/datum.ts';
import { IMPORT_DEFAULTS } from '../lib/server/actions/import-defaults.ts';
import { importDistrict, readDistrict, type ImportProblem, type Imported } from '../lib/server/actions/import-district.ts';
import { LAYERS, type Layer, type RawFeature, type Refusal } from '../lib/server/actions/import-feature.ts';
import { fileWords, gridFault, layerWords } from '../lib/words/import.ts';
import type { Language } from '../lib/words/words.ts';
import { featureLine, placeWords } from './feature-line.ts';
import { told } from './language.ts';
import { readOptions, type Options } from './options.ts';
import { progressLine } from './progress-line.ts';
import { readGeojson } from './read-geojson.ts';
import { CallError, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const NEEDED: readonly Layer[] = ['boundary', 'grids', 'buildings', 'roads', 'posts'];

export const verb: Verb = {
	summary: 'load a real district from GeoJSON files · 导入真实的区',
	usage: `npm run -s cli -- import --boundary FILE --grids FILE --buildings FILE --roads FILE --posts FILE
                         [--pois FILE] [--landuse FILE] [--compounds FILE] [--datum wgs84|gcj02|bd09] [--name NAME]
                         [--attribution TEXT] [--strict] [--replace] [--lang zh|en]

  --boundary FILE    the district: Polygon or MultiPolygon, "code" (6 digits), "name"
  --grids FILE       surfaces with "code" (15 digits), "name", "risk" (low, medium, high); may name "street" and "community",
                     and count isolatedHousehold, enterprise, openCase
  --buildings FILE   surfaces with "id", "households", "residents", "floors" or "building:levels", "units", "name", "building", "compound"
  --roads FILE       lines with "highway", "name", "bridge"
  --posts FILE       points with "id" or "code", "kind" (checkpoint, dissuasion, sampling, vaccination), "name", "required"
  --pois FILE        points with "name" and what they are (amenity, shop, tourism …)
  --landuse FILE     surfaces and lines with landuse, natural, water, waterway, leisure or amenity
  --compounds FILE   walled housing: surfaces with "id" (as "compound" of the buildings names it), "name", "kind" (managed, unit-run, open,
                     unmanaged), "company", "gates"; a building that names none is of the one it stands in
  --datum NAME       what the coordinates are in; gcj02 (Amap, Tencent) and bd09 (Baidu) are turned into WGS-84
  --name NAME        the district's name, instead of the boundary's
  --attribution TEXT whose data it is, shown wherever it is drawn
  --strict           nothing is imported if a single feature is refused
  --replace          a district with the same code goes first, with its devices, tracks and history; accounts keep their grants

Features that cannot be used are refused one by one and told with their place; the rest goes into the database in one transaction, or nothing
of it. Grids that overlap or leave holes become a draft plan with its faults, which is not in effect. Streets and communities come from the codes.
Exit status: 0 all was loaded, 1 something was refused or the plan is a draft, 2 nothing was loaded.`,

	async run(args) {
		const options = readOptions(args, {
			texts: [...LAYERS, 'datum', 'name', 'attribution'],
			flags: ['strict', 'replace']
		});
		const { language } = options;
		const datum = readDatum(options);
		for (const layer of NEEDED) options.needed(layer);
		const line = progressLine(process.stderr);
		try {
			const layers = await readLayers(options, line.say);
			line.say(told(fileWords.checking, language));
			const osm = options.text('attribution') === undefined && fromOpenStreetMap(layers);
			const attribution = options.text('attribution') ?? (osm ? '© OpenStreetMap contributors' : undefined);
			const name = options.text('name');
			const read = readDistrict({
				layers,
				datum,
				...(name === undefined ? {} : { name }),
				...(attribution === undefined ? {} : { attribution })
			});
			if (!read.ok) return refuse(read.problem, options, line.end);
			return await withDatabase(async (db) => {
				const imported = await importDistrict(db, read.value, {
					nowMs: Date.now(),
					strict: options.flag('strict'),
					replace: options.flag('replace'),
					progress: (step, done, of) =>
						line.say(bar(done, of) + told(fileWords.saving, language, { step: told(layerWords[step], language), done, of }))
				});
				if (!imported.ok) return refuse(imported.problem, options, line.end);
				line.end();
				report(imported.value, options, osm);
				return imported.value.refusals.length === 0 && imported.value.state === 'effective' ? 0 : 1;
			});
		} finally {
			line.end();
		}
	}
};

function readDatum({ language, text }: Options): Datum {
	const given = text('datum') ?? 'wgs84';
	const datum = DATUMS.find((known) => known === given);
	if (datum) return datum;
	throw new CallError(told(fileWords.optionValue, language, { option: '--datum', found: given, wanted: DATUMS.join(' | ') }));
}

async function readLayers(options: Options, say: (line: string) => void): Promise<Record<Layer, RawFeature[]>> {
	const layers = Object.fromEntries(LAYERS.map((layer) => [layer, []])) as unknown as Record<Layer, RawFeature[]>;
	const bad: string[] = [];
	for (const layer of LAYERS) {
		const file = options.text(layer);
		if (file === undefined) continue;
		say(told(fileWords.reading, options.language, { file: basename(file) }));
		try {
			layers[layer] = await readGeojson(file, options.language);
		} catch (error) {
			// All files that cannot be used are told at once.
			if (!(error instanceof CallError)) throw error;
			bad.push(error.message);
		}
	}
	if (bad.length > 0) throw new CallError(bad.join('\n'));
	return layers;
}

/** OpenStreetMap's ids give its data away: `way/123`, `node/…`, `relation/…`. */
function fromOpenStreetMap(layers: Readonly<Record<Layer, readonly RawFeature[]>>): boolean {
	const isOsm = ({ value }: RawFeature): boolean => {
		const feature = value as { id?: unknown; properties?: { id?: unknown; '@id'?: unknown } | null } | null;
		const id = feature?.id ?? feature?.properties?.id ?? feature?.properties?.['@id'];
		return typeof id === 'string' && /^(node|way|relation)\/\d+$/.test(id);
	};
	return [layers.buildings, layers.roads, layers.landuse, layers.pois].some((features) => features.some(isOsm));
}

const BAR = 24;
/** Only where it can be redrawn; a log gets the words alone. */
function bar(done: number, of: number): string {
	if (!process.stderr.isTTY) return '';
	const filled = of === 0 ? BAR : Math.round((done / of) * BAR);
	return `[${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] `;
}

/** Nothing was loaded. */
function refuse(problem: ImportProblem, options: Options, end: () => void): number {
	end();
	console.error(told(fileWords[problem.kind], options.language, problem.detail));
	tellRefusals(problem.refusals, options, console.error);
	return 2;
}

function tellRefusals(refusals: readonly Refusal[], options: Options, say: (line: string) => void): void {
	if (refusals.length === 0) return;
	say(told(fileWords.refusedTitle, options.language, { count: refusals.length }));
	for (const refusal of refusals) say(`  ${featureLine(basename(options.text(refusal.layer) ?? ''), refusal, options.language)}`);
}

function report({ source, refusals, check, state, replaced }: Imported, options: Options, osm: boolean): void {
	const { language } = options;
	const say = (line: string): void => console.log(line);
	say(told(replaced ? fileWords.replaced : fileWords.loaded, language, { name: source.name, code: source.code }));
	const loaded: Readonly<Record<Layer, number>> = {
		boundary: 1,
		grids: source.grids.length,
		buildings: source.buildings.length,
		roads: source.roads.length,
		posts: source.posts.length,
		pois: source.pois.length,
		landuse: source.landuse.length,
		compounds: source.compounds.length
	};
	for (const layer of LAYERS) {
		// Buildings may name compounds that no file draws.
		if (options.text(layer) === undefined && (layer !== 'compounds' || loaded.compounds === 0)) continue;
		const refused = refusals.filter((refusal) => refusal.layer === layer).length;
		say(told(fileWords.layerLine, language, { layer: told(layerWords[layer], language), loaded: loaded[layer], refused }));
	}
	const [streets, communities] = [1, 2].map((depth) => source.areas.filter((area) => area.depth === depth).length);
	say(told(fileWords.areasLine, language, { streets: streets ?? 0, communities: communities ?? 0 }));
	if (state === 'effective') say(told(fileWords.planEffective, language));
	else tellFaults(check.faults, language, say);
	if (check.warnings.length > 0) say(told(fileWords.warningLine, language, { count: check.warnings.length }));
	say(told(fileWords.defaultsLine, language, { ...IMPORT_DEFAULTS }));
	if (osm) say(told(fileWords.osmLine, language));
	tellRefusals(refusals, options, say);
}

function tellFaults(faults: Imported['check']['faults'], language: Language, say: (line: string) => void): void {
	say(told(fileWords.planDraft, language, { count: faults.length }));
	for (const fault of faults) {
		const names = [...fault.codes, ...(fault.building === undefined ? [] : [fault.building])].join(', ');
		say(
			told(fileWords.faultLine, language, {
				what: told(gridFault[fault.kind], language),
				codes: names === '' ? '' : language === 'zh' ? `（${names}）` : ` (${names})`,
				area: fault.areaM2.toFixed(1),
				width: fault.widthM.toFixed(2),
				at: placeWords(fault.position, language)
			})
		);
	}
}
