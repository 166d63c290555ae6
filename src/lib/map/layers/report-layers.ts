/** Open reports at their places. Those on one spot are drawn as one, with how many: a checkpoint that counts whom it turned back all night stays one mark. */
import type { Layer } from '@deck.gl/core';
import { IconLayer } from '@deck.gl/layers';
import { inReadingOrder } from '#lib/board/report-book.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldReport } from '#lib/wire/field.ts';
import { packReportMarks, REPORT_MARK_PX, reportMarkKey } from '../marks/report-marks.ts';
import type { Memo } from './memo.ts';
import { markScale } from './mark-scale.ts';
import { place } from './place.ts';
import type { SceneInput } from './scene-input.ts';
import { gathered, zoomStep } from './spread.ts';
import { textLayer } from './text-layer.ts';

export interface ReportPlace {
	readonly at: Position;
	/** What presses first, then the newest. */
	readonly ids: readonly number[];
	readonly what: FieldReport['what'];
}

const NEAR_PX = 20;
const LEAST_SCALE = 0.8;
const NONE: readonly ReportPlace[] = [];

/** What is drawn, and so what can be pointed at. A wall has counts and no reports. */
export function reportPlaces(input: Pick<SceneInput, 'board' | 'look' | 'view' | 'wall'>, memo: Memo): readonly ReportPlace[] {
	const { board, look, view, wall } = input;
	if (wall || !look.layers.reports || board.reports.size === 0) return NONE;
	const zoom = zoomStep(view.zoom);
	return memo('report-places', [board, board.revisions.reports, zoom], () => placesOf(board.reports.values(), zoom));
}

export function placesOf(reports: Iterable<FieldReport>, zoom: number): readonly ReportPlace[] {
	const placed = inReadingOrder(reports).flatMap(({ id, at, what }) => (at ? [{ id, at, what }] : []));
	return gathered(placed, ({ at }) => at, zoom, NEAR_PX).map((group) => ({
		at: group[0]!.at,
		what: group[0]!.what,
		ids: group.map(({ id }) => id)
	}));
}

export function reportLayers(input: SceneInput, memo: Memo): Layer[] {
	const { palette, present, view, look, hover, board } = input;
	const places = reportPlaces(input, memo);
	if (places.length === 0 || input.plan || input.paint) return [];
	const ratio = Math.ceil(view.ratio * 2) / 2;
	const atlas = memo('report-atlas', [palette, ratio], () => packReportMarks(palette, ratio));
	const scale = Math.max(LEAST_SCALE, markScale(input));
	const chosen = [look.selection, hover].flatMap((one) => (one?.kind === 'report' ? [one.id] : []));
	return memo('reports', [places, atlas, scale, palette, present, chosen.join()], () => {
		const chosenOf = ({ ids }: ReportPlace): number | undefined => chosen.find((id) => ids.includes(id));
		// The first of the list lies on top.
		const marks: Layer = new IconLayer<ReportPlace>({
			...place('report', present),
			data: [...places].reverse(),
			iconAtlas: atlas.image as never,
			iconMapping: atlas.mapping as never,
			getPosition: ({ at }) => [at[0], at[1]],
			getIcon: (row) => {
				const id = chosenOf(row);
				return id === undefined ? reportMarkKey(row.what, false) : reportMarkKey(board.reports.get(id)?.what ?? row.what, true);
			},
			getSize: REPORT_MARK_PX * scale,
			sizeUnits: 'pixels',
			updateTriggers: { getIcon: [places, atlas, chosen.join()] }
		});
		const counts = places.filter(({ ids }) => ids.length > 1);
		return counts.length === 0
			? [marks]
			: [
					marks,
					textLayer(
						counts.map(({ at, ids }) => ({
							text: `${ids.length}`,
							at: [at[0], at[1]],
							offsetPx: [15 * scale, -23 * scale],
							anchor: 'start'
						})),
						{ row: 'report-count', sizePx: 12, weight: 600, colour: palette.rgba.ink, halo: palette.rgba.halo, palette, present }
					)
				];
	});
}
