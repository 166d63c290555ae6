/**
 * Where a device token may stand: in `Authorization` (Bearer, or as the password of Basic), or in any field the app calls its device
 * identifier. Several may be given, since a phone may also have a name of its own; the first that is known names the device.
 */

const IDENTIFIERS = ['id', 'deviceid', 'device_id', 'ser'];
/** Longer than any token or device name; what is longer is no token. */
const MAX_LENGTH = 200;

/** @param fields form and query parameters, first source first. */
export function readTokens(authorization: string | null, ...fields: readonly URLSearchParams[]): string[] {
	const found = new Set<string>();
	const add = (value: string | null): void => {
		const token = value?.trim() ?? '';
		if (token !== '' && token.length <= MAX_LENGTH) found.add(token);
	};
	add(fromAuthorization(authorization));
	for (const source of fields) for (const name of IDENTIFIERS) add(source.get(name));
	return [...found];
}

function fromAuthorization(header: string | null): string | null {
	const match = /^(bearer|basic)\s+(\S+)\s*$/i.exec(header ?? '');
	if (!match) return null;
	const [, scheme = '', value = ''] = match;
	if (scheme.toLowerCase() === 'bearer') return value;
	const pair = Buffer.from(value, 'base64').toString('utf8');
	const colon = pair.indexOf(':');
	return colon < 0 ? null : pair.slice(colon + 1);
}
