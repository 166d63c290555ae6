/** Keeps the screen on, where the browser can. */
export class StayAwake {
	wanted = $state(false);
	#lock: WakeLockSentinel | null = null;

	async set(wanted: boolean): Promise<void> {
		this.wanted = wanted;
		if (!wanted) {
			await this.end();
			return;
		}
		this.#lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
		if (!this.#lock) this.wanted = false;
	}
	/** The browser lets go of it whenever the page is hidden. */
	async again(): Promise<void> {
		if (this.wanted) await this.set(true);
	}
	async end(): Promise<void> {
		await this.#lock?.release().catch(() => undefined);
		this.#lock = null;
	}
}
