/** The post whose code is to be hung up. Opening the code is written down. */
import { error } from '@sveltejs/kit';
import { runtime } from '#lib/server/runtime.ts';
import { logAccess } from '#lib/server/store/history.ts';
import { codeOfPost } from '#lib/server/store/post-codes.ts';
import { sheetOfPost } from '#lib/server/store/post-sheet.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const { db } = runtime().database;
	const id = Number(params.id);
	const post = await sheetOfPost(db, id);
	const found = await codeOfPost(db, id);
	if (!post || !found || !locals.identity) error(404);
	await logAccess(db, { accountId: locals.identity.accountId, action: 'post-code', subject: `post ${id}` });
	return { post, token: found.token };
};
