/** What is said of a server's clock that cannot be right. */
import type { WordList } from './word-list.ts';

export const clock = {
	'clock.ahead': [
		'服务器时钟比已确认的时间快 {days} 天。在确认之前，超期数据一律按已确认的时间计算，不会提前删除。请校准时钟；若时钟无误，请运行 npm run -s cli -- clock --confirm',
		'The server’s clock is {days} days ahead of the last time that was confirmed. Until it is, what is too old is reckoned from that time, and nothing is let go of early. Set the clock right; if it is right, run npm run -s cli -- clock --confirm'
	]
} as const satisfies WordList;

/** What the verb says. */
export const clockWords = {
	server: ['服务器时钟　　{at}', 'server’s clock    {at}'],
	database: ['数据库时钟　　{at}', 'database’s clock  {at}'],
	believed: ['已确认的时间　{at}', 'confirmed up to   {at}'],
	never: ['尚未运行过', 'has never run'],
	apart: [
		'服务器与数据库的时钟相差 {hours} 小时，至少有一个不对。请先校准，未做任何改动。',
		'The clocks of server and database are {hours} hours apart; one of them at least is wrong. Set it right first; nothing was changed.'
	],
	confirmed: ['已确认，此后超期数据按当前时间计算。', 'Confirmed: what is too old is reckoned from now on.'],
	sound: ['时钟可信。', 'The clock is believed.']
} as const satisfies WordList;
