/**
 * What must be there before the program's own code can run: its dependencies, its own Node, its build. Plain JavaScript without any import
 * from outside Node, because it runs on a fresh clone with whatever Node the system has (20 or later).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const at = (...parts) => join(ROOT, ...parts);

/** The Node that comes with the dependencies, so that the system's only has to be good enough to install it. */
const OWN_NODE = at('node_modules', '.bin', 'node');
const INSTALLED = at('node_modules', '.gridkeeper-installed');
const BUILT = at('build', '.sources');
/** Everything the built app is made of. */
const SOURCES = [
	'src',
	'static',
	'db',
	'geodata',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'package.json',
	'package-lock.json'
];
const NO_TYPES_BEFORE = [22, 18];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A sentence in both languages for somebody who cannot go on; printed without a stack. */
export class Halt extends Error {}

/** Runs `main`; a Halt is printed and ends with status 1. */
export async function begin(main) {
	try {
		process.exitCode = await main();
	} catch (error) {
		if (!(error instanceof Halt)) throw error;
		console.error(`\n${error.message}`);
		process.exitCode = 1;
	}
}

/** Installs the dependencies where they are missing or not those of package-lock.json. */
export async function ensureInstalled() {
	const wanted = hashOf([at('package-lock.json')]);
	if (existsSync(OWN_NODE) && isInstalled(wanted)) return;
	const packages = Object.keys(JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages).length - 1;
	// The step `npm ci` runs inside another npm: what that one was told must not leak into it.
	const env = { ...process.env, npm_config_loglevel: 'error', NODE_ENV: 'development' };
	const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
	await step('安装依赖 Installing', [...npm, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
		env,
		progress: () => `${Math.min(countInstalled(), packages)}/${packages}`,
		advice:
			'依赖没有装好。请检查网络（公司网络可能需要：npm config set registry … 或设置代理），然后重试。\n' +
			'The dependencies could not be installed. Check the network (inside a company: npm config set registry …, or a proxy), then try again.'
	});
	if (!existsSync(OWN_NODE) && !ownNodeIsNeedless()) {
		throw new Halt(
			`npm 没有运行依赖包 node 的安装脚本，而本机 Node ${process.versions.node} 太旧。请执行：npm rebuild node（或安装 Node 24）。\n` +
				`npm did not run the install script of the dependency "node", and this machine's Node ${process.versions.node} is too old. Run: npm rebuild node (or install Node 24).`
		);
	}
	writeFileSync(INSTALLED, wanted);
}

function isInstalled(wanted) {
	if (existsSync(INSTALLED)) return readFileSync(INSTALLED, 'utf8') === wanted;
	// Installed by hand: npm leaves its own record, which must be the younger one.
	const record = at('node_modules', '.package-lock.json');
	return existsSync(record) && statSync(record).mtimeMs >= statSync(at('package-lock.json')).mtimeMs;
}

const ownNodeIsNeedless = () => {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	return major > NO_TYPES_BEFORE[0] || (major === NO_TYPES_BEFORE[0] && minor >= NO_TYPES_BEFORE[1]);
};

/** The Node to run the program with. */
export const node = () => (existsSync(OWN_NODE) ? OWN_NODE : process.execPath);

/** The environment in which `node` and every installed tool is found first. */
export const environment = () => ({ ...process.env, PATH: `${at('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}` });

/** The command line of an installed tool, run by our Node whatever its first line says. */
export function tool(name, ...args) {
	return [node(), at('node_modules', '.bin', name), ...args];
}

/** Builds the app where the build is not that of the sources. */
export async function ensureBuilt() {
	const sources = hashOf(SOURCES.map((name) => at(name)));
	if (existsSync(BUILT) && readFileSync(BUILT, 'utf8') === sources) return;
	await step('构建 Building', tool('vite', 'build'), {
		env: { ...environment(), NODE_ENV: 'production' },
		advice: '构建失败，原因见上。\nThe build failed; see above.'
	});
	writeFileSync(BUILT, sources);
}

function hashOf(paths) {
	const hash = createHash('sha256');
	const add = (path) => {
		const found = statSync(path, { throwIfNoEntry: false });
		if (!found) return;
		if (!found.isDirectory()) hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path)).update('\0');
		else for (const name of readdirSync(path).sort()) add(join(path, name));
	};
	for (const path of paths) add(path);
	return hash.digest('hex');
}

function countInstalled() {
	const modules = at('node_modules');
	if (!existsSync(modules)) return 0;
	return readdirSync(modules).reduce((n, name) => n + (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1), 0);
}

/**
 * Runs a long command quietly, with its name, a count and the seconds gone on one line; says nothing else unless it fails.
 * @throws Halt with the end of its output and the advice.
 */
async function step(title, [command, ...args], { env, progress = () => '', advice }) {
	const began = Date.now();
	const line = () => `${title} ${[progress(), `${Math.round((Date.now() - began) / 1000)} s`].filter(Boolean).join(' · ')}`;
	const live = process.stdout.isTTY;
	if (!live) console.log(`${title} …`);
	const beat = setInterval(() => (live ? process.stdout.write(`\r\x1b[K${line()}`) : console.log(line())), live ? 500 : 15_000);
	const told = [];
	const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => told.push(chunk));
	const status = await new Promise((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('close', (code, signal) => resolve(signal ?? code));
	});
	clearInterval(beat);
	const seconds = `${Math.round((Date.now() - began) / 1000)} s`;
	process.stdout.write(`${live ? '\r\x1b[K' : ''}${title} ${status === 0 ? '✓' : '✗'} ${seconds}\n`);
	if (status === 0) return;
	const tail = Buffer.concat(told).toString().trim().split('\n').slice(-30).join('\n');
	throw new Halt(`${tail}\n\n${command} ${args[0]}: ${status}\n${advice}`);
}

/**
 * Runs a command in this terminal until it ends, and passes on every signal: Ctrl-C reaches the whole terminal, the command too, but a signal
 * sent to this process alone would not. What it runs must take the same signal twice for once.
 * @returns its exit status; 128 + the signal's number where a signal ended it.
 */
export function runHere([command, ...args], env = environment()) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit' });
		const passOn = (signal) => child.kill(signal);
		for (const signal of SIGNALS) process.on(signal, passOn);
		child.once('error', reject);
		child.once('close', (code, signal) => {
			for (const name of SIGNALS) process.off(name, passOn);
			resolve(code ?? 128 + (constants.signals[signal] ?? 0));
		});
	});
}
