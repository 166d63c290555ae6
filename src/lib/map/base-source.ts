/** Asks our server for its basemap: the tiles' address, what they say, and which characters their names need. */
import type { VectorSourceSpecification } from 'maplibre-gl';
import type { ExternalBasemap } from './external-layers.ts';

export interface BaseSource {
	readonly source: VectorSourceSpecification;
	readonly characters: string;
	readonly attribution: string;
	readonly external: ExternalBasemap | null;
}

/** @returns null where the server has no basemap or does not answer: the live layers do without. */
export async function fetchBaseSource(signal: AbortSignal): Promise<BaseSource | null> {
	try {
		const answer = await fetch('/tiles/base.json', { signal });
		if (!answer.ok) return null;
		const found = (await answer.json()) as {
			tiles: string[];
			minzoom: number;
			maxzoom: number;
			bounds: [number, number, number, number];
			characters?: string;
			attribution?: string;
			external?: ExternalBasemap;
		};
		const template = found.tiles[0];
		if (template === undefined) return null;
		// Whatever name the server knows itself by, its tiles are fetched where the page came from.
		const path = template.replace(/^https?:\/\/[^/]+/, '');
		return {
			source: {
				type: 'vector',
				tiles: [`${location.origin}${path}`],
				minzoom: found.minzoom,
				maxzoom: found.maxzoom,
				bounds: found.bounds
			},
			characters: found.characters ?? '',
			attribution: found.attribution ?? '',
			external: found.external ?? null
		};
	} catch {
		return null;
	}
}
