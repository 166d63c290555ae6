/**
 * Statements that are asked many times a second: on native PostgreSQL each connection parses and plans them once, which is most of the work of a
 * statement of a few rows. The embedded engine has one session for all its connections, where names would collide: there they are asked as they are.
 */
import type { PoolClient } from 'pg';

const names = new Map<string, string>();

/** Gives a statement its name; what it returns is the text to ask, word for word. */
export function prepare(name: string, text: string): string {
	names.set(text, name);
	return text;
}

/** From here on this connection asks such statements by their names. */
export function prepareOn(client: PoolClient): void {
	const ask = client.query.bind(client) as (...args: readonly unknown[]) => unknown;
	client.query = ((text: unknown, ...rest: readonly unknown[]) => {
		const name = typeof text === 'string' ? names.get(text) : undefined;
		return name === undefined ? ask(text, ...rest) : ask({ name, text }, ...rest);
	}) as PoolClient['query'];
}
