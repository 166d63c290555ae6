/**
 * The threads on which rosters of this server are solved, started when first asked: one for whole rosters, which may take minutes, and one for what a lead
 * tries out, which must not wait for them.
 */
import { runtime } from '../runtime.ts';
import { type RosterThread, startRosterThread } from './roster-thread.ts';

interface RosterDesk {
	readonly whole: RosterThread;
	readonly quick: RosterThread;
}

const KEY = Symbol.for('gridkeeper.roster-desk');
const kept = globalThis as { [KEY]?: RosterDesk | undefined };

export function rosterDesk(): RosterDesk {
	if (kept[KEY]) return kept[KEY];
	const desk = { whole: startRosterThread(), quick: startRosterThread() };
	runtime().onClose(async () => {
		kept[KEY] = undefined;
		await Promise.all([desk.whole.close(), desk.quick.close()]);
	});
	return (kept[KEY] = desk);
}
