/** Work in turns: in order, one between any two looks at what came in. */
import { expect, test } from 'vitest';
import { createTurns } from '#lib/server/live/turns.ts';

function clockwork() {
	const calls: (() => void)[] = [];
	return { turns: createTurns((call) => void calls.push(call)), tick: () => calls.shift()?.(), asked: () => calls.length };
}

test('each piece has a turn of its own, in the order of asking', () => {
	const { turns, tick, asked } = clockwork();
	const done: number[] = [];
	for (const n of [1, 2, 3]) turns.take(() => done.push(n));
	expect([done, asked(), turns.waiting]).toEqual([[], 1, 3]);
	tick();
	expect([done, asked(), turns.waiting]).toEqual([[1], 1, 2]);
	turns.take(() => done.push(4));
	for (let i = 0; i < 3; i++) tick();
	expect([done, asked(), turns.waiting]).toEqual([[1, 2, 3, 4], 0, 0]);
});

test('work that fails keeps nobody behind it waiting; work may ask for more', () => {
	const { turns, tick } = clockwork();
	const done: string[] = [];
	turns.take(() => {
		throw new Error('broken');
	});
	turns.take(() => turns.take(() => done.push('later')));
	expect(tick).toThrow('broken');
	tick();
	expect(done).toEqual([]);
	tick();
	expect(done).toEqual(['later']);
});

test('what comes in is served between two pieces of a crowd', async () => {
	const turns = createTurns();
	const order: string[] = [];
	const crowd = Promise.withResolvers<null>();
	for (let n = 0; n < 50; n++) turns.take(() => order.push('crowd'));
	turns.take(() => crowd.resolve(null));
	setImmediate(() => order.push('phone'));
	await crowd.promise;
	expect(order.indexOf('phone')).toBe(1);
	expect(order.length).toBe(51);
});
