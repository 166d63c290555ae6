/**
 * The phone's disk as this person sees it: what is known of the day, what waits to be sent, where they walked. Whatever is said to be kept lies there
 * already; what could not be kept is said.
 */
import type { FieldFix, FieldRecord } from '#lib/wire/field.ts';
import { backupFile } from './backup-file.ts';
import { isFull, NO_STATE, openPhoneStore, type KeptFix, type PhoneState, type PhoneStore, type Waiting } from './phone-store.ts';

/** Fixes in one record of a track. */
const TRACK_FIXES = 500;

export class PhoneDisk {
	#owner = '';
	kept = $state.raw<PhoneState>(NO_STATE(''));
	waiting = $state.raw<readonly Waiting[]>([]);
	fixes = $state.raw<readonly KeptFix[]>([]);
	/** Bytes of photos that wait, by record. */
	photoBytes = $state.raw<Readonly<Record<string, readonly number[]>>>({});
	/** Of other people on this phone. */
	othersWaiting = $state(0);
	/** What the phone could not keep. */
	problem = $state<'full' | 'failed' | null>(null);
	/** Whether the browser promised not to throw anything away; null: not known yet. */
	persistent = $state<boolean | null>(null);
	/** Null until it is open. */
	store: PhoneStore | null = null;
	#channel: BroadcastChannel | null = null;
	#closed = false;

	/** @throws where the browser has no place for it */
	async open(owner: string): Promise<void> {
		this.#owner = owner;
		this.store = await openPhoneStore();
		await this.look();
		if (this.#closed) return;
		if ('BroadcastChannel' in globalThis) {
			this.#channel = new BroadcastChannel('gridkeeper-field');
			this.#channel.onmessage = () => void this.look();
		}
		void navigator.storage?.persisted?.().then((yes) => (this.persistent = yes));
	}
	close(): void {
		this.#closed = true;
		this.#channel?.close();
		this.store?.close();
	}

	/** @returns whether it lies on the disk now, with what it changes of the day */
	async keep(
		record: FieldRecord,
		options: {
			readonly about: string;
			readonly heldUntilMs: number;
			readonly photos: readonly { readonly id: string; readonly photo: Blob }[];
			readonly how?: ((state: PhoneState) => PhoneState) | undefined;
		}
	): Promise<boolean> {
		if (!this.store) return false;
		const { about, heldUntilMs, photos, how } = options;
		try {
			await this.store.keep({ id: record.id, owner: this.#owner, record, about, heldUntilMs, kept: false, refused: null }, photos, how);
			this.problem = null;
		} catch (error) {
			this.fault(error);
			return false;
		}
		await this.look();
		this.#tellOthers();
		if (this.persistent !== true) void navigator.storage?.persist?.().then((yes) => (this.persistent = yes));
		return true;
	}

	async change(how: (state: PhoneState) => PhoneState): Promise<void> {
		try {
			if (this.store) this.kept = await this.store.change(this.#owner, how);
		} catch (error) {
			this.fault(error);
			this.kept = how(this.kept);
		}
	}

	/** Takes back what was not sent yet. */
	async undo(id: string, how: (state: PhoneState) => PhoneState): Promise<void> {
		await this.store?.undo(id, how);
		await this.look();
	}

	async addFix(fix: FieldFix): Promise<void> {
		try {
			await this.store?.addFix(this.#owner, fix);
			this.fixes = (await this.store?.fixes(this.#owner)) ?? [];
		} catch (error) {
			this.fault(error);
		}
	}

	/** The fixes so far as records, so that whatever is kept next comes after them. */
	async makeTrack(): Promise<void> {
		const make = (fixes: readonly FieldFix[]) => {
			const id = crypto.randomUUID();
			const record: FieldRecord = { id, kind: 'track', atMs: fixes.at(-1)!.atMs, fixes };
			return { id, owner: this.#owner, record, about: '', heldUntilMs: 0, kept: false, refused: null };
		};
		try {
			while (await this.store?.cutTrack(this.#owner, TRACK_FIXES, make));
		} catch (error) {
			this.fault(error);
		}
	}

	/** The person has read why these were refused. */
	async readRefusals(ids: readonly string[]): Promise<void> {
		await this.store?.read(ids);
		await this.look();
	}

	/** Everything that lies on the phone and was not sent, to be saved as a file. */
	backup(atMs: number): Promise<Blob> {
		return this.store ? backupFile(this.store, this.#owner, atMs) : Promise.resolve(new Blob(['{}']));
	}

	/** Reads it again: another page or the service worker may have written. */
	async look(): Promise<void> {
		const { store } = this;
		if (!store || this.#closed) return;
		const [kept, waiting, fixes, photos, others] = await Promise.all([
			store.state(this.#owner),
			store.waiting(this.#owner),
			store.fixes(this.#owner),
			store.photos(this.#owner),
			store.othersWaiting(this.#owner)
		]);
		const photoBytes: Record<string, number[]> = {};
		for (const { recordId, photo } of photos) (photoBytes[recordId] ??= []).push(photo.size);
		[this.kept, this.waiting, this.fixes, this.photoBytes, this.othersWaiting] = [kept, waiting, fixes, photoBytes, others];
	}

	fault(error: unknown): void {
		this.problem = isFull(error) ? 'full' : 'failed';
	}

	#tellOthers(): void {
		this.#channel?.postMessage('kept');
		// Where the browser can: it wakes the service worker when there is a signal again, with the page closed.
		void navigator.serviceWorker?.getRegistration('/field').then(async (registration) => {
			const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
			await sync?.register('gridkeeper-field').catch(() => undefined);
		});
	}
}
