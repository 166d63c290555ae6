/** The two schemas of docs/ as they have to be written there: made from those by which files are judged, so that they cannot say anything else. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { ProblemFileSchema, RosterFileSchema } from '../lib/wire/roster-schema.ts';

export const rosterSchemas = (): Readonly<Record<'roster-problem.schema.json' | 'roster.schema.json', string>> => ({
	'roster-problem.schema.json': written('A roster problem for `npm run -s cli -- roster --in`', ProblemFileSchema),
	'roster.schema.json': written('A roster as `npm run -s cli -- roster --out` writes it', RosterFileSchema)
});

const written = (title: string, schema: Parameters<typeof toJsonSchema>[0]): string =>
	`${JSON.stringify({ title, ...toJsonSchema(schema, { errorMode: 'ignore' }) }, null, '\t')}\n`;
