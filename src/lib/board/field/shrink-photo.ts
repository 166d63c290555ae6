/** Makes a photo small on the phone before it is kept: drawn anew, so that nothing of where and with what it was taken goes along. */

const LONGEST_PX = 1600;
const QUALITIES = [0.82, 0.7, 0.55, 0.4] as const;
const MOST_BYTES = 2_500_000;

/** @throws Error where the file is no picture that this browser can read. */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
	const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
	try {
		const share = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
		const canvas = document.createElement('canvas');
		canvas.width = Math.max(1, Math.round(picture.width * share));
		canvas.height = Math.max(1, Math.round(picture.height * share));
		const pen = canvas.getContext('2d');
		if (!pen) throw new Error('no canvas');
		pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
		let smallest: Blob | null = null;
		for (const quality of QUALITIES) {
			smallest = await new Promise<Blob | null>((made) => canvas.toBlob(made, 'image/jpeg', quality));
			if (smallest && smallest.size <= MOST_BYTES) break;
		}
		if (!smallest) throw new Error('no picture');
		return smallest;
	} finally {
		picture.close();
	}
}
