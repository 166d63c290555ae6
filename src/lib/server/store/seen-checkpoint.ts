/** The seen map as it stood at one fix number, so that a restart need not read every fix again. One row a district. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';

export interface SeenCheckpoint {
	readonly atMs: number;
	/** Everything up to this fix number is in it. */
	readonly fixSeq: number;
	/** Names the ground and rules it was made with; another one makes it worthless. */
	readonly fingerprint: string;
	readonly body: Uint8Array;
}

export async function readCheckpoint(db: Db, districtId: AreaId): Promise<SeenCheckpoint | null> {
	const row = await db.selectFrom('seen_checkpoint').where('district_id', '=', districtId).selectAll().executeTakeFirst();
	return row ? { atMs: row.at.getTime(), fixSeq: Number(row.fix_seq), fingerprint: row.fingerprint, body: row.body } : null;
}

export async function writeCheckpoint(db: Db, districtId: AreaId, checkpoint: SeenCheckpoint): Promise<void> {
	const values = {
		at: new Date(checkpoint.atMs),
		fix_seq: checkpoint.fixSeq,
		fingerprint: checkpoint.fingerprint,
		body: Buffer.from(checkpoint.body.buffer, checkpoint.body.byteOffset, checkpoint.body.byteLength)
	};
	await db
		.insertInto('seen_checkpoint')
		.values({ district_id: districtId, ...values })
		.onConflict((on) => on.column('district_id').doUpdateSet(values))
		.execute();
}
