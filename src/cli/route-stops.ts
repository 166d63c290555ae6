/** The `route` verb for stops on the ground: reads stops and roads, plans, writes the walks as GeoJSON and GPX. */
import { basename } from 'node:path';
import type { Risk } from '../lib/area/area.ts';
import { FAR_M, MOST_PEOPLE, planRoute, type Route, type RouteStop } from '../lib/duty/route/plan-route.ts';
import { routeGpx } from '../lib/duty/route/route-gpx.ts';
import { serviceMinutesOf, urgencyOfStop } from '../lib/duty/route/urgency.ts';
import type { WalkedLine } from '../lib/duty/route/walking-network.ts';
import type { Position, Shape } from '../lib/geo/position.ts';
import { readShape, type ShapeProblem } from '../lib/geo/read-shape.ts';
import { ringProblem } from '../lib/geo/ring-problem.ts';
import { DEFAULT_RULES } from '../lib/rules/rule-set.ts';
import type { RawFeature, RefusalKind } from '../lib/server/actions/import-feature.ts';
import { PropertyRefused, textOf, type Properties } from '../lib/server/actions/import-property.ts';
import { fileWords } from '../lib/words/import.ts';
import { distance } from '../lib/words/number.ts';
import { partitionWords } from '../lib/words/partition.ts';
import { routeRefusal, routeWords, skippedWords } from '../lib/words/route.ts';
import { trackWords } from '../lib/words/tracks.ts';
import type { Language } from '../lib/words/words.ts';
import { featureLine } from './feature-line.ts';
import { instantOf } from './instant.ts';
import { told } from './language.ts';
import { numberOption } from './number-option.ts';
import type { Options } from './options.ts';
import { spentOf } from './partition-clock.ts';
import { readGeojson } from './read-geojson.ts';
import { CallError } from './verb.ts';
import { writeWhole } from './write-whole.ts';

/** Nobody walks there; what is not yet built is no way either. */
const NOT_WALKED: ReadonlySet<string> = new Set(['motorway', 'motorway_link', 'construction', 'proposed', 'raceway']);
const RISKS: Readonly<Record<string, Risk>> = { low: 'low', medium: 'medium', high: 'high', 低: 'low', 中: 'medium', 高: 'high' };

export async function routeOfStops(options: Options): Promise<number> {
	const { language } = options;
	const [stopsFile, roadsFile, out, gpx] = [options.needed('stops'), options.text('roads'), options.needed('out'), options.text('gpx')];
	const [start, end] = [placeOption(options, 'start'), placeOption(options, 'end')];
	const minutes = options.text('minutes') === undefined ? null : numberOption(options, 'minutes', { above: 0 }, routeWords.wantedMinutes);
	const wantedPeople = routeWords.wantedPeople.map((text) => text.replace('{most}', String(MOST_PEOPLE))) as [string, string];
	const people = numberOption(options, 'people', { whole: true, from: 1, to: MOST_PEOPLE, or: 1 }, wantedPeople);
	const walkMPerMin = numberOption(
		options,
		'speed-m-per-min',
		{ above: 0, or: DEFAULT_RULES.workload.walkMPerMin },
		routeWords.wantedSpeed
	);
	const rounds = numberOption(options, 'rounds', { whole: true, from: 1, or: 0 }, partitionWords.wantedParts);
	const seconds = numberOption(options, 'seconds', { above: 0, or: 1 }, partitionWords.wantedSeconds);
	const seed = numberOption(options, 'seed', { whole: true, from: 0, to: 2 ** 32 - 1, or: 1 }, partitionWords.wantedSeed);
	const nowMs = momentOption(options);
	const rules = { ...DEFAULT_RULES, workload: { ...DEFAULT_RULES.workload, walkMPerMin } };

	const bad: string[] = [];
	const stops = await readEach(stopsFile, ['Point', 'Polygon', 'MultiPolygon'], language, bad, (shape, properties, index): RouteStop => {
		const problem = shape.type === 'Point' ? null : ringProblem(shape);
		if (problem) throw new ShapeRefused(problem.kind === 'empty' ? 'no-coordinates' : problem.kind, problem.at);
		return {
			id: textOf(properties, 'id', '@id', 'code') || String(index + 1),
			name: textOf(properties, 'name', 'name:zh'),
			shape,
			serviceMinutes: amountOf(properties, 'serviceMinutes', 0) ?? serviceMinutesOf(textOf(properties, 'kind', 'type'), rules),
			urgency: urgencyOfStop(
				{
					risk: riskOf(properties),
					priority: amountOf(properties, 'priority', 0) ?? 1,
					overdueMinutes: amountOf(properties, 'overdueMinutes', -Infinity),
					lastSeenAtMs: seenAtOf(properties)
				},
				rules,
				nowMs
			)
		};
	});
	const roads =
		roadsFile === undefined
			? null
			: await readEach(
					roadsFile,
					['LineString', 'MultiLineString', 'Point', 'Polygon', 'MultiPolygon'],
					language,
					bad,
					(shape, properties): WalkedLine | null =>
						(shape.type === 'LineString' || shape.type === 'MultiLineString') && !NOT_WALKED.has(textOf(properties, 'highway', 'class'))
							? { shape, apart: isApart(properties) }
							: null
				);
	if (bad.length > 0) throw new CallError(bad.join('\n'));

	const lines = roads?.flatMap(({ item }) => item ?? []) ?? null;
	const items = stops.map(({ item }) => item);
	// Time to search begins when it begins, after the ways are known.
	let clock: ((asked: number) => number) | null = null;
	const planned = planRoute({
		...{ stops: items, network: lines !== null && lines.length > 0 ? lines : null, start, end, minutes, people, rules, seed },
		spent: (asked) => {
			clock ??= spentOf({ untilMs: performance.timeOrigin + performance.now() + seconds * 1000, rounds });
			return clock(asked);
		}
	});
	if (!planned.ok) throw new CallError(told(routeRefusal[planned.problem.kind], language, planned.problem.detail));
	const route = planned.value;
	await writeWhole([
		{ path: out, pieces: [`${JSON.stringify(collection(route, items, stops, language, minutes))}\n`] },
		...(gpx === undefined
			? []
			: [
					{
						path: gpx,
						pieces: [
							routeGpx(route, items, {
								track: (person) => told(routeWords.trackName, language, { person }),
								stop: (order) => told(routeWords.stopName, language, { order })
							})
						]
					}
				])
	]).catch((error: NodeJS.ErrnoException) => {
		throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
	});
	return report(route, { language, out, hasRoads: lines !== null && lines.length > 0 });
}

class ShapeRefused extends Error {
	readonly kind: RefusalKind;
	readonly at: Position | null;
	constructor(kind: RefusalKind, at: Position | null) {
		super(kind);
		this.kind = kind;
		this.at = at;
	}
}

interface Read<T> {
	readonly item: T;
	readonly raw: RawFeature;
	readonly properties: Properties;
}

/** Reads a file's features; what is wrong with any of them is gathered with its number and place in the file. */
async function readEach<T, S extends Shape['type']>(
	path: string,
	types: readonly S[],
	language: Language,
	bad: string[],
	itemOf: (shape: Extract<Shape, { type: S }>, properties: Properties, index: number) => T
): Promise<Read<T>[]> {
	const features = await readGeojson(path, language);
	return features.flatMap((raw) => {
		const feature = raw.value as { type?: unknown; properties?: unknown; geometry?: unknown } | null;
		const refuse = (kind: RefusalKind, detail?: ShapeProblem['detail'], at: Position | null = null): [] => {
			bad.push(featureLine(basename(path), { ...raw, id: null, kind, at, ...(detail ? { detail } : {}) }, language));
			return [];
		};
		if (typeof feature !== 'object' || feature === null || feature.type !== 'Feature') return refuse('not-a-feature');
		const shape = readShape(feature.geometry, types);
		if (!shape.ok) return refuse(shape.problem.kind, shape.problem.detail, shape.problem.at);
		const properties = (typeof feature.properties === 'object' && feature.properties !== null ? feature.properties : {}) as Properties;
		try {
			return [{ item: itemOf(shape.value, properties, raw.index), raw, properties }];
		} catch (error) {
			if (error instanceof PropertyRefused) return refuse(error.kind, error.detail);
			if (error instanceof ShapeRefused) return refuse(error.kind, undefined, error.at);
			throw error;
		}
	});
}

/** A number from `from` up; null where there is none. @throws PropertyRefused */
function amountOf(properties: Properties, name: string, from: number): number | null {
	const value = properties[name];
	if (value === undefined || value === null || value === '') return null;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number) || number < from || Math.abs(number) > 1e9)
		throw new PropertyRefused(name, value, from === 0 ? '0…' : '−∞…∞');
	return number;
}

function seenAtOf(properties: Properties): number | null {
	const value = properties['lastSeenAt'];
	if (value === undefined || value === null || value === '') return null;
	const atMs = typeof value === 'string' ? instantOf(value) : null;
	if (atMs === null) throw new PropertyRefused('lastSeenAt', value, '2026-01-31T08:00:00Z');
	return atMs;
}

function riskOf(properties: Properties): Risk {
	const text = textOf(properties, 'risk', 'riskLevel', '风险');
	if (text === '') return 'low';
	const risk = RISKS[text.toLowerCase()];
	if (!risk) throw new PropertyRefused('risk', text, 'low, medium, high');
	return risk;
}

function isApart(properties: Properties): boolean {
	const said = (name: string): boolean =>
		properties[name] === true || !['', 'no', 'false', '0'].includes(textOf(properties, name).toLowerCase());
	return said('bridge') || said('tunnel') || said('layer');
}

function placeOption({ text, language }: Options, name: string): Position | null {
	const given = text(name);
	if (given === undefined) return null;
	const [lng, lat, more] = given.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
	if (more === undefined && Math.abs(lng ?? NaN) <= 180 && Math.abs(lat ?? NaN) <= 90) return [lng!, lat!];
	throw new CallError(
		told(fileWords.optionValue, language, { option: `--${name}`, found: given, wanted: told(routeWords.wantedPlace, language) })
	);
}

function momentOption({ text, language }: Options): number {
	const given = text('at');
	if (given === undefined) return Date.now();
	const atMs = instantOf(given);
	if (atMs !== null) return atMs;
	throw new CallError(
		told(fileWords.optionValue, language, { option: '--at', found: given, wanted: told(trackWords.wantedInstant, language) })
	);
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

function collection(
	route: Route,
	stops: readonly RouteStop[],
	read: readonly Read<RouteStop>[],
	language: Language,
	minutes: number | null
): unknown {
	const pointOf = (stop: number, at: Position, more: Readonly<Record<string, unknown>>): unknown => ({
		type: 'Feature',
		properties: {
			id: stops[stop]!.id,
			...(stops[stop]!.name === '' ? {} : { name: stops[stop]!.name }),
			feature: read[stop]!.raw.index + 1,
			urgency: rounded(stops[stop]!.urgency, 3),
			serviceMinutes: stops[stop]!.serviceMinutes,
			...more
		},
		geometry: { type: 'Point', coordinates: at }
	});
	return {
		type: 'FeatureCollection',
		features: [
			...route.people.flatMap(({ line, visits, ...walk }, person) =>
				line.length === 0
					? []
					: [
							{
								type: 'Feature',
								properties: {
									person: person + 1,
									minutes: rounded(walk.minutes, 2),
									lengthM: rounded(walk.lengthM, 1),
									stops: visits.length,
									urgency: rounded(walk.urgency, 3),
									...(minutes === null ? {} : { limitMinutes: minutes })
								},
								geometry: { type: 'LineString', coordinates: line }
							}
						]
			),
			...route.people.flatMap(({ visits }, person) =>
				visits.map(({ stop, at, etaMinutes }, i) =>
					pointOf(stop, at, { person: person + 1, order: i + 1, etaMinutes: rounded(etaMinutes, 2) })
				)
			),
			...route.skipped.map(({ stop, at, reason }) => pointOf(stop, at, { skipped: reason, reason: told(skippedWords[reason], language) }))
		]
	};
}

function report(
	route: Route,
	{ language, out, hasRoads }: { readonly language: Language; readonly out: string; readonly hasRoads: boolean }
): number {
	route.people.forEach((walk, person) =>
		console.log(
			told(routeWords.person, language, {
				person: person + 1,
				stops: walk.visits.length,
				length: distance(walk.lengthM, language),
				minutes: walk.minutes.toFixed(1),
				urgency: walk.urgency.toFixed(2)
			})
		)
	);
	if (!hasRoads) console.log(told(routeWords.noRoads, language, { factor: DEFAULT_RULES.workload.detourFactor }));
	if (route.linkM > 0) console.log(told(routeWords.pieces, language, { pieces: route.pieces, length: distance(route.linkM, language) }));
	if (route.farFromLines.length > 0)
		console.log(told(routeWords.farFromRoad, language, { count: route.farFromLines.length, metres: FAR_M }));
	if (route.skipped.length > 0) console.log(told(routeWords.skipped, language, { count: route.skipped.length, file: basename(out) }));
	return route.skipped.length > 0 || route.linkM > 0 ? 1 : 0;
}
