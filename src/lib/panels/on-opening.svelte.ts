/** Fills a form each time it is opened, and never else: what is typed stays, whatever is heard from the server or the clock meanwhile. */
import { untrack } from 'svelte';

/** @param opened what the form is about; nothing or false while it is closed */
export function onOpening<T>(opened: () => T | null | undefined | false, fill: (about: T) => void): void {
	$effect(() => {
		const about = opened();
		if (about !== null && about !== undefined && about !== false) untrack(() => fill(about));
	});
}
