/** Reads a QR code from the camera: by the browser's own detector where there is one, otherwise by a decoder that came with the app. */

export interface CodeReader {
	/** What a code in the picture says; null where there is none. */
	read(video: HTMLVideoElement): Promise<string | null>;
}

interface Detector {
	detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = (new (options: { formats: string[] }) => Detector) & { getSupportedFormats(): Promise<string[]> };

/** The longer side of what the decoder is shown, px. */
const SHOWN_PX = 640;

export async function codeReader(): Promise<CodeReader> {
	const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	if (Native && (await Native.getSupportedFormats().catch(() => [] as string[])).includes('qr_code')) {
		const detector = new Native({ formats: ['qr_code'] });
		return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null };
	}
	const { decodeQR } = await import('qr/decode.js');
	const canvas = document.createElement('canvas');
	const pen = canvas.getContext('2d', { willReadFrequently: true });
	return {
		async read(video) {
			if (!pen || video.videoWidth === 0) return null;
			const share = Math.min(1, SHOWN_PX / Math.max(video.videoWidth, video.videoHeight));
			canvas.width = Math.round(video.videoWidth * share);
			canvas.height = Math.round(video.videoHeight * share);
			pen.drawImage(video, 0, 0, canvas.width, canvas.height);
			try {
				return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
			} catch {
				// No code in this picture; the next one may hold it.
				return null;
			}
		}
	};
}
