/** `people`: brings a list of people into a district, and takes it out again. The same rules and the same list as on the screen. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Db } from '#db/open.ts';
import { peopleTable } from '#lib/duty/people.ts';
import { importPeople } from '#lib/server/actions/import-people.ts';
import { csvText } from '#lib/server/answer/csv-text.ts';
import { dutyRulesOf } from '#lib/server/store/duty-rules.ts';
import { logAccess } from '#lib/server/store/history.ts';
import { rolledPeople } from '#lib/server/store/people.ts';
import { sheetFile } from '#lib/wire/sheet-file.ts';
import { duty } from '#lib/words/duty.ts';
import { fileWords } from '#lib/words/import.ts';
import { people as peopleWords } from '#lib/words/people.ts';
import { trackWords } from '#lib/words/tracks.ts';
import { say } from '#lib/words/words.ts';
import { told } from './language.ts';
import { type Options, readOptions } from './options.ts';
import { CallError, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';
import { writeWhole } from './write-whole.ts';

const usage = `npm run -s cli -- people import --district CODE --in PEOPLE.csv|PEOPLE.xlsx [--preview] [--lang zh|en]
npm run -s cli -- people export --district CODE --out PEOPLE.csv|PEOPLE.xlsx [--lang zh|en]

  --district  six-digit code of the district
  --in        CSV in UTF-8, or the first tab of an XLSX; columns id, name, roles, and of skills, organisation, area, hours, leave those there are
  --preview   say what would be, and write nothing
  --out       gets everybody of the district, as import reads it

import writes all or nothing: each problem is named by line and column. Who is known by the same id is changed; a column
that is not there changes nothing. Several roles, skills, hours or leaves in one cell are parted by ";":
  roles  grid-worker; health      hours  Mon–Fri 08:00–20:00; Sat 24 h      leave  2026-11-24..2026-11-26 annual

Exit status: 0 done, 1 the list has problems, 2 the call itself is wrong.`;

/** Who did it, in the log of accesses: whoever may run commands on this machine. */
const TERMINAL = { accountId: 'terminal', name: 'terminal' };

const ACTS: Readonly<Record<string, (options: Options) => Promise<number>>> = { import: bringIn, export: takeOut };

export const verb: Verb = {
	summary: 'bring people in from a CSV or XLSX list, and out again · 人员名单导入、导出',
	usage,
	async run([name, ...args]) {
		const act = name === undefined ? undefined : ACTS[name];
		if (!act) throw new CallError(usage);
		return await act(readOptions(args, { texts: ['district', 'in', 'out'], flags: ['preview'] }));
	}
};

const isWorkbook = (path: string): boolean => path.toLowerCase().endsWith('.xlsx');

async function bringIn(options: Options): Promise<number> {
	const { language } = options;
	const [code, path] = [options.needed('district'), options.needed('in')];
	const xlsx = isWorkbook(path);
	const text = await readFile(path, xlsx ? 'base64' : 'utf8').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') throw new CallError(told(fileWords.fileMissing, language, { file: path }));
		throw new CallError(told(fileWords.fileUnreadable, language, { file: path, reason: error.code ?? error.message }));
	});
	return await withDatabase(async (db) => {
		const areaId = await districtId(db, code, options);
		const outcome = await importPeople(
			db,
			{ areaId, list: xlsx ? { xlsx: text } : { csv: text }, write: !options.flag('preview') },
			TERMINAL,
			Date.now()
		);
		if (!outcome?.ok) {
			console.error(`${basename(path)}: ${outcome ? say(language, outcome.problem.kind, outcome.problem.detail) : code}`);
			return 1;
		}
		const { imported, problems, ignored, sheet, ...counts } = outcome.value;
		for (const { line, column, kind, found, cell } of problems) {
			const why = told(duty[`people-problem.${kind}`], language, { found });
			console.error(
				sheet !== null && cell !== undefined
					? told(duty['people.cell'], language, { sheet, cell, why })
					: told(duty['people.line'], language, { line, column: column ?? '', why })
			);
		}
		if (ignored.length > 0) console.error(told(duty['people.ignored'], language, { columns: ignored.join(', ') }));
		if (problems.length > 0) console.error(told(duty['people.nothing'], language, { count: problems.length }));
		else console.log(told(duty[imported ? 'people.done' : 'people.would'], language, counts));
		return problems.length > 0 ? 1 : 0;
	});
}

async function takeOut(options: Options): Promise<number> {
	const { language } = options;
	const [code, out] = [options.needed('district'), options.needed('out')];
	return await withDatabase(async (db) => {
		const nowMs = Date.now();
		const id = await districtId(db, code, options);
		const { zone } = await dutyRulesOf(db, id, nowMs);
		const people = await rolledPeople(db, null, nowMs, { districtId: id });
		await logAccess(db, { ...TERMINAL, action: 'people-export', subject: `${people.length} people of area ${id}` });
		const rows = peopleTable(people, zone, language);
		const whole = isWorkbook(out) ? await sheetFile([{ name: told(peopleWords['people.title'], language), rows }]) : csvText(rows);
		await writeWhole([{ path: out, pieces: [whole] }]).catch((error: NodeJS.ErrnoException) => {
			throw new CallError(told(trackWords.notWritable, language, { file: out, reason: error.code ?? error.message }));
		});
		console.log(told(duty['people.exported'], language, { count: people.length }));
		return 0;
	});
}

async function districtId(db: Db, code: string, { language }: Options): Promise<number> {
	const district = await db.selectFrom('area').select('id').where('code', '=', code).where('depth', '=', 0).executeTakeFirst();
	if (!district) throw new CallError(say(language, 'area-missing', { code }));
	return district.id;
}
