/** Row types of every table, as Kysely sees them. Geometries are written with PostGIS functions and read as GeoJSON. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type DefaultedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Read as hex WKB: select it through `st_asgeojson`. */
type Geometry = ColumnType<string, string, string>;
/** Written as a JSON string, read parsed. */
type Json<T> = ColumnType<T, string, string>;
type DefaultedJson<T> = ColumnType<T, string | undefined, string>;

export interface Database {
	area: {
		id: GeneratedAlways<number>;
		parent_id: number | null;
		district_id: number | null;
		depth: number;
		code: string;
		name: string;
		geom: Geometry;
		fictional: Generated<boolean>;
		attribution: Generated<string>;
		last_seq: Generated<number>;
		created_at: DefaultedTimestamp;
	};
	/** One row, or none before the server first ran. */
	believed_time: { only_row: Generated<boolean>; at: Timestamp };
	area_level: { district_id: number; depth: number; name_zh: string; name_en: string };
	plan: {
		id: GeneratedAlways<number>;
		district_id: number;
		revision: number;
		name: string;
		note: Generated<string>;
		/** Staged: on its way to being published, seen by nobody. */
		state: 'draft' | 'staged' | 'reviewed' | 'effective' | 'ended';
		effective_from: NullableTimestamp;
		effective_until: NullableTimestamp;
		faults: DefaultedJson<readonly unknown[]>;
		created_at: DefaultedTimestamp;
		draft_id: number | null;
		base_id: number | null;
		brings_back: number | null;
		/** Null as long as no borders are kept: they are made of the polygons when first asked for. */
		next_border_id: number | null;
		published_by: string | null;
		published_name: string | null;
		published_at: NullableTimestamp;
	};
	plan_border: { plan_id: number; no: number; left_code: string | null; right_code: string | null; geom: Geometry };
	plan_ended: { plan_id: number; code: string; became: string[] };
	plan_mend: {
		plan_id: number;
		no: number;
		shape: Json<unknown>;
		to_code: string | null;
		accepted_by: string;
		accepted_name: string;
		accepted_at: Timestamp;
	};
	draft: {
		id: GeneratedAlways<number>;
		district_id: number;
		base_id: number;
		name: string;
		note: Generated<string>;
		state: Generated<'drawing' | 'submitted' | 'reviewed' | 'scheduled' | 'published' | 'withdrawn'>;
		revision: Generated<number>;
		edits: Generated<number>;
		copy_of: number | null;
		made_by: string;
		made_name: string;
		made_at: Timestamp;
		changed_by: string;
		changed_name: string;
		changed_at: Timestamp;
		submitted_by: string | null;
		submitted_name: string | null;
		submitted_at: NullableTimestamp;
		reviewed_by: string | null;
		reviewed_name: string | null;
		reviewed_at: NullableTimestamp;
		review_note: string | null;
		returned_by: string | null;
		returned_name: string | null;
		returned_at: NullableTimestamp;
		return_note: string | null;
	};
	draft_edit: {
		id: GeneratedAlways<number>;
		draft_id: number;
		position: number;
		edit: Json<unknown>;
		made_by: string;
		made_name: string;
		made_at: Timestamp;
		made_in: number;
		dropped_in: number | null;
		dropped_why: string | null;
	};
	draft_revision: {
		draft_id: number;
		revision: number;
		did: string;
		base_id: number | null;
		edits: number;
		mark: number | null;
		note: Generated<string>;
		by_account: string;
		by_name: string;
		at: Timestamp;
	};
	grid_code: { code: string; used_at: DefaultedTimestamp };
	grid: {
		id: GeneratedAlways<number>;
		plan_id: number;
		area_id: number;
		code: string;
		name: string;
		risk: 'low' | 'medium' | 'high';
		geom: Geometry;
		area_m2: number;
		ground_area_m2: number;
		locked: Generated<boolean>;
		/** Null: as many as answer for it first. */
		workers: number | null;
		came_from: Generated<string[]>;
	};
	grid_work: { grid_id: number; kind: string; count: number };
	compound: {
		id: GeneratedAlways<number>;
		district_id: number;
		source_id: string;
		name: string;
		kind: 'managed' | 'unit-run' | 'open' | 'unmanaged';
		property_company: string | null;
		gates: Generated<number>;
		geom: Geometry;
	};
	building: {
		id: GeneratedAlways<number>;
		district_id: number;
		compound_id: number | null;
		source_id: string;
		name: Generated<string>;
		kind: Generated<string>;
		floors: Generated<number>;
		units: Generated<number>;
		households: Generated<number>;
		residents: Generated<number>;
		geom: Geometry;
	};
	grid_building: { plan_id: number; building_id: number; grid_id: number; assigned: Generated<boolean>; cut_reason: string | null };
	post: {
		id: GeneratedAlways<number>;
		district_id: number;
		code: string;
		kind: 'checkpoint' | 'dissuasion' | 'sampling' | 'vaccination';
		name: string;
		required: Generated<number>;
		geom: Geometry;
		/** An empty seat there counts so many times. */
		weight: Generated<number>;
		/** Ids of shifts of the rules; null: all. */
		shifts: string[] | null;
		/** What the code printed for it says. */
		code_token: string | null;
		changed_at: DefaultedTimestamp;
	};
	post_rule: {
		id: GeneratedAlways<number>;
		post_id: number;
		/** A local day. Read it as text (`to_char`): a driver would make an instant of it. */
		from_day: ColumnType<string, string, string>;
		needs: string;
		made_by: string | null;
		made_name: string | null;
		made_at: DefaultedTimestamp;
	};
	seat_duty: {
		id: GeneratedAlways<number>;
		district_id: number;
		post_id: number;
		/** `K16/police/2026-11-23T23:00/1` */
		seat: string;
		role: string;
		skills: Generated<string[]>;
		person_id: number;
		starts_at: Timestamp;
		ends_at: Timestamp;
		made_by: string | null;
		made_name: string | null;
		made_at: DefaultedTimestamp;
		/** The person said that they know of it. */
		confirmed_at: NullableTimestamp;
		dropped_at: NullableTimestamp;
		dropped_by: string | null;
		dropped_name: string | null;
		drop_reason: string | null;
	};
	wish: {
		id: GeneratedAlways<number>;
		person_id: number;
		want: 'off' | 'work';
		on_day: ColumnType<string, string, string>;
		hours: Generated<string>;
		weight: Generated<number>;
		made_at: DefaultedTimestamp;
	};
	swap: {
		id: GeneratedAlways<number>;
		district_id: number;
		duty_id: number;
		for_duty_id: number | null;
		from_person_id: number;
		to_person_id: number;
		note: Generated<string>;
		state: Generated<'asked' | 'agreed' | 'declined' | 'withdrawn' | 'failed'>;
		reason: Generated<string>;
		made_at: DefaultedTimestamp;
		answered_at: NullableTimestamp;
	};
	hand_over: {
		id: GeneratedAlways<number>;
		district_id: number;
		post_id: number | null;
		grid_id: number | null;
		from_person_id: number;
		at: Timestamp;
		note: string;
		open_items: Generated<string[]>;
		client_id: string | null;
		taken_by: number | null;
		taken_at: NullableTimestamp;
	};
	field_record: {
		id: GeneratedAlways<number>;
		client_id: string;
		district_id: number;
		person_id: number;
		kind: 'shift-started' | 'shift-ended' | 'visit' | 'report' | 'check-in' | 'hand-over' | 'track';
		at: Timestamp;
		received_at: Timestamp;
		grid_id: number | null;
		building_id: number | null;
		post_id: number | null;
		geom: Geometry | null;
		body: Json<unknown>;
		expires_at: Timestamp;
		closed_at: NullableTimestamp;
		closed_by: string | null;
		closed_name: string | null;
		close_note: string | null;
	};
	field_photo: {
		id: string;
		district_id: number;
		person_id: number;
		media: 'image/jpeg' | 'image/webp' | 'image/png';
		bytes: Buffer;
		received_at: DefaultedTimestamp;
		expires_at: Timestamp;
	};
	calendar_feed: { person_id: number; token_hash: Buffer; made_at: DefaultedTimestamp };
	road: {
		id: GeneratedAlways<number>;
		district_id: number;
		source_id: string;
		class: string;
		name: Generated<string>;
		bridge: Generated<boolean>;
		geom: Geometry;
	};
	landuse: { id: GeneratedAlways<number>; district_id: number; source_id: string; kind: string; name: Generated<string>; geom: Geometry };
	poi: { id: GeneratedAlways<number>; district_id: number; source_id: string; kind: string; name: string; geom: Geometry };
	person: {
		id: GeneratedAlways<number>;
		district_id: number;
		area_id: number | null;
		source_id: string;
		name: string;
		role: string;
		organisation: Generated<string>;
		fictional: Generated<boolean>;
		/** The first is `role`; empty: that one alone. */
		roles: Generated<string[]>;
		skills: Generated<string[]>;
		/** Hours they can work, as `duty/when.ts` reads them; empty: always. */
		hours: Generated<string[]>;
		changed_at: DefaultedTimestamp;
	};
	leave: {
		id: GeneratedAlways<number>;
		person_id: number;
		starts_at: Timestamp;
		ends_at: Timestamp;
		kind: 'annual' | 'personal' | 'sick' | 'training' | 'other';
	};
	squad: {
		id: GeneratedAlways<number>;
		district_id: number;
		area_id: number;
		name: string;
		template: string;
		lead_id: number | null;
		changed_at: DefaultedTimestamp;
	};
	squad_member: { squad_id: number; person_id: number };
	assignment: {
		id: GeneratedAlways<number>;
		person_id: number;
		subject_kind: 'grid' | 'post' | 'compound' | 'building' | 'area';
		subject_id: number;
		duty: 'primary' | 'backup' | 'leader';
		task: Generated<string>;
		holds_from: Timestamp;
		holds_until: NullableTimestamp;
		/** They have to be there all that time: nobody is at two places. */
		in_person: Generated<boolean>;
		made_by: string | null;
		made_name: string | null;
		made_at: DefaultedTimestamp;
		ended_by: string | null;
		ended_name: string | null;
		/** Before its deadline, by somebody. */
		ended_at: NullableTimestamp;
		end_reason: string | null;
		/** The assignment that was handed over to this one. */
		follows_id: number | null;
		hand_over_note: string | null;
		open_items: Generated<string[]>;
		changed_at: DefaultedTimestamp;
	};
	device: {
		id: GeneratedAlways<number>;
		district_id: number;
		person_id: number | null;
		label: string;
		token_hash: Buffer;
		exercise: Generated<boolean>;
		created_at: DefaultedTimestamp;
		revoked_at: NullableTimestamp;
	};
	fix: {
		device_id: number;
		recorded_at: Timestamp;
		/** Given in the order of arrival. */
		seq: Generated<number>;
		received_at: Timestamp;
		lng: number;
		lat: number;
		accuracy_m: number | null;
		speed_mps: number | null;
		bearing_deg: number | null;
		battery: number | null;
	};
	fix_apart: {
		device_id: number;
		recorded_at: Timestamp;
		received_at: Timestamp;
		lng: number;
		lat: number;
		accuracy_m: number | null;
		speed_mps: number | null;
		reason: 'future' | 'too-old' | 'mock';
	};
	seen_checkpoint: { district_id: number; at: Timestamp; fix_seq: number; fingerprint: string; body: Buffer };
	past_seen: { district_id: number; at: Timestamp; ground: string; since: Timestamp; fix_seq: number; fixes_after: number; body: Buffer };
	/** Written by the other tables themselves. A box around what is drawn anew; null: everywhere. */
	drawn_change: {
		id: GeneratedAlways<number>;
		/** Given as the transaction ends. */
		no: number | null;
		layer: 'base' | 'grids' | 'buildings' | 'posts';
		west: number | null;
		south: number | null;
		east: number | null;
		north: number | null;
		mark: Generated<string>;
		at: DefaultedTimestamp;
	};
	check_in: {
		id: GeneratedAlways<number>;
		post_id: number;
		person_id: number;
		at: Timestamp;
		until: NullableTimestamp;
		evidence: string;
		/** Of the seat; null where it stands in none. */
		role: string | null;
		proof: Generated<'device' | 'code' | 'position' | 'lead'>;
		distance_m: number | null;
		accuracy_m: number | null;
		by_account: string | null;
		by_name: string | null;
		reason: string | null;
		received_at: DefaultedTimestamp;
	};
	gap: {
		id: GeneratedAlways<number>;
		district_id: number;
		dimension: 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6';
		kind: string;
		subject: Json<unknown>;
		grid_id: number | null;
		area_path: number[];
		shape: ColumnType<unknown, string | null, string | null>;
		since: Timestamp;
		opened_at: Timestamp;
		changed_at: Timestamp;
		closed_at: NullableTimestamp;
		closed_cause: string | null;
		owner_id: number | null;
		backup_id: number | null;
		due_at: Timestamp;
		cause: string;
		measures: DefaultedJson<unknown>;
	};
	event: { district_id: number; seq: number; at: Timestamp; kind: string; area_ids: number[]; body: Json<unknown> };
	grid_coverage_history: {
		grid_id: number;
		at: Timestamp;
		buildings: number;
		fresh_buildings: number;
		households: number;
		fresh_households: number;
		ground_area_m2: number;
		fresh_area_m2: number;
	};
	rule_set: {
		version: GeneratedAlways<number>;
		district_id: number | null;
		effective_from: Timestamp;
		note: Generated<string>;
		body: Json<unknown>;
		made_at: DefaultedTimestamp;
	};
	account_grant: {
		user_id: string;
		role: 'commander' | 'planner' | 'lead' | 'worker' | 'admin' | 'viewer';
		area_id: number | null;
		person_id: number | null;
		granted_at: DefaultedTimestamp;
	};
	access_log: {
		id: GeneratedAlways<number>;
		at: DefaultedTimestamp;
		user_id: string;
		action: string;
		subject: string;
		reason: Generated<string>;
	};
	account: {
		id: string;
		username: string;
		name: string;
		password_hash: string;
		demo: Generated<boolean>;
		created_at: DefaultedTimestamp;
		closed_at: NullableTimestamp;
	};
	account_session: { token_hash: Buffer; account_id: string; created_at: Timestamp; used_at: Timestamp; expires_at: Timestamp };
	login_failure: { key: string; failures: number; first_at: Timestamp; last_at: Timestamp };
}
