/** The one tile store of the running app, opened when first needed and closed with it. */
import { runtime } from '../runtime.ts';
import { deleteOldDrawnChanges } from '../store/drawn-changes.ts';
import { openTileStore, type TileStore } from './tile-store.ts';

let store: TileStore | null = null;

const HOUR_MS = 3_600_000;
/** Whoever has not looked for so long finds that everything changed. */
const KEEP_CHANGES_MS = 24 * HOUR_MS;

export function tiles(): TileStore {
	if (!store) {
		const { database, onClose } = runtime();
		const opened = openTileStore(database.db);
		store = opened;
		// Where it fails, the next hour's does it.
		const tidy = (): void => void deleteOldDrawnChanges(database.db, Date.now() - KEEP_CHANGES_MS).catch(() => undefined);
		const timer = setInterval(tidy, HOUR_MS);
		tidy();
		onClose(async () => {
			clearInterval(timer);
			store = null;
			await opened.close();
		});
	}
	return store;
}
