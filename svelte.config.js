import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		// Always at the root of its host. Relative addresses grow with the path, and with them the Link header past what any reader takes.
		paths: { relative: false },
		adapter: adapter({ out: 'build', precompress: true }),
		// The access table in src/lib/server/account answers cross-site requests; trackers post forms without an Origin.
		csrf: { trustedOrigins: ['*'] },
		// The phone's page registers it for itself alone (src/routes/field/keep-shell.ts).
		serviceWorker: { register: false },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self'],
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'worker-src': ['self', 'blob:'],
				'manifest-src': ['self'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		}
	}
};
