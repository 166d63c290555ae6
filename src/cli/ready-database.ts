/** Everything between "start" and a database the app can serve: opened, brought to this schema, and the demo in it where it belongs. */
import { migrate } from '#db/migrate.ts';
import { openDatabase, type OpenDatabase } from '#db/open.ts';
import { Refusal } from '#db/refusal.ts';
import { readyDemo, type Demo } from '#db/seed.ts';
import { takeSeat } from './take-seat.ts';

export interface ReadyDatabase {
	readonly database: OpenDatabase;
	/** Null outside demo mode. */
	readonly demo: Demo | null;
}

/**
 * @param say One line on what is going on; called often.
 * @throws Refusal with what to do, when the database cannot be opened.
 */
export async function readyDatabase(options: { readonly demo: boolean }, say: (line: string) => void): Promise<ReadyDatabase> {
	say(process.env['DATABASE_URL'] ? '连接数据库 Opening the database' : '打开内嵌数据库 Opening the embedded database');
	if (process.env['REDIS_URL']) checkRedis(process.env['REDIS_URL']);
	const opened = await openDatabase({ alone: true });
	try {
		const database = opened.engine === 'native' ? await takeSeat(opened, Boolean(process.env['REDIS_URL'])) : opened;
		await migrate(database.db, (name, n, of) => say(`更新表结构 Migrating ${n}/${of} ${name}`));
		const demo = options.demo ? await readyDemo(database.db, Date.now(), say) : null;
		return { database, demo };
	} catch (error) {
		await opened.close();
		throw error;
	}
}

/** @throws Refusal where several nodes could not work this way. */
function checkRedis(url: string): void {
	if (!process.env['DATABASE_URL']) throw new Refusal('redisNeedsServer');
	const protocol = URL.canParse(url) ? new URL(url).protocol : '';
	if (protocol !== 'redis:' && protocol !== 'rediss:') throw new Refusal('redisAddress', { reason: protocol || 'URL' });
}
