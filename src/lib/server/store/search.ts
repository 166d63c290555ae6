/**
 * Finding things by what a person types: a name, part of a code, pinyin or its initials. Everything that has a name is read once into memory,
 * with its pinyin, and again when the district changed; a search then asks the database nothing.
 */
import { sql } from 'kysely';
import { pinyin } from 'pinyin-pro';
import type { Db } from '../../../../db/open.ts';
import type { AreaId } from '../../area/area.ts';
import type { HitKind, SearchHit } from '../../wire/search.ts';
import { planInView } from './area-picture.ts';
import { districtFingerprints } from './live-ground.ts';

interface Entry extends SearchHit {
	/** From the district down. */
	readonly path: readonly number[];
	readonly nameLower: string;
	readonly codeLower: string;
	readonly contextLower: string;
	readonly full: string;
	readonly initials: string;
}

interface DistrictIndex {
	readonly fingerprint: string;
	readonly entries: readonly Entry[];
}

const LOOK_AGAIN_MS = 10_000;
const MOST_HITS = 20;

export interface SearchIndex {
	/**
	 * @param within areas of which the hit must lie in one; null: everywhere.
	 * @returns at most 20, best first.
	 */
	find(text: string, within: readonly AreaId[] | null): Promise<SearchHit[]>;
}

export function openSearchIndex(db: Db, nowMs: () => number = Date.now): SearchIndex {
	const districts = new Map<number, DistrictIndex>();
	let lookedAtMs = -Infinity;
	let looking: Promise<void> | null = null;

	async function look(): Promise<void> {
		const found = await districtFingerprints(db);
		for (const id of districts.keys()) if (!found.some((one) => one.districtId === id)) districts.delete(id);
		for (const { districtId, parts } of found) {
			const fingerprint = JSON.stringify(parts);
			if (districts.get(districtId)?.fingerprint !== fingerprint)
				districts.set(districtId, { fingerprint, entries: await readEntries(db, districtId) });
		}
		lookedAtMs = nowMs();
	}

	return {
		async find(text, within) {
			if (nowMs() - lookedAtMs > LOOK_AGAIN_MS) await (looking ??= look().finally(() => (looking = null)));
			const words = wordsOf(text);
			if (words.length === 0) return [];
			const hits: { entry: Entry; score: number }[] = [];
			for (const { entries } of districts.values())
				for (const entry of entries) {
					if (within !== null && !reaches(entry, within)) continue;
					const score = scoreOf(entry, words);
					if (score > 0) hits.push({ entry, score });
				}
			hits.sort(
				(a, b) =>
					b.score - a.score ||
					a.entry.name.length - b.entry.name.length ||
					(a.entry.name < b.entry.name ? -1 : 1) ||
					a.entry.id - b.entry.id
			);
			return hits
				.slice(0, MOST_HITS)
				.map(({ entry: { kind, id, name, code, context, position } }) => ({ kind, id, name, code, context, position }));
		}
	};
}

/** A road lies in no area below the district: whoever sees a part of the district may find it. */
function reaches(entry: Entry, within: readonly AreaId[]): boolean {
	return within.some((id) => entry.path.includes(id));
}

const wordsOf = (text: string): string[] =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.split(/[\s,，、]+/)
		.filter(Boolean)
		.slice(0, 6);

/** How well all the words fit; 0 where one does not. */
function scoreOf(entry: Entry, words: readonly string[]): number {
	let sum = 0;
	for (const word of words) {
		const score = wordScore(entry, word);
		if (score === 0) return 0;
		sum += score;
	}
	return sum / words.length + KIND_WEIGHT[entry.kind];
}

function wordScore(entry: Entry, word: string): number {
	if (entry.nameLower === word || entry.codeLower === word) return 100;
	if (entry.nameLower.startsWith(word)) return 80;
	if (word.length > 1 && entry.codeLower !== '' && (entry.codeLower.startsWith(word) || entry.codeLower.endsWith(word))) return 70;
	if (entry.initials === word) return 65;
	if (entry.nameLower.includes(word)) return 60;
	if (word.length > 1 && entry.initials.startsWith(word)) return 55;
	if (word.length > 1 && entry.full.startsWith(word)) return 50;
	if (word.length > 2 && entry.codeLower.includes(word)) return 40;
	if (word.length > 1 && entry.initials.includes(word)) return 30;
	if (word.length > 2 && entry.full.includes(word)) return 25;
	if (entry.contextLower.includes(word)) return 15;
	return 0;
}

/** Between equals the larger thing first: a person who types a community's name rarely means a house in it. */
const KIND_WEIGHT: Readonly<Record<HitKind, number>> = {
	area: 7,
	grid: 6,
	compound: 5,
	post: 4,
	patrol: 3,
	person: 2,
	road: 1,
	building: 0
};

interface Row {
	readonly kind: HitKind;
	readonly id: number;
	readonly name: string;
	readonly code: string;
	readonly area_id: number;
	readonly beside: string | null;
	readonly lng: number | null;
	readonly lat: number | null;
}

async function readEntries(db: Db, districtId: number): Promise<Entry[]> {
	const planId = (await planInView(db, districtId))?.id ?? -1;
	const areas = await db
		.selectFrom('area')
		.select(['id', 'parent_id', 'name'])
		.where((e) => e.or([e('district_id', '=', districtId), e('id', '=', districtId)]))
		.execute();
	const byId = new Map(areas.map((area) => [area.id, area]));
	const pathOf = (id: number): number[] => {
		const path: number[] = [];
		for (let at: number | null = id; at !== null && !path.includes(at); at = byId.get(at)?.parent_id ?? null) path.unshift(at);
		return path;
	};
	const paths = new Map(areas.map((area) => [area.id, pathOf(area.id)]));
	const contextOf = (id: number, self: boolean): string =>
		(paths.get(id) ?? [])
			.slice(1, self ? -1 : undefined)
			.map((one) => byId.get(one)?.name ?? '')
			.join(' · ');

	const parts: Entry[] = [];
	const sound = sounds();
	for (const statement of statements(districtId, planId)) {
		const { rows } = await statement.execute(db);
		for (let i = 0; i < rows.length; i++) {
			const row = rows[i] as Row;
			const { full, initials } = sound(row.name);
			const context = [contextOf(row.area_id, row.kind === 'area'), row.beside].filter(Boolean).join(' · ');
			parts.push({
				kind: row.kind,
				id: row.id,
				name: row.name,
				code: row.code,
				context,
				position: row.lng === null || row.lat === null ? null : [row.lng, row.lat],
				path: paths.get(row.area_id) ?? [districtId],
				nameLower: row.name.normalize('NFKC').toLowerCase(),
				codeLower: row.code.toLowerCase(),
				contextLower: context.toLowerCase(),
				full,
				initials
			});
			// A city has a hundred thousand names: others get their turn in between.
			if (i % 2000 === 1999) await new Promise<void>((next) => setImmediate(next));
		}
	}
	return parts;
}

/** Names repeat (three thousand buildings are called 3号楼): each is sounded once. */
function sounds(): (name: string) => { readonly full: string; readonly initials: string } {
	const known = new Map<string, { readonly full: string; readonly initials: string }>();
	return (name) => {
		let sound = known.get(name);
		if (!sound) {
			const joined = (pattern: 'pinyin' | 'first') =>
				pinyin(name, { pattern, toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
					.join('')
					.toLowerCase()
					.replace(/\s+/g, '');
			sound = { full: joined('pinyin'), initials: joined('first') };
			known.set(name, sound);
		}
		return sound;
	};
}

const statements = (districtId: number, planId: number) => [
	sql<Row>`select 'area' as kind, id, name, code, id as area_id, null as beside, st_x(st_pointonsurface(geom)) as lng, st_y(st_pointonsurface(geom)) as lat
		from area where district_id = ${districtId} or id = ${districtId}`,
	sql<Row>`select 'grid' as kind, id, name, code, area_id, null as beside, st_x(st_pointonsurface(geom)) as lng, st_y(st_pointonsurface(geom)) as lat
		from grid where plan_id = ${planId}`,
	sql<Row>`select 'post' as kind, p.id, p.name, p.code, coalesce(g.area_id, p.district_id) as area_id, null as beside, st_x(p.geom) as lng, st_y(p.geom) as lat
		from post p left join lateral (select area_id from grid where plan_id = ${planId} and st_intersects(grid.geom, p.geom) order by id limit 1) g on true
		where p.district_id = ${districtId}`,
	sql<Row>`select 'compound' as kind, c.id, c.name, '' as code, coalesce(g.area_id, c.district_id) as area_id, null as beside,
			st_x(st_pointonsurface(c.geom)) as lng, st_y(st_pointonsurface(c.geom)) as lat
		from compound c left join lateral (
			select area_id from grid where plan_id = ${planId} and st_intersects(grid.geom, st_pointonsurface(c.geom)) order by id limit 1) g on true
		where c.district_id = ${districtId} and c.name <> ''`,
	// One who carries a tracker is found as the patrol on the map.
	sql<Row>`select case when d.id is null then 'person' else 'patrol' end as kind, coalesce(d.id, p.id) as id, p.name, '' as code,
			coalesce(p.area_id, p.district_id) as area_id, p.organisation as beside, f.lng, f.lat
		from person p
		left join lateral (select id from device where person_id = p.id and revoked_at is null order by id limit 1) d on true
		left join lateral (select lng, lat from fix where device_id = d.id order by recorded_at desc limit 1) f on true
		where p.district_id = ${districtId}`,
	sql<Row>`select distinct on (name) 'road' as kind, id, name, '' as code, district_id as area_id, null as beside,
			st_x(st_pointonsurface(geom)) as lng, st_y(st_pointonsurface(geom)) as lat
		from road where district_id = ${districtId} and name <> '' order by name, st_length(geom) desc`,
	sql<Row>`select 'building' as kind, b.id, b.name, '' as code, coalesce(g.area_id, b.district_id) as area_id, c.name as beside,
			st_x(st_pointonsurface(b.geom)) as lng, st_y(st_pointonsurface(b.geom)) as lat
		from building b left join compound c on c.id = b.compound_id
		left join grid_building gb on gb.building_id = b.id and gb.plan_id = ${planId} left join grid g on g.id = gb.grid_id
		where b.district_id = ${districtId} and b.name <> ''`
];
