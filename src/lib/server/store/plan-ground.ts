/** Reads what the ground of a district is made of, each kind as one text that the database writes: nothing is taken apart while others wait. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { Rules } from '../../rules/rule-set.ts';
import type { GroundRows } from '../planning/ground-of-rows.ts';
import { NO_ENTERPRISE } from './area-picture.ts';

/** Land use that is a line of water to follow. */
const WATER = ['water', 'river', 'sea', 'canal', 'stream', 'drain', 'ditch'];

export async function readGroundRows(db: Db, districtId: number, rules: Pick<Rules, 'coverage' | 'plan'>): Promise<GroundRows> {
	const textOf = async (query: RawBuilder<{ text: string | null }>): Promise<string> => (await query.execute(db)).rows[0]?.text ?? '[]';
	const buildings = await textOf(sql`
		select json_agg(json_build_array(id, households, residents, st_asgeojson(geom, 9)::json) order by id)::text as text
		from building where district_id = ${districtId}`);
	const compounds = await textOf(sql`
		select json_agg(json_build_array(c.id, c.name, c.gates, coalesce(b.ids, '{}'), st_asgeojson(c.geom, 9)::json) order by c.id)::text as text
		from compound c left join (
			select compound_id, array_agg(id order by id) as ids from building where compound_id is not null group by compound_id
		) b on b.compound_id = c.id where c.district_id = ${districtId}`);
	const posts = await textOf(sql`
		select json_agg(json_build_array(id, required, st_x(geom), st_y(geom)) order by id)::text as text from post where district_id = ${districtId}`);
	const enterprises = await textOf(sql`
		select json_agg(json_build_array(st_x(geom), st_y(geom)) order by id)::text as text from poi
		where district_id = ${districtId} and not kind = any(${NO_ENTERPRISE}::text[])`);
	const roads = await textOf(sql`
		select json_agg(json_build_array(name, st_asgeojson(geom, 9)::json) order by id)::text as text from road
		where district_id = ${districtId} and st_dimension(geom) = 1`);
	const excluded = [...rules.coverage.excludedLanduse];
	const landuse = await textOf(sql`
		select json_agg(json_build_array(name, st_asgeojson(geom, 9)::json, kind = any(${WATER}::text[]), kind = any(${excluded}::text[])) order by id)::text
			as text
		from landuse where district_id = ${districtId} and (kind = any(${WATER}::text[]) or kind = any(${excluded}::text[]))`);
	const usedCodes = await textOf(sql`
		select json_agg(k.code order by k.code collate "C")::text as text from grid_code k
		join area a on a.id = ${districtId} and k.code like a.code || '%'`);
	return {
		buildings,
		compounds,
		posts,
		enterprises,
		roads,
		landuse,
		usedCodes,
		minimum: { areaM2: rules.plan.minGridAreaM2, buildings: rules.plan.minGridBuildings }
	};
}
