/**
 * The server's clock as this browser knows it. A tick says the time at which it was sent and arrives a little later, so the largest offset heard
 * lately is the nearest to the truth; old samples are dropped so that a clock that is set right is followed.
 */
const SAMPLES = 64;

export interface ServerClock {
	heard(serverTimeMs: number, receivedAtMs: number): void;
	/** The server's time at a moment of this browser's clock. */
	at(browserMs: number): number;
}

export function serverClock(): ServerClock {
	const offsets: number[] = [];
	let next = 0;
	let best = 0;
	return {
		heard(serverTimeMs, receivedAtMs) {
			offsets[next] = serverTimeMs - receivedAtMs;
			next = (next + 1) % SAMPLES;
			best = Math.max(...offsets);
		},
		at: (browserMs) => browserMs + best
	};
}
