/** An empty list to fill in: the headings that an import reads, and a second tab that says what goes where. */
import { PEOPLE_COLUMNS, type PeopleColumn, peopleTable } from '#lib/duty/people.ts';
import type { Zone } from '#lib/duty/local-time.ts';
import type { PersonRole } from '#lib/duty/post.ts';
import { sheetFile } from '#lib/wire/sheet-file.ts';
import { type Language, say } from '#lib/words/words.ts';

const NEEDED: readonly PeopleColumn[] = ['id', 'name', 'roles'];
const ROLES: readonly PersonRole[] = ['grid-worker', 'grid-leader', 'cadre', 'police', 'health', 'volunteer', 'property'];

const EXAMPLES: Readonly<Record<PeopleColumn, readonly [zh: string, en: string]>> = {
	id: ['w-017', 'w-017'],
	name: ['王芳', 'Wang Fang'],
	roles: ['网格员; 医护', 'grid-worker; health'],
	skills: ['采样; 登记', 'sampling; registration'],
	organisation: ['城南社区', 'South community'],
	area: ['990101001001', '990101001001'],
	hours: ['Mon–Fri 08:00–20:00; Sat 24 h', 'Mon–Fri 08:00–20:00; Sat 24 h'],
	leave: ['2026-11-24..2026-11-26 年假', '2026-11-24..2026-11-26 annual']
};

const headings = (zone: Zone, language: Language): readonly string[] => peopleTable([], zone, language)[0] ?? [];

export const templateCsv = (zone: Zone, language: Language): string => `\uFEFF${headings(zone, language).join(',')}\r\n`;

export async function templateXlsx(zone: Zone, language: Language): Promise<Uint8Array<ArrayBuffer>> {
	const names = headings(zone, language);
	const roles = ROLES.map((role) => say(language, `person.${role}`)).join(language === 'zh' ? '、' : ', ');
	const help = PEOPLE_COLUMNS.map((column, i) => [
		names[i] ?? column,
		say(language, NEEDED.includes(column) ? 'import.yes' : 'import.no'),
		EXAMPLES[column][language === 'zh' ? 0 : 1],
		say(language, `import.col.${column}`, { roles })
	]);
	const head = (['import.help-column', 'import.help-needed', 'import.help-example', 'import.help-what'] as const).map((key) =>
		say(language, key)
	);
	return await sheetFile([
		{ name: say(language, 'people.title'), rows: [names] },
		{ name: say(language, 'import.help'), rows: [head, ...help] }
	]);
}
