/** Takes away what stands too many: the drawing builds a little more than asked, then the small and the ordinary make room. */
import type { Dice } from './dice.ts';
import type { DrawnBuilding } from './drawing.ts';
import { TOWERS } from './special.ts';

const GIVES_WAY: Readonly<Record<DrawnBuilding['kind'], number>> = {
	shop: 2,
	house: 2,
	civic: 1,
	industrial: 1,
	office: 1,
	residential: 0,
	market: 0,
	school: 0,
	hospital: 0
};

export function thin(
	all: readonly DrawnBuilding[],
	wanted: number,
	isTowers: (b: DrawnBuilding) => boolean,
	chance: Dice
): DrawnBuilding[] {
	const towers = keep(all.filter(isTowers), TOWERS.buildings, chance.fork('towers'));
	const others = keep(
		all.filter((b) => !isTowers(b)),
		wanted - towers.size,
		chance.fork('others')
	);
	return all.filter((b) => towers.has(b) || others.has(b));
}

function keep(all: readonly DrawnBuilding[], count: number, chance: Dice): Set<DrawnBuilding> {
	const order = all.map((b) => ({ b, key: chance.next() + GIVES_WAY[b.kind] * 0.9 })).sort((x, y) => x.key - y.key);
	return new Set(order.slice(0, count).map((x) => x.b));
}
