/** `npm start`: from a fresh clone to a running server with one command. Installs and builds what is missing, then serves in this terminal. */
import { join } from 'node:path';
import { begin, ensureBuilt, ensureInstalled, node, ROOT, runHere } from './bootstrap.mjs';

await begin(async () => {
	await ensureInstalled();
	await ensureBuilt();
	return runHere([node(), '--disable-warning=ExperimentalWarning', join(ROOT, 'src', 'cli', 'serve.ts'), ...process.argv.slice(2)]);
});
