import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowLog } from '#lib/board/row-log.ts';

test('a reader is told every row that changed since it was there, or that it must look at all', () => {
	const step = fc.oneof(
		fc.nat({ max: 30 }).map((row) => ({ row })),
		fc.constant({ all: true }),
		fc.nat({ max: 2 }).map((reader) => ({ reader }))
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
			const log = rowLog(20);
			const readers = [0, 1, 2].map(() => ({ read: log.written, changed: [] as number[], all: false }));
			for (const one of steps) {
				if ('row' in one) {
					log.changed(one.row);
					for (const reader of readers) reader.changed.push(one.row);
				} else if ('all' in one) {
					log.allChanged();
					for (const reader of readers) reader.all = true;
				} else {
					const reader = readers[one.reader]!;
					const told = log.since(reader.read);
					if (reader.all) expect(told).toBeNull();
					else if (told !== null) expect([...told]).toEqual(reader.changed);
					else expect(reader.changed.length).toBeGreaterThan(20);
					Object.assign(reader, { read: log.written, changed: [], all: false });
				}
			}
		})
	);
});
