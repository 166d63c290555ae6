/** `npm run dev`: the app from its sources, reloaded as they change, on the same runtime as the built one. */
import { begin, ensureInstalled, runHere, tool } from './bootstrap.mjs';

await begin(async () => {
	await ensureInstalled();
	return runHere(tool('vite', 'dev', ...process.argv.slice(2)));
});
