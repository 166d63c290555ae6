/** Whether a newer build is being served than the one this page runs: a desk offers to load it, a wall that nobody touches loads itself again. */
export const CHECK_VERSION_MS = 5 * 60_000;

export async function isOutdated(running: string): Promise<boolean> {
	try {
		const response = await fetch('/_app/version.json', { cache: 'no-store' });
		if (!response.ok) return false;
		const served = ((await response.json()) as { readonly version?: string }).version;
		return served !== undefined && served !== running && !alreadyTried(served);
	} catch {
		return false;
	}
}

const KEY = 'gridkeeper-reloaded-for';

/** Loads the page again, once a version: if the old page comes back, it stays. */
export async function reloadFor(running: string): Promise<void> {
	if (await isOutdated(running)) {
		try {
			const response = await fetch('/_app/version.json', { cache: 'no-store' });
			sessionStorage.setItem(KEY, ((await response.json()) as { readonly version: string }).version);
		} catch {
			return;
		}
		location.reload();
	}
}

function alreadyTried(version: string): boolean {
	try {
		return sessionStorage.getItem(KEY) === version;
	} catch {
		return false;
	}
}
