/** A photo of a report, before or after the report itself. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { mediaOf, savePhoto } from '#lib/server/store/field-photos.ts';

const MOST_MB = 3;
const MOST_BYTES = MOST_MB * 1024 * 1024;
const DAY_MS = 86_400_000;

export const PUT = door('PUT /api/field/photos/[id]', async ({ params, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const large = { kind: 'field.photo-large', detail: { mb: MOST_MB } } as const;
	// Read to its end even where it is too large: a connection with half a body in it is lost. What is far too large the server itself cuts off.
	const body = await event.request.arrayBuffer().catch(() => null);
	if (body === null || body.byteLength > MOST_BYTES) return refuseField(large);
	const bytes = new Uint8Array(body);
	const media = mediaOf(bytes);
	if (!media) return refuseField({ kind: 'field.photo-kind' });
	const nowMs = Date.now();
	const { rules } = await rulesNow(db, person.districtId, nowMs);
	const saved = await savePhoto(db, {
		...{ id: params.id, districtId: person.districtId, personId: person.id, media, bytes },
		...{ receivedAtMs: nowMs, expiresAtMs: nowMs + rules.posting.keepDays.photos * DAY_MS }
	});
	return saved === 'taken' ? refuseField({ kind: 'field.photo-taken' }) : new Response(null, { status: 204 });
});
