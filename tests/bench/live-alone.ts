/** The live side of the server without the pages, from the sources: for a profile that tells its parts apart. `PORT DATABASE_URL`; prints a line when it is up. */
import { createServer } from 'node:http';
import { openDatabase } from '#db/open.ts';
import { openLive } from '#lib/server/live/live.ts';

const [port = '', databaseUrl = ''] = process.argv.slice(2);
const { db } = await openDatabase({ databaseUrl });
const httpServer = createServer((_, response) => void response.writeHead(404).end());
const live = await openLive({
	httpServer,
	db,
	watchers: { identify: async () => null, mayWatch: () => false, standing: async () => new Map(), prolong: async () => undefined }
});
await live.ready();
httpServer.listen(Number(port), '127.0.0.1', () => console.log('listening'));
process.once('SIGTERM', () => process.exit(0));
