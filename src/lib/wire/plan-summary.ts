/** A plan without its borders: enough to name it in a list or beside a grid. */
export interface PlanSummary {
	readonly id: number;
	readonly revision: number;
	readonly name: string;
	readonly state: 'draft' | 'reviewed' | 'effective' | 'ended';
	readonly effectiveFromMs: number | null;
	/** Faults found in it; a plan with faults is never effective. */
	readonly faults: number;
}
