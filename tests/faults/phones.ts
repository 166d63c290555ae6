/** Phones that report as fast as they are answered and remember what was acknowledged. What is not acknowledged is sent again, as every tracker app does. */
import { at } from '../ground.ts';

export interface Acknowledged {
	readonly phone: number;
	readonly atMs: number;
}

export interface Phones {
	/** Every fix that was answered with 200, once. */
	readonly acknowledged: readonly Acknowledged[];
	/** Answers by status; 0 for none at all. */
	readonly answers: ReadonlyMap<number, number>;
	/** Stops sending; resolves when no request is under way. */
	stop(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/**
 * They walk to and fro in lanes five metres apart.
 * @param tokens one a phone @param url asked before each request, since a server may come back elsewhere @param northM of the first lane
 */
export function startPhones(tokens: readonly string[], url: () => string, startMs: number, northM = 30): Phones {
	const acknowledged: Acknowledged[] = [];
	const answers = new Map<number, number>();
	let going = true;
	const walk = async (phone: number, token: string): Promise<void> => {
		for (let step = 0; going; step++) {
			const atMs = startMs + step * 1000 + phone;
			const [lon, lat] = at(20 + (step % 200), northM + phone * 5);
			for (let kept = false; going && !kept;) {
				const status = await fetch(`${url()}/ingest/osmand?id=${token}&lat=${lat}&lon=${lon}&timestamp=${atMs}&accuracy=5`, {
					signal: AbortSignal.timeout(PATIENCE_MS)
				}).then(
					async (answer) => {
						await answer.arrayBuffer();
						return answer.status;
					},
					() => 0
				);
				answers.set(status, (answers.get(status) ?? 0) + 1);
				kept = status === 200;
				if (kept) acknowledged.push({ phone, atMs });
				// Refused or unheard: as a phone does, a moment later.
				else await new Promise((next) => setTimeout(next, 20));
			}
		}
	};
	const all = Promise.all(tokens.map((token, phone) => walk(phone, token)));
	return {
		acknowledged,
		answers,
		async stop() {
			going = false;
			await all;
		}
	};
}
