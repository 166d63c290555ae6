/** A diagonal hatch on a canvas: the mark of what is unknown. */
export function hatch(context: CanvasRenderingContext2D, size: number, step: number, line: number, colour: string): void {
	context.save();
	context.strokeStyle = colour;
	context.lineWidth = line;
	context.beginPath();
	for (let at = -size; at < size * 2; at += step * Math.SQRT2) {
		context.moveTo(at, size);
		context.lineTo(at + size, 0);
	}
	context.stroke();
	context.restore();
}
