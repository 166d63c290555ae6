/** The live side's figures in the common registry, read when somebody asks. */
import { Counter, Gauge, register } from 'prom-client';
import { patrolStatus } from '#lib/patrol/fix.ts';
import type { Live } from './live.ts';

const NAMES = {
	ingest: 'gridkeeper_ingest_answers_total',
	fixes: 'gridkeeper_fixes_total',
	delay: 'gridkeeper_fix_to_tick_seconds',
	sent: 'gridkeeper_live_sent_total',
	queued: 'gridkeeper_fixes_queued',
	connections: 'gridkeeper_live_connections',
	gaps: 'gridkeeper_open_gaps',
	patrols: 'gridkeeper_patrols',
	due: 'gridkeeper_grids_due',
	pass: 'gridkeeper_longest_judgement_seconds',
	clock: 'gridkeeper_clock_ahead_seconds',
	faults: 'gridkeeper_live_faults_total'
} as const;

export function registerLiveMetrics(live: Live): void {
	// In development the live side is opened again while the registry stays.
	for (const name of Object.values(NAMES)) register.removeSingleMetric(name);
	const { metrics } = live;
	const counter = (
		name: string,
		help: string,
		labelNames: readonly string[],
		read: (set: (labels: Record<string, string>, value: number) => void) => void
	) =>
		new Counter({
			name,
			help,
			labelNames,
			collect() {
				this.reset();
				read((labels, value) => this.inc(labels, value));
			}
		});
	const gauge = (
		name: string,
		help: string,
		labelNames: readonly string[],
		read: (set: (labels: Record<string, string>, value: number) => void) => void
	) =>
		new Gauge({
			name,
			help,
			labelNames,
			collect() {
				this.reset();
				read((labels, value) => this.set(labels, value));
			}
		});

	counter(NAMES.ingest, 'Answers to trackers, by format and status', ['format', 'status'], (set) => {
		for (const [key, count] of metrics.ingest) {
			const [format = '', status = ''] = key.split(' ');
			set({ format, status }, count);
		}
	});
	counter(NAMES.fixes, 'Fixes by what became of them', ['became'], (set) => {
		set({ became: 'stored' }, metrics.fixesStored);
		set({ became: 'apart' }, metrics.fixesApart);
		set({ became: 'repeated' }, metrics.fixesRepeated);
	});
	gauge(NAMES.delay, 'From receiving a fix to handing its tick to the sockets: upper bounds, all since the start', ['quantile'], (set) => {
		for (const part of [0.5, 0.95, 0.99]) {
			const ms = metrics.fixToTick.quantileMs(part);
			if (ms !== null) set({ quantile: String(part) }, ms / 1000);
		}
	});
	counter(NAMES.sent, 'What went to watchers', ['what'], (set) => {
		set({ what: 'ticks' }, metrics.ticks);
		set({ what: 'tick-bytes' }, metrics.tickBytes);
		set({ what: 'events' }, metrics.events);
		set({ what: 'joins' }, metrics.joins);
		set({ what: 'joins-refused' }, metrics.joinsRefused);
		set({ what: 'slow-readers-dropped' }, metrics.slowReaders);
	});
	counter(NAMES.faults, 'Faults of the live side', [], (set) => set({}, metrics.faults));
	gauge(NAMES.clock, 'How far the clock has leapt ahead of what is believed; 0 where it is believed', [], (set) =>
		set({}, live.clockAheadMs / 1000)
	);
	gauge(NAMES.queued, 'Fixes waiting for a commit', [], (set) => set({}, live.recorder.queued));
	gauge(NAMES.connections, 'Open connections of watchers', [], (set) => set({}, live.connections));
	gauge(NAMES.pass, 'Longest stretch of judging without giving the event loop back', [], (set) => set({}, metrics.longestPassMs / 1000));
	gauge(NAMES.due, 'Grids waiting to be judged', ['district'], (set) => {
		for (const district of live.districts()) set({ district: district.districtCode }, district.dueGrids);
	});
	gauge(NAMES.gaps, 'Open gaps by dimension', ['district', 'dimension'], (set) => {
		for (const district of live.districts()) {
			const counts = new Map<string, number>();
			for (const gap of district.openGaps()) counts.set(gap.dimension, (counts.get(gap.dimension) ?? 0) + 1);
			for (const [dimension, count] of counts) set({ district: district.districtCode, dimension }, count);
		}
	});
	gauge(NAMES.patrols, 'Patrols by the age of their last fix', ['district', 'status'], (set) => {
		for (const district of live.districts()) {
			const counts = { live: 0, stale: 0, lost: 0, off: 0 };
			for (const position of district.positions()) counts[patrolStatus(position.recordedAtMs, Date.now(), district.rules().rules.patrol)]++;
			for (const [status, count] of Object.entries(counts)) set({ district: district.districtCode, status }, count);
		}
	});
}
