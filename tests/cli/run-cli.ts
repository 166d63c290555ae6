/** Runs the command line as a person would, and files for it to read. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ran {
	readonly status: number | null;
	readonly out: string;
	readonly err: string;
}

/** In English whatever the machine speaks, unless `env` says otherwise. */
export async function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
	const child = spawn(process.execPath, [MAIN, ...args], {
		env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const said = { out: '', err: '' };
	child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
	const [status] = (await once(child, 'close')) as [number | null];
	return { status, ...said };
}

export interface Folder {
	/** Writes text, bytes or JSON; answers the file's whole path. */
	write(name: string, content: unknown): Promise<string>;
	remove(): Promise<void>;
}

export async function temporaryFolder(): Promise<Folder> {
	const folder = await mkdtemp(join(tmpdir(), 'gk-files-'));
	return {
		async write(name, content) {
			const path = join(folder, name);
			await writeFile(path, typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
			return path;
		},
		remove: () => rm(folder, { recursive: true, force: true })
	};
}

export interface TestFeature {
	readonly type: 'Feature';
	readonly properties: Readonly<Record<string, unknown>> | null;
	readonly geometry: unknown;
}
export const feature = (properties: TestFeature['properties'], geometry: unknown): TestFeature => ({
	type: 'Feature',
	properties,
	geometry
});
export const collection = (features: readonly unknown[]): unknown => ({ type: 'FeatureCollection', features });
