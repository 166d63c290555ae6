/** What the code printed for a post says: a word that only the one who stands before it can read. */
import { randomBytes } from 'node:crypto';
import type { Db } from '#db/open.ts';

/** 128 bits: nobody guesses it. */
const BYTES = 16;

/** Made when first asked for. @returns null where there is no such post */
export async function codeOfPost(db: Db, postId: number): Promise<{ readonly code: string; readonly token: string } | null> {
	const row = await db.selectFrom('post').where('id', '=', postId).select(['code', 'code_token']).executeTakeFirst();
	if (!row) return null;
	if (row.code_token !== null) return { code: row.code, token: row.code_token };
	// Of two who ask at the same time both get the one that was first.
	await db.updateTable('post').set({ code_token: newToken() }).where('id', '=', postId).where('code_token', 'is', null).execute();
	return await codeOfPost(db, postId);
}

/** The one before counts no more. @returns null where there is no such post */
export async function renewCode(db: Db, postId: number): Promise<{ readonly code: string; readonly token: string } | null> {
	const row = await db
		.updateTable('post')
		.set({ code_token: newToken() })
		.where('id', '=', postId)
		.returning(['code', 'code_token'])
		.executeTakeFirst();
	return row ? { code: row.code, token: row.code_token ?? '' } : null;
}

const newToken = (): string => `gk-post:${randomBytes(BYTES).toString('base64url')}`;
