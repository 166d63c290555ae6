/**
 * A load of phones over plain sockets: each connection sends its next report when the last was answered. Run as a program of its own, so that its work is
 * not the server's: `PORT CONNECTIONS SECONDS` and a line `TOKEN LNG LAT` for each phone on standard input; prints one line of JSON.
 * Each phone walks from where it begins, a metre a report, and says the time as it is.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [port, connections, seconds] = process.argv.slice(2).map(Number) as [number, number, number];
const phones = (await text(process.stdin))
	.trim()
	.split('\n')
	.map((line) => line.split(' ') as [string, string, string])
	.map(([token, lng, lat]) => ({ token, lng: Number(lng), lat: Number(lat) }));
const endsAt = performance.now() + seconds * 1000;
const latencies: number[] = [];
const statuses: Record<string, number> = {};
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
				const { token, lng, lat } = phones[n % phones.length]!;
				const m = Math.floor(n / phones.length) * 1e-5;
				const turn = (n % phones.length) * 2.399963;
				since = performance.now();
				socket.write(
					`GET /ingest/osmand?id=${token}&lat=${(lat + Math.cos(turn) * m).toFixed(6)}&lon=${(lng + Math.sin(turn) * m).toFixed(6)}&timestamp=${Date.now()}&accuracy=5&speed=2 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
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
