/**
 * How large a wall must be drawn to be read: from the viewing distance and the panel's diagonal, by the control-room rule that a character subtends
 * 20 arc minutes where it must be read and 16 where it may.
 *
 * A capital of angle α at distance d is `2·d·tan(α/2)` high; the panel's pixels a millimetre turn that into pixels, and the font's share of capital
 * in its size into a type size.
 */
export const MUST_READ_ARCMIN = 20;
export const MAY_READ_ARCMIN = 16;
/** Capital height ÷ type size. Noto Sans SC's capitals are 0.733; reckoned a little lower, so that digits are not below the rule either. */
const CAPITAL_SHARE = 0.7;
const MM_PER_INCH = 25.4;
const ARCMIN = Math.PI / (180 * 60);

export interface Panel {
	/** From the eye to the panel, metres. */
	readonly distanceM: number;
	/** Of the picture, inches. */
	readonly diagonalIn: number;
	/** Of the page, CSS px: the whole panel. */
	readonly widthPx: number;
	readonly heightPx: number;
}

export interface WallLayout {
	/** Millimetres of a capital that must be read. */
	readonly capitalMm: number;
	/** Type sizes, px. */
	readonly mustReadPx: number;
	readonly mayReadPx: number;
	/** What one px of the 1080-line drawing becomes: 1 at 6 m on a 55-inch 1080p panel. */
	readonly unit: number;
	readonly columnPx: number;
	/** How many of the most urgent gaps fit. */
	readonly rows: number;
	/** How many roles fit into the same place, under their headings. */
	readonly roleRows: number;
	/** False where the panel is too small for even one gap at this distance; `neededIn` is the diagonal that would do. */
	readonly fits: boolean;
	readonly neededIn: number;
}

/** The drawing at unit 1, px: clock 158, headline 206, a gap 198, people 122; column 840, of which at most this share of the panel. In the place of the gaps a list of
 * roles has headings of 196 and a line of 92 a role. */
const DRAWN = { clock: 158, headline: 206, gap: 198, people: 122, column: 840, mustRead: 78, headings: 196, role: 92 } as const;
const MOST_OF_WIDTH = 0.62;
const MOST_ROWS = 6;

export function wallLayout(panel: Panel): WallLayout {
	const diagonalPx = Math.hypot(panel.widthPx, panel.heightPx);
	const pxPerMm = diagonalPx / (panel.diagonalIn * MM_PER_INCH);
	const capitalMm = capitalHeightMm(panel.distanceM, MUST_READ_ARCMIN);
	const mustReadPx = (capitalMm * pxPerMm) / CAPITAL_SHARE;
	const unit = mustReadPx / DRAWN.mustRead;
	const besides = (DRAWN.clock + DRAWN.headline + DRAWN.people) * unit;
	const left = panel.heightPx - besides;
	// A drawing that is a few pixels too high is not worth a gap less: rows give way by up to 3 %.
	const rows = Math.floor(left / (DRAWN.gap * unit * 0.97));
	const wide = panel.widthPx * MOST_OF_WIDTH >= DRAWN.column * unit * 0.97;
	const fits = rows >= 1 && wide;
	const neededUnit = Math.min((panel.widthPx * MOST_OF_WIDTH) / (DRAWN.column * 0.97), panel.heightPx / (1080 - 2 * DRAWN.gap));
	return {
		capitalMm,
		mustReadPx,
		mayReadPx: (capitalHeightMm(panel.distanceM, MAY_READ_ARCMIN) * pxPerMm) / CAPITAL_SHARE,
		unit,
		columnPx: Math.min(DRAWN.column * unit, panel.widthPx * MOST_OF_WIDTH),
		rows: Math.max(1, Math.min(MOST_ROWS, rows)),
		roleRows: Math.max(1, Math.floor((left / unit - DRAWN.headings) / DRAWN.role)),
		fits,
		neededIn: fits ? panel.diagonalIn : Math.ceil((panel.diagonalIn * unit) / neededUnit)
	};
}

/** Height of a character that subtends an angle at a distance, mm. */
export const capitalHeightMm = (distanceM: number, arcmin: number): number => 2 * distanceM * 1000 * Math.tan((arcmin * ARCMIN) / 2);

export interface WallSettings {
	readonly distanceM: number;
	readonly diagonalIn: number;
	/** Seconds a stop of the tour; 0: no tour. */
	readonly tourS: number;
	/** Seconds a page of the list stands: it is read through in less. */
	readonly turnS: number;
}

/** `?distance=6&diagonal=55&tour=20&turn=8`: metres, inches, seconds, seconds. What is missing or absurd is at its default. */
export function wallSettings(params: URLSearchParams): WallSettings {
	const number = (key: string, usual: number, from: number, to: number): number => {
		const text = params.get(key);
		const n = text === null || text.trim() === '' ? NaN : Number(text);
		return Number.isFinite(n) && n >= from && n <= to ? n : usual;
	};
	return {
		distanceM: number('distance', 6, 0.3, 60),
		diagonalIn: number('diagonal', 55, 5, 1000),
		tourS: params.get('tour') === '0' ? 0 : number('tour', 20, 5, 3600),
		turnS: number('turn', 8, 4, 600)
	};
}
