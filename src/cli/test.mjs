/**
 * `npm test`: everything, from a fresh clone. Installs what is missing, runs every check to the end whatever fails on the way, and says at last
 * how many passed, failed and were skipped. `npm test -- unit native` runs only those.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin, ensureInstalled, environment, ROOT, tool } from './bootstrap.mjs';
import { meetNeeds } from './system-needs.mjs';
import { startPostgres } from './throwaway-postgres.mjs';

const reports = mkdtempSync(join(tmpdir(), 'gk-reports-'));

/** A check that passes or fails as one: installed tools, each with its arguments. */
const check = (name, title, ...tools) => ({ name, title, needs: [], run: () => runChecks(tools) });
/** A Vitest project, counted test by test. */
const tests = (name, title, project, { needs = [], env = () => ({}) } = {}) => ({
	name,
	title,
	needs,
	run: (found) => runTests(name, project, env(found))
});

const STEPS = [
	check(
		'types',
		'类型 Types',
		['svelte-kit', 'sync'],
		['svelte-check', '--tsconfig', './tsconfig.json', '--threshold', 'warning', '--fail-on-warnings']
	),
	check('lint', '代码规范 Lint', ['eslint', '.']),
	check('format', '格式 Format', ['prettier', '--check', '--log-level', 'warn', '.']),
	check('unused', '无用代码 Unused code', ['knip']),
	check('rooms', '引用规则 Import rules', ['depcruise', 'src', 'db', 'geodata', '--config', '.dependency-cruiser.mjs']),
	tests('unit', '单元测试 Unit tests', 'unit'),
	// Before the database tests: some of them ask the built app.
	check('build', '构建 Build', ['vite', 'build', '--logLevel', 'warn']),
	tests('embedded', '数据库测试·内嵌 Database tests, embedded', 'database', { env: () => ({ TEST_ENGINE: 'embedded' }) }),
	tests('native', '数据库测试·外部 Database tests, native', 'database', {
		needs: ['postgres'],
		env: (found) => ({ TEST_ENGINE: 'native', TEST_DATABASE_URL: found.databaseUrl, TEST_POSTGRES: found.postgres })
	}),
	tests('journeys', '浏览器旅程 Browser journeys', 'journeys', {
		needs: ['browser', 'fonts'],
		env: (found) => ({ CHROMIUM: found.browser, TEST_DEMO_FOLDER: join(reports, 'demo') })
	})
];

await begin(async () => {
	await ensureInstalled();
	const asked = process.argv.slice(2);
	const steps = STEPS.filter((step) => asked.length === 0 || asked.includes(step.name));
	const found = meetNeeds();
	const server = found.postgres && steps.some((step) => step.needs.includes('postgres')) ? await startPostgres(found.postgres) : null;
	const results = [];
	try {
		for (const step of steps) {
			console.log(`\n\x1b[1m━━ ${step.title}\x1b[0m`);
			const began = Date.now();
			const lacking = found.missing.filter((need) => step.needs.includes(need.name));
			for (const need of lacking) console.log(`缺少，无法运行 Missing, cannot run: ${need.line}`);
			const count = lacking.length > 0 ? { passed: 0, failed: 1, skipped: 0 } : await step.run({ ...found, databaseUrl: server?.url });
			results.push({ ...count, title: step.title, seconds: (Date.now() - began) / 1000 });
		}
	} finally {
		await server?.stop();
		rmSync(reports, { recursive: true, force: true });
	}
	return summary(results);
});

async function runChecks(tools) {
	// Only now: before the installation there is no Node of our own to run them with.
	for (const [name, ...args] of tools) if ((await spawned(tool(name, ...args), {})) !== 0) return { passed: 0, failed: 1, skipped: 0 };
	return { passed: 1, failed: 0, skipped: 0 };
}

async function runTests(name, project, env) {
	const report = join(reports, `${name}.json`);
	const status = await spawned(
		tool('vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`),
		env
	);
	try {
		const told = JSON.parse(readFileSync(report, 'utf8'));
		// A file that does not even load has no tests to fail: it counts as one.
		const unloaded = told.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
		const failed = told.numFailedTests + unloaded;
		return {
			passed: told.numPassedTests,
			failed: status !== 0 && failed === 0 ? 1 : failed,
			skipped: told.numPendingTests + told.numTodoTests
		};
	} catch {
		return { passed: 0, failed: 1, skipped: 0 };
	}
}

function spawned([command, ...args], env) {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd: ROOT, env: { ...environment(), ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
		child.once('error', (error) => {
			console.error(error.message);
			resolve(1);
		});
		child.once('close', (code) => resolve(code ?? 1));
	});
}

function summary(results) {
	const total = { passed: 0, failed: 0, skipped: 0 };
	console.log('\n\x1b[1m━━ 小结 Summary\x1b[0m');
	for (const result of results) {
		for (const key of Object.keys(total)) total[key] += result[key];
		const counts = [`${result.passed} passed`, `${result.failed} failed`, `${result.skipped} skipped`]
			.map((part) => part.padStart(12))
			.join('');
		console.log(`${result.failed > 0 ? '✗' : '✓'}${counts}${`${result.seconds.toFixed(1)} s`.padStart(10)}   ${result.title}`);
	}
	console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
	return total.failed > 0 ? 1 : 0;
}
