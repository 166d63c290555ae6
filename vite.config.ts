import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import type { Server } from 'node:http';
import type { Plugin } from 'vite';
import type * as ProvideRuntime from './src/cli/provide-runtime.ts';

/** In development the app runs inside Vite's own server: it is handed the same runtime that `serve.ts` gives the built app. */
function runtime(): Plugin {
	return {
		name: 'gridkeeper-runtime',
		apply: 'serve',
		async configureServer(server) {
			if (process.env['VITEST']) return;
			const { provideRuntime } = (await import(new URL('./src/cli/provide-runtime.ts', import.meta.url).href)) as typeof ProvideRuntime;
			await provideRuntime(server.httpServer as Server);
		}
	};
}

export default defineConfig({
	plugins: [runtime(), sveltekit()],
	worker: { format: 'es' },
	// The policy allows no data: fonts or scripts, so nothing is inlined.
	build: { target: 'es2023', chunkSizeWarningLimit: 2000, assetsInlineLimit: 0 },
	ssr: { noExternal: ['bits-ui'] },
	test: {
		projects: [
			{ test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: ['tests/**/*.db.test.ts'], testTimeout: 60_000 } },
			{ test: { name: 'database', include: ['tests/**/*.db.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 120_000 } },
			{ test: { name: 'journeys', include: ['tests/journeys/**/*.journey.ts'], maxWorkers: 1, testTimeout: 120_000, hookTimeout: 300_000 } }
		]
	},
	server: { host: '127.0.0.1', port: 5173 }
});
