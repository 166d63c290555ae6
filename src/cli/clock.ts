/** `clock`: whether the server's clock is believed, and saying that it is right. Beside a running server or without. */
import { believedTime, keepBelievedTime, databaseClock } from '#lib/server/store/believed-time.ts';
import { clock, clockWords } from '#lib/words/clock.ts';
import { told } from './language.ts';
import { readOptions } from './options.ts';
import type { Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const DAY_MS = 86_400_000;

export const verb: Verb = {
	summary: 'is the clock believed; confirm it · 核对或确认服务器时钟',
	usage: `npm run -s cli -- clock [--confirm] [--lang zh|en]

  --confirm   the clock is right: what is too old is reckoned from now

A clock that leaps ahead by more than a day is not believed until two phones report the same time, so that nothing is let go of early.
Exit status: 0 believed or confirmed, 1 not believed or not confirmed, 2 the call cannot be used.`,

	async run(args) {
		const options = readOptions(args, { texts: [], flags: ['confirm'] });
		const { language } = options;
		return await withDatabase(async (db) => {
			const nowMs = Date.now();
			const [kept, theirsMs] = [await believedTime(db), await databaseClock(db)];
			const iso = (ms: number): string => new Date(ms).toISOString();
			console.log(told(clockWords.server, language, { at: iso(nowMs) }));
			console.log(told(clockWords.database, language, { at: iso(theirsMs) }));
			console.log(told(clockWords.believed, language, { at: kept === null ? told(clockWords.never, language) : iso(kept) }));
			if (Math.abs(nowMs - theirsMs) > DAY_MS) {
				console.error(told(clockWords.apart, language, { hours: Math.round(Math.abs(nowMs - theirsMs) / 3_600_000) }));
				return 1;
			}
			if (options.flag('confirm')) {
				await keepBelievedTime(db, nowMs);
				console.log(told(clockWords.confirmed, language));
				return 0;
			}
			if (kept !== null && nowMs - kept > DAY_MS) {
				console.error(told(clock['clock.ahead'], language, { days: ((nowMs - kept) / DAY_MS).toFixed(1) }));
				return 1;
			}
			console.log(told(clockWords.sound, language));
			return 0;
		});
	}
};
