/** Sends what waits on the phone: at once while there is a signal, otherwise again and again, farther and farther apart. */
import type { PhoneDisk } from './phone-disk.svelte.ts';
import type { Waiting } from './phone-store.ts';
import { sendWaiting, type SendEnd } from './send-waiting.ts';

const TICKED_MS = 2_000;
const BACK_OFF_S = [2, 5, 15, 30, 60, 120, 300] as const;

export class Outbox {
	readonly #owner: string;
	readonly #disk: PhoneDisk;
	readonly #onend: (end: SendEnd) => void;
	sending = $state(false);
	/** Just sent: shown with a tick for a moment. */
	ticked = $state.raw<readonly Waiting[]>([]);
	#fails = 0;
	#retry: ReturnType<typeof setTimeout> | null = null;
	#closed = false;

	/** @param onend how a round ended: what it says of the line */
	constructor(owner: string, disk: PhoneDisk, onend: (end: SendEnd) => void) {
		this.#owner = owner;
		this.#disk = disk;
		this.#onend = onend;
	}

	close(): void {
		this.#closed = true;
		this.#stopWaiting();
	}

	/** Whatever failed before, the next failure is waited for but shortly. */
	forgetFails(): void {
		this.#fails = 0;
	}

	async send(): Promise<void> {
		const disk = this.#disk;
		if (!disk.store || this.sending || this.#closed) return;
		this.#stopWaiting();
		this.sending = true;
		let end: SendEnd;
		try {
			end = await sendWaiting({
				store: disk.store,
				owner: this.#owner,
				nowMs: () => Date.now(),
				onkept: (ids, { serverTimeMs, halfwayMs }) => {
					this.#tick(ids);
					void disk.change((state) => ({ ...state, offsetMs: serverTimeMs - halfwayMs, sentAtMs: serverTimeMs }));
					void disk.look();
				}
			});
		} catch (error) {
			disk.fault(error);
			end = { kind: 'later', afterS: null };
		} finally {
			this.sending = false;
		}
		if (this.#closed) return;
		await disk.look();
		this.#onend(end);
		if (end.kind === 'empty') this.#fails = 0;
		else if (end.kind === 'held') this.#again(Math.max(250, end.untilMs - Date.now()));
		else {
			const waitS = end.kind === 'later' && end.afterS !== null ? end.afterS : BACK_OFF_S[Math.min(this.#fails, BACK_OFF_S.length - 1)]!;
			this.#fails++;
			// A little apart, so that a whole squad does not come back in one second.
			this.#again(waitS * 1000 * (0.8 + 0.4 * Math.random()));
		}
	}

	/** Sends what can be sent before the account leaves the phone. */
	async flush(): Promise<void> {
		for (let i = 0; i < 40 && this.sending; i++) await new Promise((next) => setTimeout(next, 250));
		await this.send();
	}

	#stopWaiting(): void {
		if (this.#retry) clearTimeout(this.#retry);
		this.#retry = null;
	}
	#again(afterMs: number): void {
		this.#stopWaiting();
		this.#retry = setTimeout(() => void this.send(), afterMs);
	}
	#tick(ids: readonly string[]): void {
		const gone = this.#disk.waiting.filter(({ id }) => ids.includes(id) && !this.#disk.photoBytes[id]?.length);
		if (gone.length === 0) return;
		this.ticked = [...this.ticked, ...gone];
		setTimeout(() => (this.ticked = this.ticked.filter((thing) => !gone.includes(thing))), TICKED_MS);
	}
}
