/** Finds the role that is meant, however a rule writes it. */
import type { PostRole } from '../rules/post-roles.ts';

/** @returns null where none is written so */
export function roleWritten(roles: readonly PostRole[], text: string): PostRole | null {
	const lower = text.toLowerCase();
	return roles.find(({ id, zh, en, alsoWritten }) => [id, zh, en, ...alsoWritten].some((name) => name.toLowerCase() === lower)) ?? null;
}
