import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceId } from '#lib/patrol/fix.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { openFixRecorder, type FixRecorderParts } from '#lib/server/actions/record-fixes.ts';
import type { KnownDevice } from '#lib/server/store/devices.ts';
import type { CommittedFixes, FixRow } from '#lib/server/store/fixes.ts';

const NOW = Date.UTC(2026, 10, 22);
const device = (id: number): KnownDevice => ({ id: id as DeviceId, districtId: 1 as never, personId: null });
const fix = (secondsAgo: number) => ({
	recordedAtMs: NOW - secondsAgo * 1000,
	lng: 123,
	lat: 30,
	accuracyM: null,
	speedMps: null,
	bearingDeg: null,
	battery: null,
	mock: false
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

let seq = 0;
const storeAll = (rows: readonly FixRow[]): CommittedFixes => ({
	stored: rows.filter((row) => row.apart === null).map((row) => ({ ...row.fix, seq: ++seq })),
	refused: new Set(),
	apart: rows.filter((row) => row.apart !== null).length
});
function recorder(commit: FixRecorderParts['commit']) {
	const published: number[] = [];
	const faults: unknown[] = [];
	const commits: number[] = [];
	const made = openFixRecorder({
		nowMs: () => NOW,
		patrolRules: () => DEFAULT_RULES.patrol,
		commit(devices, rows, at) {
			commits.push(rows.length);
			return commit(devices, rows, at);
		},
		onStored: (stored) => published.push(stored.length),
		onFault: (error) => faults.push(error)
	});
	return Object.assign(made, { published, faults, commits });
}

test('reports that come together share one commit, and each is answered only after it', async () => {
	const gate = Promise.withResolvers<null>();
	const one = recorder(async (_, rows) => {
		await gate.promise;
		return storeAll(rows);
	});
	const answers: string[] = [];
	for (let i = 0; i < 30; i++) void one.record(device(i), [fix(i)]).then((answer) => answers.push(answer));
	await vi.advanceTimersByTimeAsync(100);
	expect(one.commits).toEqual([30]);
	expect(answers).toEqual([]);
	gate.resolve(null);
	await vi.advanceTimersByTimeAsync(1);
	expect(answers).toEqual(Array(30).fill('stored'));
	expect(one.published).toEqual([30]);
});

test('a commit that fails is never called a success, and the next one is tried afresh', async () => {
	let away = true;
	const one = recorder(async (_, rows) => {
		if (away) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
		return storeAll(rows);
	});
	const first = one.record(device(1), [fix(1)]);
	await vi.advanceTimersByTimeAsync(10);
	expect(await first).toBe('unavailable');
	expect(one.faults).toHaveLength(1);
	away = false;
	const second = one.record(device(1), [fix(1)]);
	await vi.advanceTimersByTimeAsync(10);
	expect(await second).toBe('stored');
});

test('a commit that hangs is given up after four seconds; if it comes through after all, it is published', async () => {
	const gate = Promise.withResolvers<null>();
	let calls = 0;
	const one = recorder(async (_, rows) => {
		if (calls++ === 0) await gate.promise;
		return storeAll(rows);
	});
	const slow = one.record(device(1), [fix(1)]);
	await vi.advanceTimersByTimeAsync(10);
	const behind = one.record(device(2), [fix(1)]);
	await vi.advanceTimersByTimeAsync(4_100);
	expect(await slow).toBe('unavailable');
	expect(await behind).toBe('stored');
	expect(one.published).toEqual([1]);
	gate.resolve(null);
	await vi.advanceTimersByTimeAsync(1);
	expect(one.published).toEqual([1, 1]);
});

test('while nothing is committed the queue is bounded, and what is beyond is told to come again', async () => {
	const one = recorder(() => new Promise(() => undefined));
	const batch = Array.from({ length: 1_000 }, (_, i) => fix(i));
	const answers: string[] = [];
	for (let i = 0; i < 60; i++) void one.record(device(i), batch).then((answer) => answers.push(answer));
	await vi.advanceTimersByTimeAsync(0);
	expect(answers).toEqual(Array(20).fill('busy'));
	expect(one.queued).toBe(40_000);
});

test('one report that the database will not take does not sink its neighbours', async () => {
	const one = recorder(async (_, rows) => {
		if (rows.some((row) => row.fix.deviceId === (13 as DeviceId))) throw Object.assign(new Error('bad'), { code: '22003' });
		return storeAll(rows);
	});
	const answers = [11, 12, 13, 14].map((id) => one.record(device(id), [fix(1)]));
	await vi.advanceTimersByTimeAsync(20);
	expect(await Promise.all(answers)).toEqual(['stored', 'stored', 'unavailable', 'stored']);
});

test('the fixes of a revoked device are refused, those of the others stored', async () => {
	const one = recorder(async (_, rows) => ({
		...storeAll(rows.filter((row) => row.fix.deviceId !== (2 as DeviceId))),
		refused: new Set([2 as DeviceId])
	}));
	const answers = [1, 2].map((id) => one.record(device(id), [fix(1)]));
	await vi.advanceTimersByTimeAsync(20);
	expect(await Promise.all(answers)).toEqual(['stored', 'refused']);
});

test('what is dated in the future, too old or invented is committed apart', async () => {
	const seen: (string | null)[] = [];
	const one = recorder(async (_, rows) => {
		seen.push(...rows.map((row) => row.apart));
		return storeAll(rows);
	});
	const answer = one.record(device(1), [fix(-301), fix(-299), fix(30 * 86_400 + 1), { ...fix(1), mock: true }]);
	await vi.advanceTimersByTimeAsync(20);
	expect(await answer).toBe('stored');
	expect(seen).toEqual(['future', null, 'too-old', 'mock']);
});
