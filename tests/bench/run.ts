/** `npm run bench [-- NAME …] [--json]`: runs the benches one after another and prints each figure beside its peer or limit. */
import { cpus } from 'node:os';
import { type Bench, type BenchLine, meets } from './bench.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
	coverage: () => import('./coverage.bench.ts'),
	partition: () => import('./partition.bench.ts'),
	live: () => import('./live.bench.ts'),
	plan: () => import('./plan.bench.ts'),
	balance: () => import('./balance.bench.ts'),
	draw: () => import('./draw.bench.ts'),
	publish: () => import('./publish.bench.ts'),
	route: () => import('./route.bench.ts'),
	paint: () => import('./paint.bench.ts'),
	roster: () => import('./roster.bench.ts'),
	'what-if': () => import('./what-if.bench.ts'),
	ingest: () => import('./ingest.bench.ts'),
	tiles: () => import('./tiles.bench.ts'),
	start: () => import('./start.bench.ts'),
	'fan-out': () => import('./fan-out.bench.ts'),
	replay: () => import('./replay.bench.ts'),
	'replay-browser': () => import('./replay-browser.bench.ts'),
	browser: () => import('./browser.bench.ts')
};

const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
for (const name of names)
	if (!(name in BENCHES)) {
		console.error(`No such bench: ${name}. There are: ${Object.keys(BENCHES).join(', ')}`);
		process.exit(2);
	}

const number = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });
const lines: (BenchLine & { readonly bench: string; readonly meets: boolean })[] = [];
if (!json)
	console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString()}\n`);
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
	const { bench } = await BENCHES[name]!();
	for (const line of await bench.run()) {
		lines.push({ bench: name, ...line, meets: meets(line) });
		if (!json) {
			const aim = `${line.aim.better === 'lower' ? '≤' : '≥'} ${number(line.aim.ratio)}`;
			console.log(
				`${meets(line) ? 'meets' : 'SHORT'}  ${line.what}: ${number(line.ours)} ${line.unit}, ${line.peer.name} ${number(line.peer.value)} ${line.unit}`
			);
			console.log(`       ratio ${line.ratio.toFixed(3)} (aim ${aim}); ${line.how}`);
		}
	}
}
if (json)
	console.log(
		JSON.stringify(
			{ at: new Date().toISOString(), machine: { processor: cpus()[0]?.model, cores: cpus().length, node: process.version }, lines },
			null,
			'\t'
		)
	);
