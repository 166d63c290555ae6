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

/** Where the shown ledger is to be had as a file. Severity is of the moment and not kept, so it narrows no file. */
export function exportHref(filter: LedgerFilter, areaId: number | undefined, format: 'csv' | 'geojson'): string {
	const params = new URLSearchParams();
	const area = filter.areaId ?? areaId;
	if (area !== undefined) params.set('area', String(area));
	if (filter.dimension) params.set('dimension', filter.dimension);
	if (filter.owner !== null) params.set('owner', String(filter.owner));
	params.set('format', format);
	return `/api/gaps?${params}`;
}
