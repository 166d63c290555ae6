/** What is said aloud of the crosshair and of what it drew. */
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { bordersOf, cornersOf } from '#lib/plan/corners.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import { say, type Language } from '#lib/words/words.ts';
import type { Crosshair, KeyDeed } from './crosshair.ts';
import { gridsAt, hitsOf } from './draw-hits.ts';
import { snapTitle } from './draw-notes.ts';
import type { Hand, HandWorld } from './hand.ts';
import type { KeyPlace } from './key-places.ts';

/** @param hand what is in hand now, after the key. Null where the page says more of it. */
export function crosshairWords(
	deed: KeyDeed,
	crosshair: Crosshair | null,
	hand: Hand,
	world: HandWorld,
	language: Language
): string | null {
	const { rest, scene } = world;
	switch (deed) {
		case 'hidden':
			return say(language, 'key-hidden');
		case 'dropped':
			return say(language, 'key-dropped');
		case 'no-place':
			return say(language, 'key-no-place');
		case 'no-building':
			return say(language, 'key-no-building');
		case 'too-few':
			return say(language, 'key-too-few');
		case 'place': {
			const on = crosshair?.on;
			if (!on) return null;
			return say(language, 'key-place', { place: placeWords(on.place, world, language), no: on.no, of: on.of });
		}
		case 'shown':
			return crosshair && `${say(language, 'key-shown')} ${whereWords(rest, crosshair.at, language)}`;
		case 'moved': {
			const where = crosshair && whereWords(rest, crosshair.at, language);
			return where && hand.kind === 'line' && hand.snap ? `${where} ${snapTitle(hand.snap.lines, language)}` : where;
		}
		case 'back':
		case 'set':
		case 'picked':
		case 'finish':
			if (hand.kind === 'line') {
				if (deed === 'finish' && !hand.proposed)
					return say(language, scene.tool === 'split' ? 'draw-unfinished-split' : 'draw-unfinished-reshape');
				const points = say(language, 'key-points', { n: hand.before.length });
				return hand.proposed ? `${points} ${say(language, 'key-fits')}` : points;
			}
			if (hand.kind === 'path')
				return hand.picked.length > 0 || deed === 'picked'
					? say(language, 'key-picked', { n: hand.picked.length })
					: say(language, 'key-points', { n: hand.path.length });
			if (deed === 'back' || deed === 'picked') return say(language, 'key-dropped');
			return deed === 'set' && crosshair ? chosenWords(rest, crosshair.at, language) : null;
	}
}

function chosenWords(plan: BorderPlan, at: LatticePoint, language: Language): string {
	const code = hitsOf(plan).gridAt(at);
	return code === null ? say(language, 'key-outside') : say(language, 'key-chosen', { grid: nameOf(plan, code) });
}

const nameOf = ({ grids }: BorderPlan, code: GridCode): string => grids.get(code)?.name ?? code;

function whereWords(plan: BorderPlan, at: LatticePoint, language: Language): string {
	const code = hitsOf(plan).gridAt(at);
	if (code === null) return say(language, 'key-outside');
	const border = nearestPlace(bordersOf(plan.borders, code), at);
	return say(language, 'key-at', { grid: nameOf(plan, code), lengthM: Math.round(border?.distanceM ?? 0) });
}

function placeWords({ at, kind, names, buildingId }: KeyPlace, { rest, scene }: HandWorld, language: Language): string {
	const between = language === 'zh' ? '、' : ', ';
	switch (kind) {
		case 'corner':
			return say(language, 'key-corner', {
				grids: gridsAt(rest, cornersOf(rest.borders).at(at))
					.map((code) => nameOf(rest, code))
					.join(between)
			});
		case 'point':
			return say(language, 'key-point');
		case 'meets':
			return say(language, 'key-meets', { road: names[0] || say(language, 'draw-road') });
		case 'crossing':
			return say(language, 'key-crossing', { roads: names.map((name) => name || say(language, 'draw-road')).join(' × ') });
		case 'road':
			return names[0] || say(language, 'draw-road');
		case 'grid': {
			const code = hitsOf(rest).gridAt(at);
			return code === null ? '' : nameOf(rest, code);
		}
		case 'building': {
			const row = buildingId === undefined ? undefined : scene.ground.rowOf.get(buildingId);
			const code = buildingId === undefined ? undefined : rest.belongs.get(buildingId);
			return say(language, 'key-building', {
				households: row === undefined ? 0 : scene.ground.buildings.households[row]!,
				grid: code === undefined ? '' : nameOf(rest, code)
			});
		}
	}
}
