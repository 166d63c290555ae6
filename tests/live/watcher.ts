/** A client written from docs/live-protocol.md alone: what it holds after each message is what a third party's would. */
import { io, type Socket } from 'socket.io-client';

type Row = Readonly<Record<string, unknown>>;

export interface Watcher {
	readonly socket: Socket;
	lastSeq: number | null;
	coverage: Map<number, Row>;
	gaps: Map<number, Row>;
	staffing: Map<number, Row>;
	positions: Map<number, Position>;
	seen: Map<number, number>;
	/** Every event heard, in the order of hearing. */
	heard: { seq: number; kind: string; body: Row; areaIds: number[] }[];
	answers: ('snapshot' | 'events' | string)[];
	ticks: number;
	tickAtMs: number;
	dismissed: string | null;
	faults: string[];
	join(areaId: number, lastSeq?: number | null): Promise<Row>;
	close(): void;
}
export interface Position {
	lngE7: number;
	latE7: number;
	recordedAtMs: number;
}

/** @param who an account of the live server of the tests, or the headers that the app is asked with */
export function watch(url: string, who: string | Readonly<Record<string, string>>): Watcher {
	const socket = io(url, {
		transports: ['websocket'],
		extraHeaders: typeof who === 'string' ? { 'x-test-account': who } : { ...who },
		reconnectionDelay: 20,
		reconnectionDelayMax: 50,
		forceNew: true
	});
	let joined = false;
	const me: Watcher = {
		socket,
		lastSeq: null,
		coverage: new Map(),
		gaps: new Map(),
		staffing: new Map(),
		positions: new Map(),
		seen: new Map(),
		heard: [],
		answers: [],
		ticks: 0,
		tickAtMs: 0,
		dismissed: null,
		faults: [],
		async join(areaId, lastSeq = me.lastSeq) {
			joined = false;
			return new Promise((taken, failed) => {
				// Taken in within the acknowledgement itself: a tick may lie in the same bytes right behind it, and is handed out before any promise is.
				socket.timeout(10_000).emit('join', { areaId, lastSeq }, (error: Error | null, answer: Row) => {
					if (error) return failed(error);
					takeAnswer(answer);
					taken(answer);
				});
			});
		},
		close: () => void socket.disconnect()
	};

	function takeAnswer(answer: Row): void {
		me.answers.push(answer['ok'] ? (answer['snapshot'] ? 'snapshot' : 'events') : String(answer['problem']));
		if (!answer['ok']) return;
		if (answer['snapshot']) {
			const shot = json(answer['snapshot']) as Row;
			me.coverage = byId(shot['coverage'], 'gridId');
			me.gaps = byId(shot['gaps'], 'id');
			me.staffing = byId(shot['staffing'], 'postId');
			me.lastSeq = shot['seq'] as number;
		}
		for (const event of json(answer['events']) as Watcher['heard']) apply(event);
		if ((answer['seq'] as number) < (me.lastSeq ?? 0)) me.faults.push('an answer of before');
		me.lastSeq = answer['seq'] as number;
		me.positions = new Map();
		me.seen = new Map();
		takeTick(answer['tick'] as Buffer);
		joined = true;
	}

	function apply(event: Watcher['heard'][number]): void {
		if (me.lastSeq !== null && event.seq <= me.lastSeq) me.faults.push(`event ${event.seq} after ${me.lastSeq}`);
		me.lastSeq = event.seq;
		me.heard.push(event);
		const { body } = event;
		switch (event.kind) {
			case 'grid-coverage-changed':
				for (const grid of body['grids'] as Row[]) me.coverage.set(grid['gridId'] as number, grid);
				break;
			case 'gap-opened':
			case 'gap-changed':
				me.gaps.set((body['gap'] as Row)['id'] as number, body['gap'] as Row);
				break;
			case 'gap-closed':
				if (!me.gaps.delete(body['gapId'] as number)) me.faults.push(`gap ${String(body['gapId'])} closed and never open`);
				break;
			case 'post-staffing-changed':
				for (const post of body['posts'] as Row[]) me.staffing.set(post['postId'] as number, post);
		}
	}

	function takeTick(bytes: Buffer): void {
		if (bytes.readUInt32LE(0) !== 0x31544b47) me.faults.push('not a tick');
		const seq = bytes.readUInt32LE(4);
		if (me.lastSeq === null || seq < me.lastSeq) me.faults.push(`tick of ${seq} after ${String(me.lastSeq)}`);
		me.lastSeq = seq;
		me.tickAtMs = bytes.readDoubleLE(8);
		const n = bytes.readUInt32LE(16);
		const m = bytes.readUInt32LE(20);
		let at = 24;
		for (let i = 0; i < n; i++, at += 24) {
			const recordedAtMs = bytes.readDoubleLE(at + 12);
			const no = bytes.readUInt32LE(at);
			if ((me.positions.get(no)?.recordedAtMs ?? 0) > recordedAtMs) me.faults.push(`patrol ${no} went back in time`);
			me.positions.set(no, { lngE7: bytes.readInt32LE(at + 4), latE7: bytes.readInt32LE(at + 8), recordedAtMs });
		}
		for (let i = 0; i < m; i++, at += 8) {
			const seenAtS = bytes.readUInt32LE(at + 4);
			if (seenAtS === 0) me.seen.delete(bytes.readUInt32LE(at));
			else me.seen.set(bytes.readUInt32LE(at), seenAtS);
		}
		if (at !== bytes.length) me.faults.push('tick of a wrong length');
		me.ticks++;
	}

	socket.on('tick', (bytes: Buffer) => {
		if (joined) takeTick(bytes);
	});
	socket.on('events', (events: Watcher['heard']) => {
		if (joined) for (const event of events) apply(event);
	});
	socket.on('disconnect', () => (joined = false));
	socket.on('dismissed', (reason: string) => (me.dismissed = reason));
	return me;
}

const json = (bytes: unknown): unknown => JSON.parse((bytes as Buffer).toString());
const byId = (rows: unknown, key: string): Map<number, Row> => new Map((rows as Row[]).map((row) => [row[key] as number, row]));

/** What a watcher holds, to be compared with another's. */
export const holdings = (watcher: Watcher) => ({
	coverage: [...watcher.coverage.values()].sort((a, b) => Number(a['gridId']) - Number(b['gridId'])),
	gaps: [...watcher.gaps.values()].sort((a, b) => Number(a['id']) - Number(b['id'])),
	staffing: [...watcher.staffing.values()].sort((a, b) => Number(a['postId']) - Number(b['postId'])),
	positions: [...watcher.positions].sort((a, b) => a[0] - b[0]),
	seen: [...watcher.seen].sort((a, b) => a[0] - b[0])
});

/** Waits until a condition holds. @throws Error with what was waited for after `withinMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
	const end = Date.now() + withinMs;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
		await new Promise((next) => setTimeout(next, 20));
	}
}
