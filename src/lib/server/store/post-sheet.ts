/** What stands on the sheet that is hung up at a post. */
import type { Db } from '#db/open.ts';
import type { PostKind } from '#lib/duty/post.ts';

export interface PostSheet {
	readonly id: number;
	readonly code: string;
	readonly name: string;
	readonly kind: PostKind;
	readonly districtName: string;
	readonly fictional: boolean;
}

/** Null where there is no such post. */
export async function sheetOfPost(db: Db, id: number): Promise<PostSheet | null> {
	const row = await db
		.selectFrom('post')
		.innerJoin('area', 'area.id', 'post.district_id')
		.where('post.id', '=', id)
		.select(['post.id', 'post.code', 'post.name', 'post.kind', 'area.name as districtName', 'area.fictional'])
		.executeTakeFirst();
	return row ?? null;
}
