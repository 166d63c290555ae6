/** Photos that belong to reports from the field. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

export type PhotoMedia = 'image/jpeg' | 'image/webp' | 'image/png';

/** What the bytes themselves are, whatever they are called; null: no such picture. */
export function mediaOf(bytes: Uint8Array): PhotoMedia | null {
	const is = (at: number, ...wanted: readonly number[]): boolean => wanted.every((byte, i) => bytes[at + i] === byte);
	if (is(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
	if (is(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
	// RIFF….WEBP
	if (is(0, 0x52, 0x49, 0x46, 0x46) && is(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
	return null;
}

export interface NewPhoto {
	readonly id: string;
	readonly districtId: number;
	readonly personId: number;
	readonly media: PhotoMedia;
	readonly bytes: Uint8Array;
	readonly receivedAtMs: number;
	readonly expiresAtMs: number;
}

/** The same photo of the same person again changes nothing. @returns `taken` where that id is another photo's */
export async function savePhoto(db: Db, photo: NewPhoto): Promise<'saved' | 'taken'> {
	const bytes = Buffer.from(photo.bytes.buffer, photo.bytes.byteOffset, photo.bytes.byteLength);
	await db
		.insertInto('field_photo')
		.values({
			id: photo.id,
			district_id: photo.districtId,
			person_id: photo.personId,
			media: photo.media,
			bytes,
			received_at: new Date(photo.receivedAtMs),
			expires_at: new Date(photo.expiresAtMs)
		})
		.onConflict((on) => on.column('id').doNothing())
		.execute();
	const { rows } = await sql<{ same: boolean }>`
		select person_id = ${photo.personId} and bytes = ${bytes} as same from field_photo where id = ${photo.id}::uuid`.execute(db);
	return rows[0]?.same === true ? 'saved' : 'taken';
}

export interface Photo {
	readonly personId: number;
	readonly media: PhotoMedia;
	readonly bytes: Buffer;
	/** Number of the report it belongs to; null as long as that has not come. */
	readonly reportId: number | null;
}

export async function readPhoto(db: Db, id: string): Promise<Photo | null> {
	const { rows } = await sql<Photo>`
		select f.person_id as "personId", f.media, f.bytes, (select min(r.id)::int from field_record r
			where r.person_id = f.person_id and r.kind = 'report' and r.body->'photos' ? (f.id::text)) as "reportId"
		from field_photo f where f.id = ${id}::uuid`.execute(db);
	return rows[0] ?? null;
}
