import { expect, test } from 'vitest';
import { readTsplib, type TsplibInstance } from '#lib/duty/route/read-tsplib.ts';

function reading(text: string): TsplibInstance {
	const read = readTsplib(text);
	if (!read.ok) throw new Error(read.problem.kind);
	return read.value;
}
const refusal = (text: string): unknown => {
	const read = readTsplib(text);
	return read.ok ? null : read.problem;
};
const coordinates = (type: string, ...lines: string[]): string =>
	`NAME : t\nTYPE : TSP\nDIMENSION : ${lines.length}\nEDGE_WEIGHT_TYPE : ${type}\nNODE_COORD_SECTION\n${lines.map((line, i) => `${i + 1} ${line}`).join('\n')}\nEOF\n`;
const between = (type: string, a: string, b: string): number => reading(coordinates(type, a, b)).distance(0, 1);

test.each([
	// √2 = 1.414, √(2.5²) = 2.5
	['EUC_2D', '0 0', '1 1', 1],
	['EUC_2D', '0 0', '2.5 0', 3],
	['EUC_2D', '0 0', '3e0 -4.0', 5],
	['CEIL_2D', '0 0', '1 1', 2],
	['CEIL_2D', '0 0', '3 4', 5],
	['MAN_2D', '0 0', '1.2 1.2', 2],
	['MAX_2D', '0 0', '1.2 7.5', 8],
	// √(10²/10) = 3.16: rounded 3 is less, so 4; √(90/10) = 3 exactly
	['ATT', '0 0', '10 0', 4],
	['ATT', '0 0', '9 3', 3],
	['EUC_3D', '0 0 0', '2 3 6', 7],
	['MAN_3D', '0 0 0', '1 1 1', 3],
	['MAX_3D', '0 0 0', '1 2 9', 9],
	// One degree of latitude is 6378.388·π/180 = 111.3 km, told as 112; 0.30 is thirty minutes: 55.66 km, told as 56.
	['GEO', '0.00 0.00', '1.00 0.00', 112],
	['GEO', '0.00 0.00', '0.30 0.00', 56],
	['GEO', '-0.30 10.00', '0.30 10.00', 112]
])('%s between %s and %s is %i', (type, a, b, wanted) => {
	expect(between(type, a, b)).toBe(wanted);
	expect(between(type, b, a)).toBe(wanted);
});

const WEIGHTS = [
	[0, 3, 5, 8],
	[3, 0, 7, 9],
	[5, 7, 0, 2],
	[8, 9, 2, 0]
];
test.each([
	['FULL_MATRIX', '0 3 5 8\n3 0 7 9\n5 7 0 2\n8 9 2 0'],
	['UPPER_ROW', '3 5 8 7 9 2'],
	['LOWER_ROW', '3\n5 7\n8 9 2'],
	['UPPER_DIAG_ROW', '0 3 5 8 0 7 9 0 2 0'],
	['LOWER_DIAG_ROW', '0 3 0 5 7 0 8 9 2 0'],
	['UPPER_COL', '3 5 7 8 9 2'],
	['LOWER_COL', '3 5 8 7 9 2'],
	['UPPER_DIAG_COL', '0 3 0 5 7 0 8 9 2 0'],
	['LOWER_DIAG_COL', '0 3 5 8 0 7 9 0 2 0']
])('weights written as %s are read, however the lines break', (format, numbers) => {
	const head = `TYPE: TSP\nDIMENSION: 4\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: ${format}\nEDGE_WEIGHT_SECTION\n`;
	for (const text of [numbers, numbers.replace(/\s+/g, '\r\n'), numbers.replace(/\s+/g, '   ')]) {
		const { count, distance } = reading(`${head}${text}\nDISPLAY_DATA_SECTION\n1 0 0\n2 0 1\n3 1 1\n4 1 0\nEOF\n`);
		expect(Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_, j) => distance(i, j)))).toEqual(WEIGHTS);
	}
});

test('names of nodes are kept as the file has them', () => {
	const text = 'DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n 7 0 0\n 3 1 0\n';
	expect([...reading(text).names]).toEqual([7, 3]);
});

test.each([
	['', 'tsplib-no-dimension'],
	['DIMENSION: 0\n', 'tsplib-dimension'],
	['DIMENSION: two\n', 'tsplib-dimension'],
	['DIMENSION: 1e9\n', 'tsplib-dimension'],
	['TYPE: ATSP\nDIMENSION: 2\n', 'tsplib-type'],
	['DIMENSION: 2\n', 'tsplib-weights'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: XRAY1\n', 'tsplib-weights'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FUNCTION\n', 'tsplib-format'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\n', 'tsplib-few'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 0\n', 'tsplib-few'],
	['DIMENSION: 1\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 0 0\n', 'tsplib-many'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n1 0 0\n', 'tsplib-node-twice'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n1.5 0 0\n', 'tsplib-node'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 NaN\n2 0 0\n', 'tsplib-number'],
	['DIMENSION: 2\n{"type":"FeatureCollection"}\n', 'tsplib-line'],
	['DIMENSION: 2\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 1\n2 0\n', 'tsplib-uneven']
])('a file that says %j is refused as %s', (text, kind) => {
	expect(refusal(text)).toMatchObject({ kind });
});
