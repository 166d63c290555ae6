/** The fields of the rule set, read from its schema: each with its place, what it holds and its bounds, so that a form never lags behind the rules. */
import { RulesSchema } from '#lib/wire/rules-schema.ts';

/** What one place holds. `list` and `choices` are written in one line; `seats` are the seats of a squad; a `table` has a row for each thing. */
export type Cell =
	| { readonly kind: 'number'; readonly least: number | null; readonly most: number | null; readonly whole: boolean }
	| { readonly kind: 'text'; readonly longest: number | null }
	| { readonly kind: 'list'; readonly of: 'number' | 'text' }
	| { readonly kind: 'choices'; readonly options: readonly string[] }
	| { readonly kind: 'seats' }
	| { readonly kind: 'table'; readonly columns: readonly { readonly name: string; readonly cell: Cell }[] };

export interface RuleField {
	/** The path with dots: `coverage.limitH.low`. */
	readonly key: string;
	readonly path: readonly string[];
	readonly section: string;
	/** The part of the section it stands in, by its path; null: the section itself. */
	readonly group: string | null;
	readonly cell: Cell;
}

/** As much of a schema as is asked of it. */
interface Node {
	readonly type: string;
	readonly wrapped?: Node;
	readonly item?: Node;
	readonly entries?: Readonly<Record<string, Node>>;
	readonly options?: readonly string[];
	readonly requirement?: unknown;
	readonly pipe?: readonly Node[];
}

const bare = (node: Node): Node => (node.wrapped ? bare(node.wrapped) : node);
const bound = (node: Node, type: string): number | null => {
	const found = node.pipe?.find((part) => part.type === type)?.requirement;
	return typeof found === 'number' ? found : null;
};

function cellOf(node: Node): Cell {
	if (node.type === 'number')
		return {
			kind: 'number',
			least: bound(node, 'min_value'),
			most: bound(node, 'max_value'),
			whole: node.pipe?.some((part) => part.type === 'integer') ?? false
		};
	if (node.type === 'string') return { kind: 'text', longest: bound(node, 'max_length') };
	const item = node.type === 'array' && node.item ? bare(node.item) : null;
	if (item?.type === 'picklist') return { kind: 'choices', options: item.options ?? [] };
	if (item?.type === 'number') return { kind: 'list', of: 'number' };
	if (item?.type === 'string') return { kind: 'list', of: 'text' };
	if (item?.entries) {
		if (Object.keys(item.entries).join() === 'roles,count') return { kind: 'seats' };
		return { kind: 'table', columns: Object.entries(item.entries).map(([name, column]) => ({ name, cell: cellOf(bare(column)) })) };
	}
	throw new Error(`no field for a ${node.type}`);
}

function* fieldsBelow(node: Node, path: readonly string[]): Generator<RuleField> {
	for (const [name, entry] of Object.entries(node.entries ?? {})) {
		const at = [...path, name];
		const inner = bare(entry);
		if (inner.entries) yield* fieldsBelow(inner, at);
		else
			yield {
				key: at.join('.'),
				path: at,
				section: at[0]!,
				group: path.length > 1 ? path.join('.') : null,
				cell: cellOf(inner)
			};
	}
}

/** Every field, in the order of the schema. */
export const RULE_FIELDS: readonly RuleField[] = [...fieldsBelow(RulesSchema as unknown as Node, [])];
export const RULE_SECTIONS: readonly string[] = [...new Set(RULE_FIELDS.map(({ section }) => section))];
