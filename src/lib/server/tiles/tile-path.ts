/** Which tile an address names, read exactly as the app's own router would read it: `/tiles/[layer]/[z]/[x]/[y].mvt`. */

export interface TileParams {
	readonly layer: string;
	readonly z: string;
	readonly x: string;
	readonly y: string;
}

const PLAIN = /^\/tiles\/(\w+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/;
const ROUTE = /^\/tiles\/([^/]+?)\/([^/]+?)\/([^/]+?)\/([^/]+?)\.mvt(\/?)$/;

/**
 * @param path of the request line, without its query
 * @returns its parts; where it should have been written another way, that way; null where it names no tile
 */
export function tilePath(path: string): TileParams | { readonly rather: string } | null {
	const plain = PLAIN.exec(path);
	if (plain) return paramsOf(plain);
	// Nearly every other request ends here.
	if (!path.startsWith('/') || !(path.includes('%') || /\.mvt\/?$/.test(path))) return null;
	try {
		const { pathname } = new URL(`http://localhost${path}`);
		// A slash that is written as %2F, or a percent sign as %25, does not part names.
		const found = ROUTE.exec(pathname.split('%25').map(decodeURI).join('%25'));
		if (!found) return null;
		if (found[5] === '/') return { rather: pathname.slice(0, -1) };
		return paramsOf(found.map(decodeURIComponent));
	} catch {
		// What is malformed is the app's to say.
		return null;
	}
}

const paramsOf = ([, layer = '', z = '', x = '', y = '']: readonly string[]): TileParams => ({ layer, z, x, y });
