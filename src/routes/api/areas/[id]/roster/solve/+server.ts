/** A roster, or the best cover of what opens: lines of JSON until the answer. Who goes away cancels it. */
import { proposeRoster, isQuick } from '#lib/server/actions/propose-roster.ts';
import { door } from '#lib/server/answer/door.ts';
import { logFault, newFaultId } from '#lib/server/answer/fault.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { rosterDesk } from '#lib/server/roster/roster-desk.ts';
import type { SolveLine } from '#lib/wire/roster-board.ts';
import { say } from '#lib/words/words.ts';

export const POST = door('POST /api/areas/[id]/roster/solve', async ({ params, body, db, event }) => {
	const { whole, quick } = rosterDesk();
	const run = await proposeRoster(db, params.id, body, isQuick(body) ? quick : whole, Date.now());
	if (!run) return refuse({ kind: 'missing' });
	const gone = new AbortController();
	event.request.signal.addEventListener('abort', () => gone.abort(), { once: true });
	const text = new TextEncoder();
	const lines = new ReadableStream<Uint8Array>({
		start(stream) {
			const tell = (line: SolveLine): void => {
				if (!gone.signal.aborted) stream.enqueue(text.encode(`${JSON.stringify(line)}\n`));
			};
			void run(tell, gone.signal).then(
				() => {
					if (!gone.signal.aborted) stream.close();
				},
				(error: unknown) => {
					// Who went away asked for it.
					if (gone.signal.aborted) return;
					const id = newFaultId();
					logFault(id, 'POST /api/areas/[id]/roster/solve', error);
					tell({ say: 'refused', message: { zh: say('zh', 'fault', { id }), en: say('en', 'fault', { id }) } });
					stream.close();
				}
			);
		},
		cancel: () => gone.abort()
	});
	return new Response(lines, {
		headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
	});
});
