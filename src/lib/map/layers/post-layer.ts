/** Posts at their places, drawn from the packed marks. */
import type { Layer } from '@deck.gl/core';
import { IconLayer } from '@deck.gl/layers';
import type { Post } from '#lib/duty/post.ts';
import { isFull, isShort, markKey, markOf, packMarks, POST_MARK_PX, type MarkAtlas, type PostMark } from '../marks/post-marks.ts';
import type { Memo } from './memo.ts';
import { isCrowded, markScale } from './mark-scale.ts';
import { place } from './place.ts';
import { scaleOf, type SceneInput } from './scene-input.ts';

interface PostRow {
	readonly post: Post;
	readonly mark: PostMark;
	readonly key: string;
}

/** A wall shows what needs somebody. Where hardly anybody reports, unknown is a matter for the headline and not for hundreds of marks. */
const MOST_UNKNOWN_ON_WALL = 0.25;

/** What can be pointed at is what is drawn. */
export const postShown = (input: SceneInput): ((post: Post) => boolean) =>
	isCrowded(input) ? (post) => !isFull(markOf(post, input.board.staffing.get(post.id))) : () => true;

export function postLayers(input: SceneInput, memo: Memo): Layer[] {
	const { board, palette, look, present, view } = input;
	if (!look.layers.posts) return [];
	const scale = scaleOf(input);
	const crowded = isCrowded(input);
	const rows = memo('post-rows', [board.picture, board.revisions.staffing, input.wall !== null, crowded], (): PostRow[] => {
		const all = board.picture.posts.map((post) => {
			const mark = markOf(post, board.staffing.get(post.id));
			return { post, mark, key: markKey(mark) };
		});
		if (crowded) return all.filter((row) => !isFull(row.mark));
		if (!input.wall) return all;
		const unknown = all.filter((row) => row.mark.present === null).length;
		const showUnknown = unknown <= all.length * MOST_UNKNOWN_ON_WALL;
		return all.filter((row) => isShort(row.mark) || (showUnknown && row.mark.present === null));
	});
	const keys = memo('post-keys', [rows], () => [...new Set(rows.map((row) => row.key))].sort().join(' '));
	const ratio = Math.ceil(view.ratio * scale * 2) / 2;
	const atlas = memo('post-atlas', [keys, palette, ratio], (): MarkAtlas =>
		packMarks(
			rows.map((row) => row.mark),
			palette,
			ratio
		)
	);
	const sizePx = Math.round(POST_MARK_PX * markScale(input) * 2) / 2;
	return [
		memo(
			'posts',
			[rows, atlas, sizePx, present],
			() =>
				new IconLayer<PostRow>({
					...place('post', present),
					data: rows,
					iconAtlas: atlas.image as never,
					iconMapping: atlas.mapping as never,
					getPosition: (row) => [row.post.position[0], row.post.position[1]],
					getIcon: (row) => row.key,
					getSize: sizePx,
					sizeUnits: 'pixels',
					updateTriggers: { getIcon: [rows, atlas] }
				})
		)
	];
}
