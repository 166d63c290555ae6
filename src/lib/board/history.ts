/** The last day of one grid's coverage, as `GET /api/grids/{id}/history` keeps it. */
import { done, type Outcome } from '#lib/geo/outcome.ts';
import { getJson, type LoadProblem } from './load-area.ts';

export interface CoverageMoment {
	readonly atMs: number;
	readonly buildings: number;
	readonly freshBuildings: number;
}

/** Oldest first. */
export async function gridHistory(gridId: number): Promise<Outcome<readonly CoverageMoment[], LoadProblem>> {
	const answer = await getJson<{ readonly moments: readonly CoverageMoment[] }>(`/api/grids/${gridId}/history?hours=24`);
	return answer.ok ? done(answer.value.moments) : answer;
}
