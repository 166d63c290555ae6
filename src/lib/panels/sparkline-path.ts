/** The line of a share over time, as an SVG path: breaks where nothing was known, steps nowhere. */
export interface SharePoint {
	readonly atMs: number;
	/** 0–1; null where there was nothing to cover or nothing known. */
	readonly share: number | null;
}

/** @param box left, top, width and height of the plot. Points outside the span are left out; the path is '' where none is left. */
export function sharePath(
	points: readonly SharePoint[],
	fromMs: number,
	toMs: number,
	box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
): string {
	let path = '';
	let pen = false;
	for (const { atMs, share } of points) {
		if (atMs < fromMs || atMs > toMs || share === null) {
			if (share === null) pen = false;
			continue;
		}
		const x = box.x + ((atMs - fromMs) / (toMs - fromMs)) * box.width;
		const y = box.y + (1 - share) * box.height;
		path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
		pen = true;
	}
	return path;
}
