/** `check-grids`: every fault of a set of grids as JSON, from files alone; no database. */
import { basename } from 'node:path';
import { readShape, type ShapeProblem } from '../lib/geo/read-shape.ts';
import type { Position, SurfaceShape } from '../lib/geo/position.ts';
import { checkGrids, ROUNDING_WIDTH_M } from '../lib/plan/check-grids.ts';
import type { RawFeature, RefusalKind } from '../lib/server/actions/import-feature.ts';
import { textOf, type Properties } from '../lib/server/actions/import-property.ts';
import type { Language } from '../lib/words/words.ts';
import { featureLine } from './feature-line.ts';
import { readOptions } from './options.ts';
import { readGeojson } from './read-geojson.ts';
import { CallError, type Verb } from './verb.ts';

export const verb: Verb = {
	summary: 'find every hole, overlap and piece in a set of grids · 检查网格有无空隙、重叠、分离',
	usage: `npm run -s cli -- check-grids --boundary FILE --grids FILE [--buildings FILE] [--shapes] [--lang zh|en]

  --boundary FILE   GeoJSON: the ground that the grids must tile (Polygon, MultiPolygon)
  --grids FILE      GeoJSON: the grids, each with a "code"
  --buildings FILE  GeoJSON: buildings, each of which must be in one grid
  --shapes          adds to each fault the ground at fault, as a GeoJSON geometry

Prints { "faults": […], "warnings": […], "checked": {…} }. Kinds of fault: gap, overlap, outside (a grid reaches beyond the boundary),
disconnected, invalid, orphan-building, double-building; each with the codes concerned, areaM2, widthM (diameter of the widest circle
that fits) and position. What is nowhere wider than ${ROUNDING_WIDTH_M * 100} cm is rounding and no fault. A building that a border runs through is a warning.
Exit status: 0 no fault, 1 a fault, 2 the call or a file cannot be used.`,

	async run(args) {
		const options = readOptions(args, { texts: ['boundary', 'grids', 'buildings'], flags: ['shapes'] });
		const { language } = options;
		const [boundaryFile, gridsFile, buildingsFile] = [options.needed('boundary'), options.needed('grids'), options.text('buildings')];
		const bad: string[] = [];
		const boundary = await readSurfaces(boundaryFile, language, bad);
		const grids = await readSurfaces(gridsFile, language, bad, 'code');
		const buildings = buildingsFile === undefined ? undefined : await readSurfaces(buildingsFile, language, bad);
		if (boundary.length === 0 && bad.length === 0) {
			bad.push(
				language === 'zh'
					? `${basename(boundaryFile)}：没有要素，不知道网格应铺满哪里`
					: `${basename(boundaryFile)}: no feature, so there is no ground to tile`
			);
		}
		if (bad.length > 0) throw new CallError(bad.join('\n'));
		const { faults, warnings, checked } = checkGrids({
			boundary: boundary.map(({ shape }) => shape),
			grids: grids.map(({ id, shape }) => ({ code: id, shape })),
			...(buildings ? { buildings } : {})
		});
		const answer = {
			faults: faults.map(({ shape, position, areaM2, widthM, ...fault }) => ({
				...fault,
				areaM2: rounded(areaM2, 4),
				widthM: rounded(widthM, 4),
				position: place(position),
				...(options.flag('shapes') ? { shape } : {})
			})),
			warnings: warnings.map(({ position, areaM2, shares, ...warning }) => ({
				...warning,
				shares: shares.map((share) => rounded(share, 4)),
				areaM2: rounded(areaM2, 2),
				position: place(position)
			})),
			checked: { ...checked, parentAreaM2: rounded(checked.parentAreaM2, 2), coveredAreaM2: rounded(checked.coveredAreaM2, 2) }
		};
		console.log(JSON.stringify(answer, null, '\t'));
		return faults.length === 0 ? 0 : 1;
	}
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const place = (at: Position | null): Position | null => at && [rounded(at[0], 8), rounded(at[1], 8)];

interface NamedSurface {
	readonly id: string;
	readonly shape: SurfaceShape;
}

/** How rings run is the check's own business; what cannot be read at all is told feature by feature. */
async function readSurfaces(path: string, language: Language, bad: string[], naming: 'code' | 'id' = 'id'): Promise<NamedSurface[]> {
	const features = await readGeojson(path, language);
	return features.flatMap((feature): NamedSurface[] => {
		const read = readNamed(feature, naming);
		if (read.shape) return [{ id: read.id, shape: read.shape }];
		const { kind, detail } = read.problem;
		bad.push(
			featureLine(basename(path), { ...feature, id: read.id === '' ? null : read.id, kind, ...(detail ? { detail } : {}) }, language)
		);
		return [];
	});
}

type ReadNamed = { readonly id: string } & (
	| { readonly shape: SurfaceShape; readonly problem?: never }
	| { readonly shape?: never; readonly problem: Pick<ShapeProblem, 'detail'> & { readonly kind: RefusalKind } }
);

function readNamed({ value, index }: RawFeature, naming: 'code' | 'id'): ReadNamed {
	const feature = value as { type?: unknown; properties?: unknown; geometry?: unknown } | null;
	if (typeof feature !== 'object' || feature === null || feature.type !== 'Feature') return { id: '', problem: { kind: 'not-a-feature' } };
	const properties = (feature.properties ?? {}) as Properties;
	const id =
		naming === 'code'
			? textOf(properties, 'code')
			: textOf(properties, 'id', 'code') || textOf(feature as Properties, 'id') || `#${index + 1}`;
	const shape = readShape(feature.geometry, ['Polygon', 'MultiPolygon']);
	if (!shape.ok) return { id, problem: shape.problem };
	return id === '' ? { id, problem: { kind: 'code-missing' } } : { id, shape: shape.value };
}
