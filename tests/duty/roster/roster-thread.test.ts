import { describe, expect, it } from 'vitest';
import { startRosterThread } from '#lib/server/roster/roster-thread.ts';
import type { RosterProgress } from '#lib/server/roster/roster-job.ts';
import { fullWeek, small } from './cases.ts';

describe('the thread that solves rosters', () => {
	it('answers, tells how far it is, and never holds up the thread that asks', async () => {
		const thread = startRosterThread();
		const steps: RosterProgress[] = [];
		let [worst, last] = [0, performance.now()];
		const beat = setInterval(() => {
			worst = Math.max(worst, performance.now() - last);
			last = performance.now();
		}, 5);
		const answer = await thread.solve({ file: fullWeek(), cureSeconds: 0 }, { onProgress: (progress) => steps.push(progress) });
		clearInterval(beat);
		expect(answer).toMatchObject({ ok: true, made: { proven: true } });
		expect(new Set(steps.map(({ aim }) => aim))).toEqual(new Set(['coverage', 'points']));
		expect(worst).toBeLessThan(300);
		await thread.close();
	});

	it('ends at once when it is cancelled, and does the next job all the same', async () => {
		const thread = startRosterThread();
		const cancel = new AbortController();
		const slow = thread.solve({ file: fullWeek(60), cureSeconds: 60 }, { signal: cancel.signal, onProgress: () => cancel.abort() });
		const next = thread.solve({ file: small([{ id: 'a', roles: ['cadre'] }]), cureSeconds: 1 });
		await expect(slow).rejects.toMatchObject({ name: 'AbortError' });
		expect(await next).toMatchObject({ ok: true, cure: [{ role: 'community', people: 2 }] });
		await thread.close();
	});

	it('gives back what is wrong with a problem', async () => {
		const thread = startRosterThread();
		expect(await thread.solve({ file: small([], { from: '2026-02-30' }), cureSeconds: 0 })).toMatchObject({
			ok: false,
			faults: [{ path: 'from', kind: 'date' }]
		});
		await thread.close();
	});
});
