/** A place that forbids publishing, in words: what is wrong there, and with which grids. */
import type { DraftFault } from '#lib/wire/drafts.ts';
import { isWordKey } from '#lib/words/words.ts';
import { t } from '../preferences.svelte.ts';
import type { Planner } from './planner.svelte.ts';

export function faultText(fault: DraftFault, planner: Planner): string {
	const key = `fault.${fault.kind}`;
	const grids = (fault.grids ?? []).map((code) => planner.gridName(code)).join(t('list'));
	const what = isWordKey(key) ? t(key) : isWordKey(fault.kind) ? t(fault.kind) : fault.kind;
	return [what, grids].filter(Boolean).join(t('dot'));
}
