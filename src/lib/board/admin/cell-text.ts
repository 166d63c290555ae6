/** A rule as it is written in a form, and back. What is written for a value always reads as that value again; what cannot be read stays text, for the schema to refuse. */
import type { Cell } from './rule-fields.ts';

export type Row = Readonly<Record<string, string>>;
export type FieldText = string | readonly Row[];

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BETWEEN = /[,，、;；\n]/u;
/** Role of nobody in particular. */
const ANYBODY = '*';

const numberIn = (text: string): number | string => (NUMBER.test(text.trim()) ? Number(text) : text.trim());
const partsOf = (text: string): string[] =>
	text
		.split(BETWEEN)
		.map((part) => part.trim())
		.filter((part) => part !== '');
const parsed = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
};
const isPlain = (item: string): boolean => item !== '' && item === item.trim() && !BETWEEN.test(item) && !item.startsWith('[');

interface Seat {
	readonly roles: readonly string[];
	readonly count: number;
}
/** `1 grid-leader, 2 police/health, 1 *` */
function seatsText(seats: readonly Seat[]): string {
	const text = seats.map(({ roles, count }) => `${count} ${roles.length === 0 ? ANYBODY : roles.join('/')}`).join(', ');
	return JSON.stringify(seatsIn(text)) === JSON.stringify(seats.map(({ roles, count }) => ({ roles, count })))
		? text
		: JSON.stringify(seats);
}
const seatsIn = (text: string): unknown =>
	text.trim().startsWith('[')
		? parsed(text)
		: partsOf(text).map((part) => {
				const [, count = '', roles = ''] = /^(\S+)\s+(.+)$/u.exec(part) ?? ['', part, ''];
				return { roles: roles === ANYBODY ? [] : roles.split('/').map((role) => role.trim()), count: numberIn(count) };
			});

export function textOf(cell: Cell, value: unknown): FieldText {
	switch (cell.kind) {
		case 'number':
		case 'text':
			return value === undefined ? '' : String(value as string | number);
		case 'list':
		case 'choices': {
			const items = ((value ?? []) as readonly (string | number)[]).map(String);
			return items.every(isPlain) ? items.join(', ') : JSON.stringify(items);
		}
		case 'seats':
			return seatsText((value ?? []) as readonly Seat[]);
		case 'table':
			return ((value ?? []) as readonly Readonly<Record<string, unknown>>[]).map((row) =>
				Object.fromEntries(cell.columns.map(({ name, cell: inner }) => [name, textOf(inner, row[name]) as string]))
			);
	}
}

export function valueOf(cell: Cell, text: FieldText): unknown {
	if (cell.kind === 'table')
		return (text as readonly Row[]).map((row) =>
			Object.fromEntries(cell.columns.map(({ name, cell: inner }) => [name, valueOf(inner, row[name] ?? '')]))
		);
	const line = text as string;
	switch (cell.kind) {
		case 'number':
			return numberIn(line);
		case 'text':
			return line.trim();
		case 'list':
			if (line.trim().startsWith('[')) return parsed(line);
			return cell.of === 'number' ? partsOf(line).map(numberIn) : partsOf(line);
		case 'choices':
			return partsOf(line);
		case 'seats':
			return seatsIn(line);
	}
}
