/**
 * What nodes say to each other. Each word only makes quick what the others would find in the database within two seconds, except the copy of a
 * district's live picture, which is the owner's to give, and who is in a draft, which nobody keeps.
 */
import { randomUUID } from 'node:crypto';
import type { Server } from 'socket.io';
import type { AreaId } from '#lib/area/area.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import type { StoredFix } from '../../store/fixes.ts';
import type { Guest } from '../draft-presence.ts';
import type { LiveCopy } from '../live-state.ts';
import type { RedisLink } from './redis-link.ts';

/** Fixes of one district that were just committed. */
export interface FixParcel {
	readonly districtId: AreaId;
	readonly fixes: readonly StoredFix[];
}

export interface NodeHearing {
	onFixes(parcels: readonly FixParcel[]): void;
	/** @param ground whether one of the events changed what the district stands on */
	onEvents(districtId: AreaId, seq: number, ground: boolean): void;
	onDraft(draft: DraftSummary): void;
	/** Who is in a draft there; `lockedUntilMs` of each counts from now. */
	onGuests(node: string, draftId: number, guests: readonly Guest[]): void;
	/** @returns null where this node is not the owner. */
	copyOf(districtId: AreaId): LiveCopy | null;
}

export interface OtherNodes {
	tellFixes(parcels: readonly FixParcel[]): void;
	tellEvents(districtId: AreaId, seq: number, ground: boolean): void;
	tellDraft(draft: DraftSummary): void;
	tellGuests(draftId: number, guests: readonly Guest[]): void;
	/** The owner's picture; null where no owner answers. */
	ownersCopy(districtId: AreaId): Promise<LiveCopy | null>;
}

/** Between nodes, by name. Pictures go as JSON: what they leave out stays out. */
export interface NodeWords {
	'node-fixes': (parcels: readonly FixParcel[]) => void;
	'node-events': (districtId: AreaId, seq: number, ground: boolean) => void;
	'node-draft': (draft: DraftSummary) => void;
	'node-guests': (node: string, draftId: number, guests: readonly Guest[]) => void;
	'node-asks-copy': (question: string, districtId: AreaId) => void;
	'node-gives-copy': (question: string, json: string) => void;
}

/** An owner that has not answered by then is asked again, ms. */
const PATIENCE_MS = 1_500;

export function speakToNodes(server: Server, link: RedisLink, hearing: NodeHearing): OtherNodes {
	const line = server as unknown as Server<Record<string, never>, Record<string, never>, NodeWords>;
	const self = randomUUID();
	const asked = new Map<string, (json: string | null) => void>();
	const tell = <E extends keyof NodeWords>(word: E, ...args: Parameters<NodeWords[E]>): void => {
		if (link.isUp) line.serverSideEmit(word, ...(args as never));
	};
	line.on('node-fixes', (parcels) => hearing.onFixes(parcels));
	line.on('node-events', (districtId, seq, ground) => hearing.onEvents(districtId, seq, ground));
	line.on('node-draft', (draft) => hearing.onDraft(draft));
	line.on('node-guests', (node, draftId, guests) => hearing.onGuests(node, draftId, guests));
	line.on('node-asks-copy', (question, districtId) => {
		const copy = hearing.copyOf(districtId);
		if (copy) tell('node-gives-copy', question, JSON.stringify(copy));
	});
	line.on('node-gives-copy', (question, json) => asked.get(question)?.(json));
	return {
		tellFixes: (parcels) => tell('node-fixes', parcels),
		tellEvents: (districtId, seq, ground) => tell('node-events', districtId, seq, ground),
		tellDraft: (draft) => tell('node-draft', draft),
		tellGuests: (draftId, guests) => tell('node-guests', self, draftId, guests),
		async ownersCopy(districtId) {
			if (!link.isUp) return null;
			const question = randomUUID();
			const json = await new Promise<string | null>((resolve) => {
				const late = setTimeout(() => resolve(null), PATIENCE_MS);
				asked.set(question, (given) => {
					clearTimeout(late);
					resolve(given);
				});
				tell('node-asks-copy', question, districtId);
			});
			asked.delete(question);
			return json === null ? null : (JSON.parse(json) as LiveCopy);
		}
	};
}
