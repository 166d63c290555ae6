/** Asks for a secret without showing it: typed in a terminal, or the first line of what is piped in. */
import { createInterface } from 'node:readline';
import { CallError } from './verb.ts';

const ENTER = new Set(['\r', '\n', '\u0004']);
const ERASE = new Set(['\u007f', '\b']);
const INTERRUPT = '\u0003';

/** @throws CallError when nothing is given, or the person breaks off. */
export async function askSecret(question: string): Promise<string> {
	return process.stdin.isTTY ? await typed(question) : await piped();
}

async function piped(): Promise<string> {
	for await (const line of createInterface({ input: process.stdin })) return line;
	throw new CallError('标准输入中没有密码。\nNo password on standard input.');
}

function typed(question: string): Promise<string> {
	const { stdin, stderr } = process;
	stderr.write(question);
	stdin.setRawMode(true);
	stdin.setEncoding('utf8');
	stdin.resume();
	return new Promise((resolve, reject) => {
		let text = '';
		const end = (): void => {
			stdin.off('data', take);
			stdin.setRawMode(false);
			stdin.pause();
			stderr.write('\n');
		};
		const take = (chunk: string): void => {
			for (const char of chunk) {
				if (char === INTERRUPT) {
					end();
					reject(new CallError('已取消。\nBroken off.'));
					return;
				}
				if (ENTER.has(char)) {
					end();
					resolve(text);
					return;
				}
				if (ERASE.has(char)) text = [...text].slice(0, -1).join('');
				else text += char;
			}
		};
		stdin.on('data', take);
	});
}
