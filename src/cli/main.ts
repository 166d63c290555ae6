/** `npm run -s cli -- VERB …`: the product's verbs without a screen. Each verb is one file that says its own usage. */

import { CallError, type Verb } from './verb.ts';

const VERBS: Readonly<Record<string, () => Promise<{ readonly verb: Verb }>>> = {
	import: () => import('./import.ts'),
	'check-grids': () => import('./check-grids.ts'),
	coverage: () => import('./coverage.ts'),
	people: () => import('./people.ts'),
	device: () => import('./device.ts'),
	account: () => import('./account.ts'),
	'draft-grids': () => import('./draft-grids.ts'),
	'balance-grids': () => import('./balance-grids.ts'),
	partition: () => import('./partition.ts'),
	route: () => import('./route.ts'),
	roster: () => import('./roster.ts'),
	simulate: () => import('./simulate.ts'),
	replay: () => import('./replay.ts'),
	backup: () => import('./backup.ts'),
	restore: () => import('./restore.ts'),
	clock: () => import('./clock.ts')
};

async function main([name, ...args]: readonly string[]): Promise<number> {
	const load = name === undefined ? undefined : VERBS[name];
	if (!load) {
		const list = await Promise.all(Object.entries(VERBS).map(async ([key, open]) => `  ${key.padEnd(14)}${(await open()).verb.summary}`));
		console.error(
			`${name === undefined || name === '--help' ? '' : `No such verb: ${name}\n\n`}npm run -s cli -- VERB [options]\n\n${list.join('\n')}`
		);
		return name === '--help' ? 0 : 2;
	}
	const { verb } = await load();
	if (args.includes('--help')) {
		console.log(verb.usage);
		return 0;
	}
	try {
		return await verb.run(args);
	} catch (error) {
		if (!(error instanceof CallError)) throw error;
		console.error(error.message);
		return 2;
	}
}

process.exitCode = await main(process.argv.slice(2));
