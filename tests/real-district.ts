/** The real district beside the repository, for tests on real input. Absent on a fresh clone: tests that need it say so and are skipped. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../shared/geodata/nanjing-qinhuai/', import.meta.url));

/** Null where it is; otherwise why the tests are skipped. */
export const noRealDistrict: string | null = existsSync(FOLDER) ? null : `the real district is not at ${FOLDER}`;

export interface RealFeature {
	readonly id?: string | number;
	readonly properties: Readonly<Record<string, unknown>>;
	readonly geometry: { readonly type: string; readonly coordinates: unknown };
}

export const realFile = (name: string): string => `${FOLDER}${name}.geojson`;

export const realFeatures = (name: string): readonly RealFeature[] =>
	(JSON.parse(readFileSync(realFile(name), 'utf8')) as { features: RealFeature[] }).features;
