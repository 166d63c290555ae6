import { expect, test } from 'vitest';
import { patrolTable } from '#lib/board/patrol-columns.ts';
import { trails } from '#lib/board/trails.ts';

const MIN = 60_000;

test('a trail grows with the person and loses what is older than half an hour', () => {
	const table = patrolTable([7]);
	const follow = trails([{ no: 7, points: [[118, 32, 1 * MIN]] }]);
	const walk = (atMs: number) => {
		table.move({ no: 7, lng: 118 + atMs / 1e9, lat: 32, recordedAtMs: atMs, bearingDeg: null, speedMps: null, accuracyM: null }, atMs);
		return follow.follow(table.columns, atMs);
	};
	expect(walk(20 * MIN)[0]?.points.length).toBe(2);
	expect(walk(20 * MIN + 1000)[0]?.points.length).toBe(2);
	expect(walk(40 * MIN)[0]?.points.map((p) => p[2] / MIN)).toEqual([20, 40]);
	expect(follow.follow(table.columns, 80 * MIN)).toEqual([]);
});

test('trails that would look the same are the very same, and of many only those who walked are made anew', () => {
	const table = patrolTable([7, 8]);
	const follow = trails([]);
	const walk = (no: number, atMs: number) => {
		table.move({ no, lng: 118 + atMs / 1e9, lat: 32, recordedAtMs: atMs, bearingDeg: null, speedMps: null, accuracyM: null }, atMs);
		return follow.follow(table.columns, atMs);
	};
	walk(7, 20 * MIN);
	const both = walk(8, 20 * MIN + 6000);
	expect(both.map(({ no }) => no)).toEqual([7, 8]);
	expect(walk(7, 20 * MIN + 7000)).toBe(both);
	const after = walk(7, 20 * MIN + 12_000);
	expect(after.find(({ no }) => no === 8)).toBe(both.find(({ no }) => no === 8));
	expect(after.find(({ no }) => no === 7)?.points.map((point) => point[2] - 20 * MIN)).toEqual([0, 7000, 12_000]);
});
