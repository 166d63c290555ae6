/** Colours of a plan being drawn, in both themes, made of the product's tokens: buildings step back to plain ground, so that what changes stands out. */
import { mix, type Palette, type Rgba } from '../palette.ts';

export interface PlanColours {
	readonly border: Rgba;
	readonly fresh: Rgba;
	readonly casing: Rgba;
	readonly old: Rgba;
	readonly moved: Rgba;
	readonly movedEdge: Rgba;
	readonly presence: Rgba;
	/** How strong a tint is beside that of the live map: here load is what the picture is about. */
	readonly tint: number;
}

const made = new WeakMap<Palette, { readonly colours: PlanColours; readonly buildings: Palette }>();

function make(palette: Palette): { readonly colours: PlanColours; readonly buildings: Palette } {
	const { rgba, theme } = palette;
	const dark = theme === 'dark';
	const plain = mix(rgba.land, rgba.ink, dark ? 0.13 : 0.11);
	const plainEdge = mix(rgba.land, rgba.ink, dark ? 0.27 : 0.24);
	const colours: PlanColours = {
		border: rgba.edge,
		fresh: rgba.sel,
		casing: rgba.selGap,
		old: rgba.ink,
		moved: dark ? rgba.ink2 : [43, 51, 59, 255],
		movedEdge: rgba.selGap,
		presence: dark ? mix(rgba.presence, rgba.ink, 0.45) : rgba.presence,
		tint: dark ? 1.6 : 2.1
	};
	const buildings: Palette = {
		...palette,
		rgba: {
			...rgba,
			f0: plain,
			f1: plain,
			f2: plain,
			f3: plain,
			f0Edge: plainEdge,
			f1Edge: plainEdge,
			f2Edge: plainEdge,
			f3Edge: plainEdge,
			unknownBg: plain,
			unknownFg: plainEdge,
			alarm: mix(rgba.land, rgba.alarm, dark ? 0.45 : 0.25),
			alarmEdge: rgba.alarm
		}
	};
	return { colours, buildings };
}

function of(palette: Palette): { readonly colours: PlanColours; readonly buildings: Palette } {
	let found = made.get(palette);
	if (!found) made.set(palette, (found = make(palette)));
	return found;
}

export const planColours = (palette: Palette): PlanColours => of(palette).colours;
/** The palette in which the buildings are painted meanwhile: plain, and the overdue ones in the alarm hue. */
export const planBuildings = (palette: Palette): Palette => of(palette).buildings;
