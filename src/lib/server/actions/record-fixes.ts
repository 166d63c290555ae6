/**
 * Records what trackers report. Reports that arrive within a few milliseconds are committed together, and each is answered only after that
 * commit: acknowledged means stored. While the database is slow or away the queue is bounded and new reports are told to come again.
 */
import type { AreaId } from '#lib/area/area.ts';
import type { DeviceId, Fix } from '#lib/patrol/fix.ts';
import { acceptFix } from '#lib/patrol/accept-fix.ts';
import type { Rules } from '#lib/rules/rule-set.ts';
import type { KnownDevice } from '../store/devices.ts';
import type { CommittedFixes, FixRow, StoredFix } from '../store/fixes.ts';
import type { ReportedFix } from '../trackers/report.ts';

/** How long the first report waits for others to share its commit with, ms. */
const GATHER_MS = 4;
/** Fixes in one statement. */
const MAX_BATCH = 4_000;
/** Fixes waiting for a commit. Beyond this, reports are refused until it shrinks. */
const MAX_QUEUED = 40_000;
/** After this long without a commit a report is told that it was not stored, ms. */
const GIVE_UP_MS = 4_000;

/** `refused`: the device's token was revoked. `unavailable`: not stored as far as is known; send again. */
export type RecordAnswer = 'stored' | 'refused' | 'busy' | 'unavailable';

export interface FixRecorder {
	record(device: KnownDevice, fixes: readonly ReportedFix[]): Promise<RecordAnswer>;
	/** Fixes waiting for a commit. */
	readonly queued: number;
	/** Refuses what comes and resolves when everything accepted before is answered. */
	close(): Promise<void>;
}

export interface FixRecorderParts {
	readonly commit: (devices: readonly DeviceId[], rows: readonly FixRow[], receivedAtMs: number) => Promise<CommittedFixes>;
	readonly patrolRules: (districtId: AreaId) => Rules['patrol'];
	/** Publish: called after each commit that stored something new, before anyone is answered. Must not throw. */
	readonly onStored: (stored: readonly StoredFix[], receivedAtMs: number) => void;
	readonly onRefused?: (deviceId: DeviceId) => void;
	/** A fault of the database, once a batch. */
	readonly onFault?: (error: unknown) => void;
	readonly nowMs?: () => number;
}

interface Waiting {
	readonly deviceId: DeviceId;
	readonly rows: readonly FixRow[];
	readonly receivedAtMs: number;
	readonly answer: (answer: RecordAnswer) => void;
}

type Committed = { readonly fixes: CommittedFixes; readonly receivedAtMs: number } | { readonly error: unknown } | 'given-up';
interface UnderWay {
	readonly batch: readonly Waiting[];
	readonly committed: Promise<Committed>;
}

export function openFixRecorder(parts: FixRecorderParts): FixRecorder {
	const nowMs = parts.nowMs ?? Date.now;
	let queue: Waiting[] = [];
	let queued = 0;
	let running: Promise<void> | null = null;
	let closed = false;

	async function run(): Promise<void> {
		await new Promise((next) => setTimeout(next, GATHER_MS));
		let under = begin(takeBatch());
		for (;;) {
			const committed = await under.committed;
			// The database is not kept waiting while this batch is published and answered. Only one commit is under way at a time: two that hold the same
			// fixes in another order would wait for each other.
			const next = queue.length > 0 ? begin(takeBatch()) : null;
			if (next) await new Promise<void>((turn) => setImmediate(turn));
			await finish(under.batch, committed);
			if (next) under = next;
			else if (queue.length > 0) under = begin(takeBatch());
			else break;
		}
		running = null;
	}

	function takeBatch(): readonly Waiting[] {
		let fixes = 0;
		let n = 0;
		for (; n < queue.length; n++) {
			fixes += queue[n]?.rows.length ?? 0;
			if (n > 0 && fixes > MAX_BATCH) break;
		}
		const batch = queue.slice(0, n);
		queue = queue.slice(n);
		return batch;
	}

	/** Sends a batch to the database. What comes of it never throws. */
	function begin(batch: readonly Waiting[]): UnderWay {
		const rows = batch.flatMap((one) => one.rows);
		const devices = [...new Set(batch.map((one) => one.deviceId))];
		const receivedAtMs = batch.reduce((latest, one) => Math.max(latest, one.receivedAtMs), 0);
		const committing = parts.commit(devices, rows, receivedAtMs);
		let late: NodeJS.Timeout | undefined;
		const givenUp = new Promise<null>((give) => (late = setTimeout(() => give(null), GIVE_UP_MS)));
		const committed = Promise.race([committing, givenUp]).then(
			(fixes): Committed => {
				clearTimeout(late);
				if (fixes) return { fixes, receivedAtMs };
				// A commit that comes through after we gave up is still published; its reports come again and change nothing.
				committing.then((fixes) => publish(fixes, receivedAtMs)).catch((error: unknown) => parts.onFault?.(error));
				return 'given-up';
			},
			(error: unknown): Committed => {
				clearTimeout(late);
				return { error };
			}
		);
		return { batch, committed };
	}

	function publish({ stored }: CommittedFixes, receivedAtMs: number): void {
		if (stored.length > 0) parts.onStored(stored, receivedAtMs);
	}

	async function finish(batch: readonly Waiting[], committed: Committed): Promise<void> {
		if (committed === 'given-up') settle(batch, () => 'unavailable');
		else if ('fixes' in committed) {
			const { fixes, receivedAtMs } = committed;
			try {
				publish(fixes, receivedAtMs);
			} catch (error) {
				await finish(batch, { error });
				return;
			}
			for (const id of fixes.refused) parts.onRefused?.(id);
			settle(batch, (one) => (fixes.refused.has(one.deviceId) ? 'refused' : 'stored'));
		} else {
			parts.onFault?.(committed.error);
			// Data that the database will not take must not sink its neighbours: each then stands for itself.
			if (isDataFault(committed.error) && batch.length > 1) for (const one of batch) await finish([one], await begin([one]).committed);
			else settle(batch, () => 'unavailable');
		}
	}

	function settle(batch: readonly Waiting[], answerOf: (one: Waiting) => RecordAnswer): void {
		for (const one of batch) {
			queued -= one.rows.length;
			one.answer(answerOf(one));
		}
	}

	return {
		record(device, fixes) {
			if (closed) return Promise.resolve('unavailable');
			if (queued + fixes.length > MAX_QUEUED) return Promise.resolve('busy');
			const now = nowMs();
			const rules = parts.patrolRules(device.districtId);
			const rows = fixes.flatMap((reported) => rowOf(device.id, reported, now, { patrol: rules }) ?? []);
			return new Promise((answer) => {
				queued += rows.length;
				queue.push({ deviceId: device.id, rows, receivedAtMs: now, answer });
				running ??= run();
			});
		},
		get queued() {
			return queued;
		},
		async close() {
			closed = true;
			await running;
		}
	};
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity violation). */
const isDataFault = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown } | null)?.code ?? ''));

/** Decide: an ordinary fix, one to keep apart, or (null) nothing that a device could have measured. */
function rowOf(deviceId: DeviceId, { mock, ...measured }: ReportedFix, nowMs: number, rules: Pick<Rules, 'patrol'>): FixRow | null {
	const accepted = acceptFix({ deviceId, ...measured } satisfies Fix, nowMs, rules);
	if (!accepted.ok) return null;
	const { fix } = accepted.value;
	if (mock) return { fix, apart: 'mock' };
	return { fix, apart: accepted.value.standing === 'apart' ? accepted.value.reason : null };
}
