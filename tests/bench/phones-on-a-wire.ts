/**
 * A load of phones over plain sockets: each connection sends its next report when the last was answered. Run as a program of its own, so that its work is
 * not the server's: `PORT CONNECTIONS SECONDS` and the tokens as lines of standard input; prints one line of JSON.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [port, connections, seconds] = process.argv.slice(2).map(Number) as [number, number, number];
const tokens = (await text(process.stdin)).trim().split('\n');
const endsAt = performance.now() + seconds * 1000;
const latencies: number[] = [];
const statuses: Record<string, number> = {};
const startMs = Date.now() - 3_600_000;
let sent = 0;

await Promise.all(
	Array.from({ length: connections }, async () => {
		const socket = connect(port, '127.0.0.1');
		socket.setNoDelay(true);
		await new Promise<void>((resolve, reject) => {
			let since = 0;
			let answer = '';
			const ask = (): void => {
				const n = sent++;
				const phone = n % tokens.length;
				const step = Math.floor(n / tokens.length);
				const lat = (32.03 + (phone % 100) * 1e-4 + step * 1e-5).toFixed(6);
				const lon = (118.78 + Math.floor(phone / 100) * 1e-4).toFixed(6);
				since = performance.now();
				socket.write(
					`GET /ingest/osmand?id=${tokens[phone]}&lat=${lat}&lon=${lon}&timestamp=${startMs + step * 1000}&accuracy=5&speed=2 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
				);
			};
			socket.on('connect', ask);
			socket.on('error', reject);
			socket.on('close', () => resolve());
			socket.on('data', (chunk: Buffer) => {
				answer += chunk.toString('latin1');
				const head = answer.indexOf('\r\n\r\n');
				if (head < 0) return;
				const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? (/transfer-encoding: chunked/i.test(answer) ? -1 : 0));
				if (length < 0 ? !answer.endsWith('0\r\n\r\n') : answer.length < head + 4 + length) return;
				const status = answer.slice(9, 12);
				statuses[status] = (statuses[status] ?? 0) + 1;
				latencies.push(performance.now() - since);
				answer = '';
				if (performance.now() < endsAt) ask();
				else socket.end();
			});
		});
	})
);
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
console.log(JSON.stringify({ answered: latencies.length, statuses, p50Ms: at(0.5), p99Ms: at(0.99) }));
