/** The one tile store of the running app, opened when first needed and closed with it. */
import { runtime } from '../runtime.ts';
import { openTileStore, type TileStore } from './tile-store.ts';

let store: TileStore | null = null;

export function tiles(): TileStore {
	if (!store) {
		const { database, onClose } = runtime();
		const opened = openTileStore(database.db);
		store = opened;
		onClose(async () => {
			store = null;
			await opened.close();
		});
	}
	return store;
}
