/**
 * Phones that report at a steady pace whatever they are answered, from a process of their own, so that what the test does beside them slows only
 * the test. A report that was not acknowledged is not sent again: what becomes of it is for the test to say.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { quantile } from '../bench/bench.ts';

/** One report and what was said to it. */
export interface Report {
	readonly phone: number;
	/** The fix's own time. */
	readonly atMs: number;
	readonly sentAtMs: number;
	readonly tookMs: number;
	/** 0: no answer at all. */
	readonly status: number;
	readonly retryAfter: string | null;
}

/** What the program is told … */
export type PhoneOrder =
	| {
			readonly kind: 'start';
			readonly url: string;
			readonly tokens: readonly string[];
			readonly perS: number;
			readonly from: readonly [lng: number, lat: number];
	  }
	| { readonly kind: 'pace'; readonly perS: number }
	| { readonly kind: 'stop' };
/** … and what it hands back at its end. */
export type PhoneReply = readonly Report[];

export interface SteadyPhones {
	/** So many reports a second from now on. */
	pace(perS: number): void;
	/** Stops sending; every report, once the last is answered. */
	stop(): Promise<PhoneReply>;
}

/** @param from each phone walks near here */
export async function startSteadyPhones(
	url: string,
	tokens: readonly string[],
	perS: number,
	from: readonly [lng: number, lat: number]
): Promise<SteadyPhones> {
	const child = fork(fileURLToPath(new URL('./steady-phones-program.ts', import.meta.url)), {
		execArgv: ['--disable-warning=ExperimentalWarning'],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc']
	});
	const order = (one: PhoneOrder): void => void child.send(one);
	await once(child, 'message');
	order({ kind: 'start', url, tokens, perS, from });
	return {
		pace: (next) => order({ kind: 'pace', perS: next }),
		async stop() {
			const done = once(child, 'message') as Promise<[PhoneReply]>;
			order({ kind: 'stop' });
			const [reports] = await done;
			child.disconnect();
			return reports;
		}
	};
}

/** How long those sent between two moments took, ms. */
export const tookBetween = (reports: PhoneReply, fromMs: number, untilMs: number, part: number): number =>
	quantile(
		reports.filter((one) => one.sentAtMs >= fromMs && one.sentAtMs < untilMs).map((one) => one.tookMs),
		part
	);

export function countAnswers(reports: PhoneReply): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of reports) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** Each was answered: stored, or (on a machine with too much else to do) told when to come again; nearly all of them stored. */
export function expectAnswered(reports: PhoneReply): void {
	const refused = reports.filter((one) => one.status !== 200);
	expect(refused.filter((one) => (one.status !== 429 && one.status !== 503) || !(Number(one.retryAfter) > 0))).toEqual([]);
	expect(refused.length).toBeLessThan(reports.length / 2);
}
