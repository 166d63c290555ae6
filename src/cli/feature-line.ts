/** One refused feature as one line: file, feature, place in the file, why, place on the ground. */
import type { FilePlace, RefusalKind } from '../lib/server/actions/import-feature.ts';
import type { Position } from '../lib/geo/position.ts';
import { fileWords, refusal } from '../lib/words/import.ts';
import type { Language } from '../lib/words/words.ts';
import { told } from './language.ts';

export interface RefusedFeature {
	/** From 0; told from 1. */
	readonly index: number;
	readonly place: FilePlace;
	readonly id: string | null;
	readonly kind: RefusalKind;
	readonly detail?: Readonly<Record<string, string | number>>;
	readonly at?: Position | null;
}

export function featureLine(file: string, feature: RefusedFeature, language: Language): string {
	return told(fileWords.feature, language, {
		file,
		number: feature.index + 1,
		id: feature.id === null ? '' : language === 'zh' ? `（${feature.id}）` : ` (${feature.id})`,
		...feature.place,
		why: told(refusal[feature.kind], language, feature.detail),
		at: placeWords(feature.at ?? null, language)
	});
}

export const placeWords = (at: Position | null, language: Language): string =>
	at === null ? '' : told(fileWords.at, language, { lng: at[0].toFixed(7), lat: at[1].toFixed(7) });
