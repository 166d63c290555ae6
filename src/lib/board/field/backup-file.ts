/** Everything that lies on the phone and was not sent, as one JSON file; photos as data URLs. */
import type { PhoneStore } from './phone-store.ts';

export async function backupFile(store: PhoneStore, owner: string, atMs: number): Promise<Blob> {
	const photos = await Promise.all(
		(await store.photos(owner)).map(async ({ id, recordId, photo }) => ({ id, recordId, data: await dataUrl(photo) }))
	);
	const content = {
		product: 'Gridkeeper',
		account: owner,
		atMs,
		records: (await store.waiting(owner)).map(({ record, refused }) => ({ record, refused })),
		fixes: (await store.fixes(owner)).map(({ fix }) => fix),
		photos
	};
	return new Blob([JSON.stringify(content, null, '\t')], { type: 'application/json' });
}

const dataUrl = (blob: Blob): Promise<string> =>
	new Promise((done, failed) => {
		const reader = new FileReader();
		reader.onload = () => done(String(reader.result));
		reader.onerror = () => failed(reader.error ?? new Error('unreadable'));
		reader.readAsDataURL(blob);
	});
