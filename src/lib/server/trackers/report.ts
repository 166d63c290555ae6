/**
 * What every tracker format comes down to: the tokens that may name the device, the fixes that could be read, and what was wrong with the
 * rest. A new format is one file that exports a `TrackerFormat`; nothing else needs to know it.
 */

/** An HTTP request as far as a tracker format may look at it. */
export interface TrackerRequest {
	readonly query: URLSearchParams;
	/** Media type without parameters, lower case; empty when the request has none. */
	readonly contentType: string;
	readonly authorization: string | null;
	readonly body: string;
}

/** A fix before it is known which device sent it. Units as in `Fix`. */
export interface ReportedFix {
	readonly recordedAtMs: number;
	readonly lng: number;
	readonly lat: number;
	readonly accuracyM: number | null;
	readonly speedMps: number | null;
	readonly bearingDeg: number | null;
	/** 0–1. */
	readonly battery: number | null;
	/** The phone says that an app invented this position. */
	readonly mock: boolean;
}

/** One thing that could not be read. `field` is spelled as the sender spells it; `index` counts points of a batch from 0. */
export interface FieldProblem {
	readonly index: number;
	readonly field: string;
	readonly problem: 'missing' | 'not-a-number' | 'out-of-range' | 'not-a-time' | 'not-json' | 'wrong-type';
}

export interface TrackerReport {
	/** Candidates in the order to try them; empty when the request names no device. Never logged. */
	readonly tokens: readonly string[];
	readonly fixes: readonly ReportedFix[];
	/** Well-formed messages that carry no position: accepted, and nothing is stored. */
	readonly ignored: number;
	readonly problems: readonly FieldProblem[];
}

export interface TrackerFormat {
	/** For counters and logs. */
	readonly name: string;
	/** Longer bodies are refused unread. */
	readonly maxBytes: number;
	/** What the client must hear for it to forget the report. */
	readonly reply: { readonly contentType: string | null; readonly body: string | ((report: TrackerReport) => string) };
	/** Pure. `receivedAtMs` stands in for the time of a report that carries none. */
	parse(request: TrackerRequest, receivedAtMs: number): TrackerReport;
}
