/** What the program says in a terminal when it cannot go on: one sentence of what is wrong and one of what to do. */
import type { WordList } from './word-list.ts';

const terminal = {
	dataFolderDenied: [
		'数据目录 {folder} 不可写（{reason}）。请换一个目录：GRIDKEEPER_DATA=/可写/目录，或修正它的权限。',
		'The data folder {folder} cannot be written ({reason}). Choose another with GRIDKEEPER_DATA=/a/writable/folder, or mend its permissions.'
	],
	dataFolderFull: [
		'数据目录 {folder} 所在磁盘已满。已确认的数据完好；请腾出至少 1 GB 空间后重新启动。',
		'The disk of the data folder {folder} is full. Nothing acknowledged is lost; free at least 1 GB and start again.'
	],
	dataFolderBusy: [
		'数据目录 {folder} 正被进程 {pid}（{host}）使用，且它没有应答。请先结束该进程，或用 GRIDKEEPER_DATA 换一个目录。',
		'The data folder {folder} is held by process {pid} on {host}, which does not answer. End that process first, or choose another folder with GRIDKEEPER_DATA.'
	],
	dataFolderServed: [
		'数据目录 {folder} 上已经有一个 Gridkeeper 在运行（进程 {pid}）。请使用它，或先结束它，或用 GRIDKEEPER_DATA 换一个目录。',
		'A Gridkeeper is already running on the data folder {folder} (process {pid}). Use that one, end it first, or choose another folder with GRIDKEEPER_DATA.'
	],
	dataFolderOther: [
		'数据目录 {folder} 由 PostgreSQL {found} 写成，本版本内嵌的是 {own}。请用写它的那个版本打开，或换一个目录。',
		'The data folder {folder} was written by PostgreSQL {found}; the one embedded here is {own}. Open it with the version that wrote it, or choose another folder.'
	],
	engineFailed: [
		'内嵌数据库打不开 {folder}：{reason}。目录未被改动；请保留它并附上这行文字报告问题，或用 GRIDKEEPER_DATA 换一个目录。',
		'The embedded database could not open {folder}: {reason}. The folder is left as it is; keep it and report this line, or choose another with GRIDKEEPER_DATA.'
	],
	serverUnreachable: [
		'连不上数据库 {server}（{reason}）。请检查 DATABASE_URL、数据库是否已启动、网络和密码；去掉 DATABASE_URL 则使用内嵌数据库。',
		'The database {server} cannot be reached ({reason}). Check DATABASE_URL, that the server runs, the network and the password; without DATABASE_URL the embedded database is used.'
	],
	noPostgis: [
		'数据库 {server} 没有 PostGIS（{reason}）。请在服务器上安装（Debian：apt install postgresql-{major}-postgis-3），再以管理员执行 CREATE EXTENSION postgis;',
		'The database {server} has no PostGIS ({reason}). Install it on the server (Debian: apt install postgresql-{major}-postgis-3), then run CREATE EXTENSION postgis; as an administrator.'
	],
	newerSchema: [
		'数据库由更新的 Gridkeeper 建立（含本版本不认识的 {names}）。请升级程序；本版本不会改动它。',
		'The database was made by a newer Gridkeeper (it holds {names}, unknown to this one). Update the program; this one leaves it untouched.'
	],
	oldServer: [
		'数据库 {server} 是 PostgreSQL {version}，至少需要 14。请升级服务器。',
		'The database {server} is PostgreSQL {version}; at least 14 is needed. Update the server.'
	],
	databaseServed: [
		'已经有一个 Gridkeeper 在使用这个数据库。要让几台机器一起工作，请给每一台（包括已在运行的那台）设置同一个 REDIS_URL，见 docs/province.md；否则请先结束它。',
		'Another Gridkeeper serves this database. To let several work together, give each of them, the running one too, the same REDIS_URL (docs/province.md); else end that one first.'
	],
	redisNeedsServer: [
		'REDIS_URL 用于几台机器共用一个 PostgreSQL：请同时设置 DATABASE_URL，或去掉 REDIS_URL。',
		'REDIS_URL is for several machines on one PostgreSQL: set DATABASE_URL too, or leave REDIS_URL out.'
	],
	redisAddress: [
		'REDIS_URL 不是 Redis 地址（{reason}）。写法如 redis://主机:6379。',
		'REDIS_URL is no address of a Redis ({reason}). Write it like redis://host:6379.'
	],
	lockLost: [
		'数据目录 {folder} 的锁被他人取走（{reason}）。为保护数据，程序现在结束；请重新启动。',
		'The lock of the data folder {folder} was taken by someone else ({reason}). The program ends now to protect the data; start it again.'
	],
	portTaken: [
		'{host}:{port} 已被其他程序占用。请结束它，或换一个端口：PORT={next} npm start',
		'{host}:{port} is used by another program. End it, or choose another port: PORT={next} npm start'
	],
	addressRefused: [
		'不能在 {host}:{port} 上监听（{reason}）。请检查 HOST 和 PORT。',
		'Cannot listen on {host}:{port} ({reason}). Check HOST and PORT.'
	]
} as const satisfies WordList;

export type TerminalKey = keyof typeof terminal;

/** Both languages, Chinese line first. */
export function sentence(key: TerminalKey, values: Readonly<Record<string, string | number>> = {}): string {
	return terminal[key].map((text) => text.replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank))).join('\n');
}
