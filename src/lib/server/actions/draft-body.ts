/** A draft with its edits, as a screen gets it. */
import type { Db } from '#db/open.ts';
import type { DraftBody } from '#lib/wire/drafts.ts';
import { draftRow, editsOf, summaryOf, type DraftRow } from '../store/drafts.ts';
import { editsAtHand } from './draw-draft.ts';

export async function draftBody(db: Db, row: DraftRow): Promise<DraftBody> {
	const draft = await summaryOf(db, row);
	const known = editsAtHand(db, row);
	if (known) return { draft, edits: known, at: row.edits };
	const edits = (await editsOf(db, row.id)).map(({ edit }) => edit);
	// Somebody may have saved between the two readings: edits and revision must be of one moment.
	const again = await draftRow(db, row.id);
	return again && again.revision !== row.revision ? draftBody(db, again) : { draft, edits, at: row.edits };
}
