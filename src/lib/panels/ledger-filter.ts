/** Which gaps of the ledger are shown: by dimension, area, owner and severity. Every condition left out passes all. */
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { Dimension, Gap, Severity } from '#lib/ledger/gap.ts';

export interface LedgerFilter {
	readonly dimension: Dimension | null;
	readonly areaId: AreaId | null;
	/** `nobody`: gaps without an owner. */
	readonly owner: PersonId | 'nobody' | null;
	readonly severity: Severity | null;
}

export const NO_FILTER: LedgerFilter = { dimension: null, areaId: null, owner: null, severity: null };

export function passes(row: { readonly gap: Gap; readonly severity: Severity }, filter: LedgerFilter): boolean {
	const { gap } = row;
	return (
		(filter.dimension === null || gap.dimension === filter.dimension) &&
		(filter.areaId === null || gap.areaPath.includes(filter.areaId)) &&
		(filter.owner === null || gap.ownerId === (filter.owner === 'nobody' ? null : filter.owner)) &&
		(filter.severity === null || row.severity === filter.severity)
	);
}

/** Whether anything but the dimension, which has its own tabs, is set. */
export const isNarrowed = (filter: LedgerFilter): boolean => filter.areaId !== null || filter.owner !== null || filter.severity !== null;
