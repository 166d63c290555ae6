/** A draft with its edits, as a screen gets it. */
import type { Db } from '#db/open.ts';
import type { DraftBody } from '#lib/wire/drafts.ts';
import { editsOf, summaryOf, type DraftRow } from '../store/drafts.ts';

export async function draftBody(db: Db, row: DraftRow): Promise<DraftBody> {
	return { draft: await summaryOf(db, row), edits: (await editsOf(db, row.id)).map(({ edit }) => edit), at: row.edits };
}
