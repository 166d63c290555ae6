/**
 * Which node judges a district. Where many serve one database, each district has one owner: the node whose connection holds its lock. Only the owner
 * writes what it judged, and every such transaction looks at the lock first, so that one who has lost it without knowing writes nothing.
 */
import type { AreaId } from '#lib/area/area.ts';
import type { Db } from '#db/open.ts';
import type { SessionLocks } from '#db/session-locks.ts';
import { holdDistrict, isHeldBy } from '../../store/district-lock.ts';
import { inTransaction, type Trx } from '../../store/in-transaction.ts';

export interface Ownership {
	owns(districtId: AreaId): boolean;
	/** To be called first in a transaction that only the owner may make. @throws NotTheOwner */
	assure(trx: Trx, districtId: AreaId): Promise<void>;
}

export class NotTheOwner extends Error {}

/** A process that is alone owns everything. */
export const SOLE_OWNER: Ownership = { owns: () => true, assure: async () => undefined };

export interface SharedOwnership extends Ownership {
	/** Takes the districts that have no owner. @returns those that were not ours before */
	seek(districtIds: readonly AreaId[]): Promise<readonly AreaId[]>;
	/** Whether this node does what one does for all, such as letting go of old tracks. */
	readonly isSteward: boolean;
	close(): Promise<void>;
}

const STEWARD = 0;
/** An owner asks for its locks twice a second: one that has said nothing for so long hangs, ms. */
const SILENT_MS = 3_500;

export function shareOwnership(db: Db, locks: SessionLocks): SharedOwnership {
	/** District → the connection by which it is ours. */
	const ours = new Map<AreaId, number>();
	const owns = (id: AreaId): boolean => locks.holds(id) && ours.get(id) === locks.backend;
	return {
		owns,
		async assure(trx, districtId) {
			const { backend } = locks;
			// In this order: whoever takes over waits for the row too, and so for us, if we were in time.
			await holdDistrict(trx, districtId);
			if (backend === null || !(await isHeldBy(trx, districtId, backend))) throw new NotTheOwner(`district ${districtId}`);
		},
		async seek(districtIds) {
			const keys = [STEWARD, ...districtIds];
			await locks.take(keys);
			for (const name of await locks.endSilent(keys, SILENT_MS)) tellOfHung(name);
			const taken: AreaId[] = [];
			for (const id of districtIds) {
				const { backend } = locks;
				if (backend === null || !locks.holds(id) || owns(id)) continue;
				// What the last owner was writing when it lost the lock is committed, or never will be.
				await inTransaction(db, (trx) => holdDistrict(trx, id));
				ours.set(id, backend);
				taken.push(id);
			}
			return taken;
		},
		get isSteward() {
			return locks.holds(STEWARD);
		},
		close: () => locks.close()
	};
}

const tellOfHung = (node: string): void =>
	console.error(JSON.stringify({ at: new Date().toISOString(), level: 'warning', where: 'nodes', hung: node, done: 'its sessions ended' }));
