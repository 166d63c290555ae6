/** The plainest proxy there is: each connection to the next node in turn, and where that one is gone, to the one after it. */
import { connect, createServer, type Socket } from 'node:net';

export interface RoundRobin {
	readonly url: string;
	/** How many connections each node has had. */
	readonly given: readonly number[];
	close(): Promise<void>;
}

export async function openRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
	const given = ports.map(() => 0);
	const open = new Set<Socket>();
	let turn = 0;
	const server = createServer((client) => {
		open.add(client);
		client.once('close', () => open.delete(client));
		client.on('error', () => client.destroy());
		const tryNext = (left: number): void => {
			const i = turn++ % ports.length;
			const node = connect(ports[i]!, '127.0.0.1');
			const refused = (): void => (left > 1 ? tryNext(left - 1) : void client.destroy());
			node.once('error', refused);
			node.once('connect', () => {
				given[i]!++;
				node.off('error', refused);
				node.on('error', () => client.destroy());
				node.once('close', () => client.destroy());
				client.once('close', () => node.destroy());
				client.pipe(node).pipe(client);
			});
		};
		tryNext(ports.length);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no address');
	return {
		url: `http://127.0.0.1:${address.port}`,
		given,
		async close() {
			for (const socket of open) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}
