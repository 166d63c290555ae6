/** Why 提交审核 and 发布 wait, in words that stand beside them; null where they may be pressed. */
import { t } from '../preferences.svelte.ts';
import type { Planner } from './planner.svelte.ts';

export function submitReason({ drafting, shown }: Planner): string | null {
	const { draft, saveState, faults } = drafting;
	if (!draft || !shown) return '';
	if (drafting.busy === 'sending') return '';
	if (draft.behind) return t('submit.why.behind');
	if (shown.inHand) return t('submit.why.in-hand');
	if (saveState !== 'saved') return t('submit.why.unsaved');
	if (faults.length > 0) return t('submit.why.faults', { n: faults.length });
	if (shown.written.changed.size === 0 && shown.written.moved.size === 0) return t('submit.why.equal');
	return null;
}

/** @param when how a moment is written */
export function publishReason({ drafting, mayPublish }: Planner, when: (atMs: number) => string): string | null {
	const { draft } = drafting;
	if (!draft) return '';
	if (draft.state === 'drawing' || draft.state === 'withdrawn') return t('publish.why.not-submitted');
	if (draft.state === 'submitted') return t('publish.why.not-reviewed');
	if (draft.state === 'scheduled') return t('publish.why.scheduled', { time: when(draft.effectiveFromMs ?? 0) });
	if (draft.state === 'published') return t('publish.why.published', { time: when(draft.effectiveFromMs ?? 0) });
	return mayPublish ? null : t('publish.why.not-yours');
}
