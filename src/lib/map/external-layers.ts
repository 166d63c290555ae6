/** A basemap from elsewhere as a MapLibre source and layers, in our colours: it lies below everything of ours. */
import { addProtocol, type LayerSpecification, type SourceSpecification } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import type { Palette } from './palette.ts';

/** As the TileJSON of the base layer says it. */
export type ExternalBasemap =
	| { readonly kind: 'pmtiles'; readonly url: string; readonly attribution: string }
	| { readonly kind: 'raster'; readonly tiles: readonly string[]; readonly maxzoom: number; readonly attribution: string };

export interface ExternalPart {
	readonly id: string;
	readonly source: SourceSpecification;
	layers(palette: Palette): LayerSpecification[];
}

let protocol: Protocol | null = null;

/** @returns nothing where it cannot be read: our own basemap stands alone then. */
export async function openExternal(external: ExternalBasemap | null): Promise<readonly ExternalPart[]> {
	if (!external) return [];
	if (external.kind === 'raster') {
		return external.tiles.map((template, i) => {
			const id = `external-${i}`;
			return {
				id,
				source: { type: 'raster', tiles: [absolute(template)], tileSize: 256, maxzoom: external.maxzoom },
				layers: (palette) => [raster(id, palette)]
			};
		});
	}
	if (!protocol) {
		protocol = new Protocol();
		addProtocol('pmtiles', protocol.tile);
	}
	const url = absolute(external.url);
	const archive = new PMTiles(url);
	try {
		const header = await archive.getHeader();
		protocol.add(archive);
		const id = 'external-0';
		if (header.tileType !== TileType.Mvt) {
			return [{ id, source: { type: 'raster', url: `pmtiles://${url}`, tileSize: 256 }, layers: (palette) => [raster(id, palette)] }];
		}
		const metadata = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
		const names = (metadata.vector_layers ?? []).map((layer) => layer.id);
		return [{ id, source: { type: 'vector', url: `pmtiles://${url}` }, layers: (palette) => vector(id, names, palette) }];
	} catch {
		return [];
	}
}

const absolute = (path: string): string => new URL(path, location.origin).href.replaceAll('%7B', '{').replaceAll('%7D', '}');

/** Quiet: somebody else's picture must not speak louder than ours. */
const raster = (source: string, palette: Palette): LayerSpecification => ({
	id: source,
	type: 'raster',
	source,
	paint:
		palette.theme === 'dark'
			? { 'raster-saturation': -0.7, 'raster-brightness-max': 0.3, 'raster-contrast': -0.1 }
			: { 'raster-saturation': -0.5, 'raster-opacity': 0.75 }
});

/** What the layers of the common schemas (Protomaps, OpenMapTiles, Shortbread) are about, by name. */
const ABOUT: readonly (readonly [RegExp, (palette: Palette) => Partial<LayerSpecification>])[] = [
	[/^(earth|land)$/, ({ css }) => ({ type: 'fill', paint: { 'fill-color': css.land } })],
	[/^(landuse|landcover|natural|park|sites)$/, ({ css }) => ({ type: 'fill', paint: { 'fill-color': css.lu } })],
	[
		/^(water|ocean|water_polygons)$/,
		({ css }) => ({ type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': css.water } })
	],
	[/^(waterway|water_lines)$/, ({ css }) => ({ type: 'line', paint: { 'line-color': css.water, 'line-width': 1.5 } })],
	[/^(roads|transportation|streets)$/, ({ css }) => ({ type: 'line', paint: { 'line-color': css.r3, 'line-width': 1.2 } })],
	[/^(buildings?)$/, ({ css }) => ({ type: 'fill', minzoom: 14, paint: { 'fill-color': css.line, 'fill-opacity': 0.5 } })]
];

function vector(source: string, names: readonly string[], palette: Palette): LayerSpecification[] {
	return ABOUT.flatMap(([pattern, draw]) =>
		names
			.filter((name) => pattern.test(name))
			.map((name) => ({ ...draw(palette), id: `${source}-${name}`, source, 'source-layer': name }) as LayerSpecification)
	);
}
