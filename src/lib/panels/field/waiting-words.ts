/** How a record that waits is named in the list: its mark, its name, and what stands at the right. */
import type { Waiting } from '#lib/board/field/phone-store.ts';
import { hourMinute } from '#lib/words/time.ts';
import type { Language } from '#lib/words/words.ts';
import { say } from '#lib/words/words.ts';

export interface WaitingLine {
	readonly icon: 'walk' | 'door' | 'code' | 'flag' | 'camera' | 'clock' | 'note';
	readonly name: string;
	readonly right: string;
}

const VEHICLE = /^(外来车辆|vehicle)/;

export function waitingLine({ record, about }: Waiting, language: Language): WaitingLine {
	const t = (key: Parameters<typeof say>[1], values?: Parameters<typeof say>[2]): string => say(language, key, values);
	switch (record.kind) {
		case 'track':
			return {
				icon: 'walk',
				name: t('field.waiting-track', { from: hourMinute(record.fixes[0]?.atMs ?? record.atMs), until: hourMinute(record.atMs) }),
				right: t('field.points', { n: record.fixes.length })
			};
		case 'visit':
			return { icon: 'door', name: t('field.waiting-visit', { name: about }), right: t(`outcome.${record.outcome}`) };
		case 'check-in':
			return {
				icon: 'code',
				name: t(record.action === 'arrive' ? 'field.waiting-arrive' : 'field.waiting-leave', { name: about }),
				right: record.action === 'leave' ? '' : t(record.code === null ? 'field.by-position' : 'field.by-code')
			};
		case 'report':
			return record.what === 'turned-back'
				? {
						icon: 'flag',
						name: t('report-kind.turned-back'),
						right: `${record.words} ${t(VEHICLE.test(record.words) ? 'turned.unit-vehicle' : 'turned.unit-person', { n: record.count ?? 0 })}`
					}
				: {
						icon: 'camera',
						name: t('field.waiting-report', { name: about || t(`report-kind.${record.what}`) }),
						right: record.photos.length > 0 ? t('field.photo-count', { n: record.photos.length }) : ''
					};
		case 'shift-started':
			return { icon: 'clock', name: t('field.waiting-began'), right: '' };
		case 'shift-ended':
			return { icon: 'clock', name: t('field.waiting-ended'), right: '' };
		case 'hand-over':
			return {
				icon: 'note',
				name: t('field.waiting-hand-over', { name: about }),
				right: record.openItems.length > 0 ? t('field.open-items', { n: record.openItems.length }) : ''
			};
	}
}
