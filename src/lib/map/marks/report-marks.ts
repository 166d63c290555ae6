/** Marks of reports: a small flag of paper that points at its place, with the icon of its kind; in the alarm hue only where somebody may be in danger. */
import { REPORT_ICONS } from '#lib/board/report-icon.ts';
import { isPressing } from '#lib/board/report-book.ts';
import { REPORT_KINDS, type ReportKind } from '#lib/wire/field.ts';
import type { Palette } from '../palette.ts';
import type { MarkAtlas } from './post-marks.ts';

/** Of a cell, CSS px: the tip stands at the middle of its lower edge. */
export const REPORT_MARK_PX = 40;
const SIDE = 21;
const TIP = 7;
const MARGIN = 5;

/** What the mark of a report is packed under. */
export const reportMarkKey = (what: ReportKind, chosen: boolean): string => (chosen ? `${what}:chosen` : what);

/** @param ratio image pixels a CSS px */
export function packReportMarks(palette: Palette, ratio: number): MarkAtlas {
	const cell = Math.ceil(REPORT_MARK_PX * ratio);
	const image = document.createElement('canvas');
	image.width = cell * REPORT_KINDS.length;
	image.height = cell * 2;
	const pen = image.getContext('2d');
	const mapping: Record<string, MarkAtlas['mapping'][string] & { anchorY: number }> = {};
	const draw = (kind: ReportKind, n: number, chosen: boolean): void => {
		const y = chosen ? cell : 0;
		mapping[reportMarkKey(kind, chosen)] = { x: n * cell, y, width: cell, height: cell, anchorY: cell - MARGIN * ratio };
		if (!pen) return;
		const { css } = palette;
		const pressing = isPressing(kind);
		pen.save();
		pen.translate(n * cell + cell / 2, y + cell - MARGIN * ratio);
		pen.scale(ratio, ratio);
		pen.beginPath();
		pen.roundRect(-SIDE / 2, -TIP - SIDE, SIDE, SIDE, 4);
		pen.moveTo(-5, -TIP - 0.5);
		pen.lineTo(0, 0);
		pen.lineTo(5, -TIP - 0.5);
		[pen.lineJoin, pen.lineCap] = ['round', 'round'];
		const rings = chosen
			? ([
					[css.sel, 8.4],
					[css.selGap, 5.2]
				] as const)
			: ([[css.markCase, 3.6]] as const);
		for (const [colour, width] of rings) {
			pen.strokeStyle = colour;
			pen.lineWidth = width;
			pen.stroke();
		}
		pen.strokeStyle = pressing ? css.alarm : css.mark;
		pen.lineWidth = 1.6;
		pen.stroke();
		pen.fillStyle = pressing ? css.alarm : css.panel;
		pen.fill();
		pen.translate(0, -TIP - SIDE / 2);
		pen.strokeStyle = pressing ? css.onAlarm : css.mark;
		pen.lineWidth = kind === 'help' || kind === 'other' ? 2.4 : 1.5;
		pen.stroke(new Path2D(REPORT_ICONS[kind]));
		pen.restore();
	};
	REPORT_KINDS.forEach((kind, n) => {
		draw(kind, n, false);
		draw(kind, n, true);
	});
	return { image, mapping };
}
