/**
 * What the tests need from the system and npm cannot bring: a browser, Chinese fonts, PostgreSQL with PostGIS, and Redis, without which the tests of
 * several nodes are skipped. Found where they are, installed with apt where that is possible, and otherwise named one by one. Plain JavaScript, as bootstrap.mjs.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const runs = (command, ...args) => spawnSync(command, args, { encoding: 'utf8' });
const isProgram = (path) => {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
};
const onPath = (name) =>
	[...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
		.map((folder) => join(folder, name))
		.find(isProgram);

/** @returns the browser's path, or null. CHROMIUM names one that is elsewhere. */
export const findBrowser = () => (process.env.CHROMIUM ? process.env.CHROMIUM : (BROWSERS.map(onPath).find(Boolean) ?? null));

const hasChineseFonts = () =>
	runs('fc-list', ':lang=zh-cn', 'family').stdout?.trim() ? true : existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc');

/** @returns the folder of `initdb` and `postgres` of the newest server that has PostGIS, or null. */
export function findPostgres() {
	const debian = '/usr/lib/postgresql';
	const folders = existsSync(debian)
		? readdirSync(debian)
				.sort((a, b) => Number(b) - Number(a))
				.map((version) => join(debian, version, 'bin'))
		: [];
	const own = onPath('initdb');
	for (const bin of [...folders, ...(own ? [join(own, '..')] : [])]) {
		if (!isProgram(join(bin, 'initdb')) || !isProgram(join(bin, 'postgres'))) continue;
		const version = /(\d+)/.exec(runs(join(bin, 'postgres'), '--version').stdout ?? '')?.[1];
		const shared = [`/usr/share/postgresql/${version}`, runs(join(bin, 'pg_config'), '--sharedir').stdout?.trim() || null];
		if (shared.some((folder) => folder && existsSync(join(folder, 'extension', 'postgis.control')))) return bin;
	}
	return null;
}

/**
 * Looks for everything, and installs what is missing where this user may.
 * @returns what was found; `missing` says, for each thing that is not there, what it is and how to get it.
 */
export function meetNeeds() {
	let missing = listMissing();
	if (missing.length > 0) {
		const apt = aptCommand();
		if (apt) {
			const packages = missing.flatMap((need) => need.packages());
			console.log(`安装系统软件 Installing with apt: ${packages.join(' ')}`);
			const update = spawnSync(apt[0], [...apt.slice(1), 'update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
			if (update.status !== 0) console.log('apt-get update: ✗');
			const all = missing.flatMap((need) => need.packages());
			// One by one: what this system's archive does not have keeps nothing else from being there.
			for (const one of all)
				spawnSync(apt[0], [...apt.slice(1), 'install', '-y', '-qq', '--no-install-recommends', one], {
					stdio: ['ignore', 'ignore', 'inherit'],
					env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
				});
			missing = listMissing();
		}
	}
	return { browser: findBrowser(), postgres: findPostgres(), missing: missing.map((need) => ({ name: need.name, line: need.line })) };
}

function listMissing() {
	const missing = [];
	const lack = (name, line, packages) => missing.push({ name, line, packages });
	if (!findBrowser()) lack('browser', '浏览器 Chromium: apt install chromium (or CHROMIUM=/path)', () => ['chromium']);
	if (!hasChineseFonts()) lack('fonts', '中文字体 Chinese fonts: apt install fonts-noto-cjk', () => ['fonts-noto-cjk', 'fontconfig']);
	if (!findPostgres())
		lack('postgres', 'PostgreSQL ≥ 14 + PostGIS 3: apt install postgresql-15 postgresql-15-postgis-3', () => {
			const major = postgisMajor();
			return [`postgresql-${major}`, `postgresql-${major}-postgis-3`];
		});
	if (!onPath('redis-server')) lack('redis', 'Redis: apt install redis-server', () => ['redis-server']);
	return missing;
}

/** The PostgreSQL that this Debian's PostGIS is for. */
function postgisMajor() {
	const found = [
		...(runs('apt-cache', 'search', '--names-only', '^postgresql-[0-9]+-postgis-3$').stdout ?? '').matchAll(
			/^postgresql-(\d+)-postgis-3 /gm
		)
	];
	return Math.max(15, ...found.map((line) => Number(line[1])));
}

/** `apt-get` as somebody who may install, or null. */
function aptCommand() {
	if (!onPath('apt-get')) return null;
	if (process.getuid?.() === 0) return ['apt-get'];
	return runs('sudo', '-n', 'true').status === 0 ? ['sudo', '-n', 'apt-get'] : null;
}
