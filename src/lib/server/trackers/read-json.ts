/** A JSON body that must be an object, and what is wrong with one that is not. */
import type { FieldProblem } from './report.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function readJsonObject(body: string): JsonObject | FieldProblem['problem'] {
	try {
		const read: unknown = JSON.parse(body);
		return asObject(read) ?? 'wrong-type';
	} catch {
		return 'not-json';
	}
}

/** Null for anything that is no object, arrays among them. */
export const asObject = (value: unknown): JsonObject | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;

/** Text fields that may hold a token, as the form readers take them. */
export const tokenFields = (fields: Readonly<Record<string, unknown>>): URLSearchParams =>
	new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
