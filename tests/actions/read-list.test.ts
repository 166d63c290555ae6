/** Lists that are handed in: CSV and XLSX give the same rows, formulas are not run, and whatever else comes in is refused in words and in time. */
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it, vi } from 'vitest';
import { cellName, type ListFile, readList } from '#lib/server/actions/read-list.ts';
import { unzippedBytes } from '#lib/server/answer/zip-size.ts';
import { csvText } from '#lib/server/answer/csv-text.ts';
import { sheetFile } from '#lib/wire/sheet-file.ts';

/** A long form by `FUZZ_RUNS`: each is a workbook, so that of a million inputs a hundredth is enough. */
const LONG = Math.floor(Number(process.env['FUZZ_RUNS'] ?? 0) / 100);
const fuzzRuns = (few: number): number => Math.max(few, LONG);
vi.setConfig({ testTimeout: 60_000 + LONG * 100 });

const asXlsx = (bytes: Uint8Array): ListFile => ({ xlsx: Buffer.from(bytes).toString('base64') });
const kindOf = async (file: ListFile): Promise<string> => {
	const read = await readList(file);
	return read.ok ? 'read' : read.problem.kind;
};
const cellsOf = async (file: ListFile): Promise<(readonly string[])[]> => {
	const read = await readList(file);
	if (!read.ok) throw new Error(read.problem.kind);
	return read.value.rows.map(({ cells }) => cells);
};
/** A row as both formats keep it: what is empty at its end says nothing. */
const trimmed = (row: readonly string[]): string[] => row.slice(0, row.findLastIndex((cell) => cell.trim() !== '') + 1);

describe('a list as CSV and as XLSX', () => {
	it('gives the same rows, texts that look like formulas, numbers and dates among them', async () => {
		const word = fc.oneof(
			fc.string({ unit: fc.constantFrom('王', '芳', 'a', '0', ' ', ',', '"', '\n', '；', "'"), minLength: 1, maxLength: 6 }),
			fc.constantFrom('=1+1', '+86 138', '-x', '@a', '007', '2026-11-24')
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }), async (rows) => {
				const wanted = rows.map(trimmed).filter((row) => row.length > 0);
				expect(await cellsOf(asXlsx(await sheetFile([{ name: '名单', rows }])))).toEqual(wanted);
				// In CSV an apostrophe keeps a spreadsheet from running what follows; the rules for people take it off again.
				const csv = await cellsOf({ csv: csvText(rows) });
				expect(
					csv
						.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, '')))
						.map(trimmed)
						.filter((row) => row.length > 0)
				).toEqual(wanted);
			}),
			{ numRuns: fuzzRuns(60) }
		);
	});

	it('says from which line of which tab a row comes, empty rows between', async () => {
		const bytes = await writeXlsx({
			sheets: [
				{
					name: '人员',
					rows: [
						['编号', '姓名'],
						[null, null],
						['p1', '王芳']
					]
				},
				{ name: '其他', rows: [['x']] }
			]
		});
		expect(await readList(asXlsx(bytes))).toMatchObject({
			value: { sheet: '人员', rows: [{ line: 1 }, { line: 3, cells: ['p1', '王芳'] }] }
		});
		expect([cellName(0, 1), cellName(25, 3), cellName(26, 7), cellName(701, 2), cellName(702, 2)]).toEqual([
			'A1',
			'Z3',
			'AA7',
			'ZZ2',
			'AAA2'
		]);
	});

	it('reads what a spreadsheet last made of a formula, and runs none', async () => {
		const bytes = await writeXlsx({
			sheets: [
				{
					name: 'a',
					rows: [['id'], [null], [null]],
					cells: new Map([
						['1,0', { formula: '1+1', formulaResult: 'kept' }],
						['2,0', { formula: 'HYPERLINK("http://x","y")' }]
					])
				}
			]
		});
		expect(await cellsOf(asXlsx(bytes))).toEqual([['id'], ['kept']]);
	});

	it('writes dates of cells as a list writes them', async () => {
		const bytes = await writeXlsx({
			sheets: [{ name: 'a', rows: [['x'], [new Date(Date.UTC(2026, 10, 24))], [new Date(Date.UTC(2026, 10, 24, 8, 30))]] }]
		});
		expect(await cellsOf(asXlsx(bytes))).toEqual([['x'], ['2026-11-24'], ['2026-11-24T08:30']]);
	});
});

describe('what is no list', () => {
	it('is refused in words, with line and column where there are any', async () => {
		expect(await readList({ csv: 'id,name\np1,"Ann\n' })).toMatchObject({
			problem: { kind: 'duty.csv-open-quote', detail: { column: 2 } }
		});
		expect(await readList({ csv: 'id,name\np1,"Ann"x\n' })).toMatchObject({
			problem: { kind: 'duty.csv-stray-quote', detail: { line: 2, column: 2 } }
		});
		expect(await kindOf(asXlsx(Buffer.from('id,name\np1,Ann\n')))).toBe('duty.not-xlsx');
		expect(await kindOf(asXlsx(Buffer.from('d0cf11e0a1b11ae10000', 'hex')))).toBe('duty.xlsx-old');
		expect(
			await kindOf(asXlsx(await writeXlsx({ sheets: [{ name: 'a', rows: [['x']] }], encryption: { password: 'p', spinCount: 10 } })))
		).toBe('duty.xlsx-old');
		expect(await kindOf(asXlsx(zip([{ name: 'hello.txt', bytes: Buffer.from('hello') }])))).toBe('duty.not-xlsx');
		expect([await kindOf({}), await kindOf({ csv: 'id', xlsx: 'UEs=' })]).toEqual(['duty.one-list', 'duty.one-list']);
		const wide = await sheetFile([{ name: '宽', rows: [Array.from({ length: 101 }, () => 'x')] }]);
		expect(await readList(asXlsx(wide))).toMatchObject({ problem: { kind: 'duty.xlsx-wide', detail: { sheet: '宽', line: 1 } } });
		const long = Array.from({ length: 20_002 }, (_, i) => [`p${i}`]);
		expect(await kindOf(asXlsx(await sheetFile([{ name: 'a', rows: long }])))).toBe('duty.list-long');
		expect(await kindOf({ csv: long.join('\n') })).toBe('duty.list-long');
	});

	it('is unpacked no further than is allowed, whatever it says of its own size', () => {
		const zeros = Buffer.alloc(40 * 2 ** 20);
		const bomb = zip([{ name: 'xl/worksheets/sheet1.xml', bytes: zeros, says: 100 }]);
		expect(bomb.length).toBeLessThan(100_000);
		expect(unzippedBytes(bomb, 32 * 2 ** 20)).toBe('too-large');
		// Many entries that share the same packed bytes count each time.
		const many = zip(Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, bytes: zeros.subarray(0, 2 ** 21) })));
		expect(unzippedBytes(many, 32 * 2 ** 20)).toBe('too-large');
		expect(unzippedBytes(zip([{ name: 'a', bytes: Buffer.from('hello') }]), 100)).toBe(5);
	});

	it('is refused for any bytes, and for a workbook of which some bytes are others', async () => {
		const good = Buffer.from(
			await sheetFile([
				{
					name: '名单',
					rows: [
						['id', 'name', 'roles'],
						['p1', '王芳', '民警']
					]
				}
			])
		);
		const some = fc.oneof(
			fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
			fc
				.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
				.map((changes) => changes.reduce((bytes, [at, byte]) => (bytes.writeUInt8(byte, at), bytes), Buffer.from(good))),
			fc.nat(good.length).map((length) => good.subarray(0, length))
		);
		await fc.assert(
			fc.asyncProperty(some, async (bytes) => {
				expect(await kindOf(asXlsx(bytes))).toMatch(/^(read|duty\.(not-xlsx|xlsx-old|xlsx-large|xlsx-wide|list-long))$/);
			}),
			{ numRuns: fuzzRuns(150) }
		);
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (csv) => {
				expect(await kindOf({ csv })).toMatch(/^(read|duty\.(not-csv|csv-open-quote|csv-stray-quote))$/);
			}),
			{ numRuns: fuzzRuns(150) }
		);
	});
});

/** An archive written by hand. @param entries `says`: the size it claims to unpack to */
function zip(entries: readonly { readonly name: string; readonly bytes: Buffer; readonly says?: number }[]): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const { name, bytes, says } of entries) {
		const packed = deflateRawSync(bytes);
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(8, 8);
		local.writeUInt32LE(packed.length, 18);
		local.writeUInt32LE(says ?? bytes.length, 22);
		local.writeUInt16LE(name.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(8, 10);
		entry.writeUInt32LE(packed.length, 20);
		entry.writeUInt32LE(says ?? bytes.length, 24);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE(at, 42);
		parts.push(local, Buffer.from(name), packed);
		directory.push(entry, Buffer.from(name));
		at += local.length + name.length + packed.length;
	}
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(
		directory.reduce((sum, part) => sum + part.length, 0),
		12
	);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...directory, end]);
}
