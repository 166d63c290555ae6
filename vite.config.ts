import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/** In development the app runs inside Vite's own server: it is handed the same runtime that `serve.ts` gives the built app. */
function runtime(): Plugin {
	return {
		name: 'gridkeeper-runtime',
		apply: 'serve',
		async configureServer(server) {
			if (process.env['VITEST']) return;
			const { provideRuntime } = (await import(
				new URL('./src/cli/provide-runtime.ts', import.meta.url).href
			)) as typeof import('./src/cli/provide-runtime.ts');
			await provideRuntime(server.httpServer as import('node:http').Server);
		}
	};
}

export default defineConfig({
	plugins: [runtime(), sveltekit()],
	worker: { format: 'es' },
	build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
	ssr: { noExternal: ['bits-ui'] },
	server: { host: '127.0.0.1', port: 5173 }
});
