/** A list of people as a file that somebody chose or dropped: read as the server takes it, or refused in a word before it travels. */
import { done, type Outcome, type Problem, refused } from '#lib/geo/outcome.ts';
import type { ListBody } from './people-api.ts';

export interface FileProblem extends Problem {
	readonly kind: 'too-large' | 'other-type';
}

/** The server takes lists of up to about 2 MB. */
export const MOST_FILE_MB = 2;

export async function readListFile(file: File): Promise<Outcome<ListBody, FileProblem>> {
	if (file.size > MOST_FILE_MB * 1_000_000) return refused({ kind: 'too-large' });
	const bytes = new Uint8Array(await file.arrayBuffer());
	const name = file.name.toLowerCase();
	if (name.endsWith('.xlsx') || name.endsWith('.xls') || isZip(bytes)) return done({ xlsx: base64(bytes) });
	if (name.endsWith('.csv') || name.endsWith('.txt') || file.type.startsWith('text/')) return done({ csv: textOf(bytes) });
	return refused({ kind: 'other-type' });
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** A Chinese spreadsheet writes CSV in its own encoding unless it is asked for UTF-8. */
export function textOf(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('gb18030').decode(bytes);
	}
}

const CHUNK = 0x8000;
function base64(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
	return btoa(text);
}
