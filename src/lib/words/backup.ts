/** What the backup and restore verbs say. */
import type { WordList } from './word-list.ts';

export const backupWords = {
	table: ['{no}/{of} {table}', '{no}/{of} {table}'],
	done: [
		'已备份 {rows} 行、{tables} 张表（{schema}）到 {file}，{mb} MB，用时 {seconds} 秒',
		'{rows} rows of {tables} tables ({schema}) written to {file}: {mb} MB in {seconds} s'
	],
	restored: [
		'已恢复 {rows} 行，每张表的校验值与备份一致，用时 {seconds} 秒',
		'{rows} rows restored; every table has the hash of the backup; {seconds} s'
	],
	notWritten: [
		'写不了 {file}（{reason}）：未留下不完整的文件，数据库未受影响。请腾出空间或修正权限，或用 --out 换一个位置。',
		'{file} cannot be written ({reason}): no half a file is left, and the database is as it was. Free some space or mend the permissions, or choose another place with --out.'
	],
	notBackup: ['{file} 不是 Gridkeeper 备份', '{file} is no Gridkeeper backup'],
	damaged: [
		'{file} 不完整或已损坏（{table}）。数据库未被改动。',
		'{file} is cut short or damaged ({table}). The database is left as it was.'
	],
	notEmpty: [
		'数据库里已有数据，未做任何改动。请换一个空数据库，或加 --replace 先清空再恢复。',
		'There is data in the database; nothing was changed. Choose an empty one, or say --replace to delete what is there first.'
	],
	newer: [
		'备份由更新的程序写成（{schema}，本程序到 {own}）。请先升级程序。',
		'The backup was made by a newer program ({schema}; this one knows {own}). Update the program first.'
	],
	older: [
		'备份是较旧的表结构（{schema}），而这个数据库已是 {own}。请恢复到一个全新的空数据库：表结构会先建到备份那一版，再自动更新。',
		'The backup is of an older schema ({schema}) and this database is at {own} already. Restore into a new, empty database: it is made as the backup was and then brought up to date.'
	],
	differ: [
		'表结构与备份不同：{tables}。数据库未被改动。',
		'These tables are not as in the backup: {tables}. The database is left as it was.'
	],
	served: [
		'有 {count} 个连接正在使用这个数据库。请先结束 Gridkeeper 再恢复。',
		'{count} connections use this database. End Gridkeeper first, then restore.'
	]
} as const satisfies WordList;
