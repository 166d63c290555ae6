/** A photo of a report. Opening somebody else's is logged with the report it belongs to. */
import { ROUTES, mayUse } from '#lib/server/account/access.ts';
import { ownPersons } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { areaPathOfPhoto } from '#lib/server/store/field-areas.ts';
import { readPhoto } from '#lib/server/store/field-photos.ts';
import { logAccess } from '#lib/server/store/history.ts';

const OVERSEERS = { ...ROUTES['GET /api/photos/[id]'], who: ['commander', 'lead', 'admin'] } as const;

export const GET = door('GET /api/photos/[id]', async ({ params, identity, db }) => {
	const photo = await readPhoto(db, params.id);
	if (!photo) return refuse({ kind: 'missing' });
	if (!ownPersons(identity).includes(photo.personId)) {
		if (!mayUse(identity, OVERSEERS, await areaPathOfPhoto(db, params.id))) return refuse({ kind: 'forbidden' });
		const subject = `photo ${params.id} of report ${photo.reportId ?? '-'} by person ${photo.personId}`;
		await logAccess(db, { accountId: identity.accountId, action: 'photo', subject });
	}
	return new Response(new Uint8Array(photo.bytes), {
		headers: {
			'content-type': photo.media,
			'content-length': String(photo.bytes.byteLength),
			'content-disposition': `inline; filename="${params.id}.${photo.media.slice('image/'.length)}"`,
			// Each opening is asked for, so that each is logged.
			'cache-control': 'private, no-store'
		}
	});
});
