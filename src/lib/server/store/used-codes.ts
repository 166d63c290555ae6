/** Codes that were ever given to a grid: they are never given again. */
import type { Trx } from './in-transaction.ts';

/** @returns those of the codes that were used before. */
export async function codesInUse(trx: Trx, codes: readonly string[]): Promise<string[]> {
	if (codes.length === 0) return [];
	const rows = await trx
		.selectFrom('grid_code')
		.where('code', 'in', [...codes])
		.select('code')
		.execute();
	return rows.map(({ code }) => code);
}
