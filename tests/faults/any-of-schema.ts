/** From a schema to values that it lets in for the most part, and to values that are wrong in one place: so that inputs get past the first look. */
import fc from 'fast-check';
import { day, instant, moment, number, ownFields, rarely, rowId, scalar, text, uuid, words } from './any-value.ts';

interface Schema {
	readonly type: string;
	readonly entries?: Readonly<Record<string, Schema>>;
	readonly items?: readonly Schema[];
	readonly item?: Schema;
	readonly wrapped?: Schema;
	readonly value?: Schema;
	readonly options?: readonly unknown[];
	readonly literal?: unknown;
	readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
	readonly getter?: (input: unknown) => Schema;
}

const SPOILED = 80;

/** @param given a valibot schema; what it is made of is found out by itself, so that a new request is covered the moment it is written. */
export function anyOfSchema(given: unknown, depth = 0): fc.Arbitrary<unknown> {
	const schema = given as Schema;
	return fc.oneof({ weight: SPOILED, arbitrary: shaped(schema, depth) }, { weight: 1, arbitrary: scalar });
}

function shaped(schema: Schema, depth: number): fc.Arbitrary<unknown> {
	const inner = (of: unknown): fc.Arbitrary<unknown> => anyOfSchema(of, depth + 1);
	const rule = (type: string): unknown => schema.pipe?.find((step) => step.type === type)?.requirement;
	switch (schema.type) {
		case 'object':
		case 'strict_object':
		case 'loose_object':
			return object(schema.entries ?? {}, depth);
		case 'array':
			return depth > 8
				? fc.constant([])
				: fc.array(inner(schema.item), { minLength: Math.min(2, Number(rule('min_length') ?? 0)), maxLength: 3 });
		case 'tuple':
		case 'strict_tuple':
			return fc.tuple(...(schema.items ?? []).map(inner));
		case 'record':
			return fc
				.array(fc.tuple(fc.oneof(fc.string(), rowId.map(String)), inner(schema.value)), { maxLength: 4 })
				.map((pairs) => ownFields(pairs));
		case 'union':
		case 'variant':
			return fc.oneof(...(schema.options ?? []).map(inner));
		case 'picklist':
			return fc.constantFrom(...(schema.options ?? ['']));
		case 'literal':
			return fc.constant(schema.literal);
		case 'nullable':
		case 'nullish':
			return fc.option(inner(schema.wrapped), { nil: null, freq: 3 });
		case 'optional':
		case 'exact_optional':
			return inner(schema.wrapped);
		case 'lazy':
			return depth > 8 || !schema.getter ? scalar : inner(schema.getter(undefined));
		case 'boolean':
			return fc.boolean();
		case 'number': {
			const [min, max] = [Number(rule('min_value') ?? -1e6), Number(rule('max_value') ?? 1e6)];
			if (max > 1e12) return moment;
			const within = schema.pipe?.some((step) => step.type === 'integer')
				? fc.integer({ min: Math.ceil(min), max: Math.min(Math.floor(max), 2 ** 31) })
				: fc.double({ min, max, noNaN: true });
			return fc.oneof(
				{ weight: 6, arbitrary: within },
				{ weight: 6, arbitrary: rowId },
				{ weight: 2, arbitrary: fc.constantFrom(min, max) },
				{ weight: 1, arbitrary: number }
			);
		}
		case 'string':
			return string(schema);
		default:
			return scalar;
	}
}

function object(entries: Readonly<Record<string, Schema>>, depth: number): fc.Arbitrary<unknown> {
	const fields = Object.entries(entries).map(([name, schema]) => {
		const needed = !/optional|nullish/.test(schema.type);
		return fc
			.tuple(fc.constant(name), anyOfSchema(schema, depth + 1), fc.boolean())
			.map(([key, value, is]) => ({ key, value, is: needed || is }));
	});
	const all: fc.Arbitrary<{ key: string; value: unknown; is: boolean }[]> = fields.length > 0 ? fc.tuple(...fields) : fc.constant([]);
	// One may be missing, or one there that is unknown.
	return fc
		.tuple(all, rarely(30, fc.nat(20)), rarely(30, fc.tuple(text, scalar)))
		.map(([given, missing, more]) =>
			ownFields([
				...given.filter(({ is }, i) => is && i !== missing).map(({ key, value }) => [key, value] as const),
				...(more ? [more] : [])
			])
		);
}

function string(schema: Schema): fc.Arbitrary<string> {
	const pattern = schema.pipe?.find((step) => step.type === 'regex')?.requirement;
	const has = (type: string): boolean => schema.pipe?.some((step) => step.type === type) ?? false;
	if (has('iso_timestamp')) return fc.oneof({ weight: 9, arbitrary: instant }, { weight: 1, arbitrary: text });
	if (has('uuid')) return fc.oneof({ weight: 9, arbitrary: uuid }, { weight: 1, arbitrary: text });
	if (pattern instanceof RegExp) {
		if (/\\d\{4\}-/.test(pattern.source)) return fc.oneof({ weight: 9, arbitrary: day }, { weight: 1, arbitrary: text });
		if (pattern.test('7')) return fc.oneof({ weight: 9, arbitrary: rowId.map(String) }, { weight: 1, arbitrary: text });
		return fc.oneof({ weight: 9, arbitrary: fc.stringMatching(pattern) }, { weight: 1, arbitrary: text });
	}
	return words;
}
