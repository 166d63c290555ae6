/** The peer of the tiles bench: a bare Node server that sends one buffer, whatever is asked. `FILE`; prints its port. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = await readFile(process.argv[2] ?? '');
const server = createServer((_, response) =>
	response
		.writeHead(200, { 'content-type': 'application/vnd.mapbox-vector-tile', 'content-encoding': 'gzip', 'content-length': body.byteLength })
		.end(body)
);
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
