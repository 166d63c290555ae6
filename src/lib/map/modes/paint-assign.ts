/**
 * What a lead's page gives to the map while ground is assigned, and hears from it. The map decides nothing and moves no border: it says what the pointer
 * passed over, and shows whose ground is whose.
 */
import type { GridId } from '#lib/area/area.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import type { Position } from '#lib/geo/position.ts';
import type { Rgba } from '../palette.ts';

/** B brushes over, L draws round, P picks one by one. */
export type PaintTool = 'brush' | 'lasso' | 'pick';
export type PaintKind = 'grid' | 'post' | 'compound' | 'building';

/** A squad's mark: one of eight hues, and its letter. */
export interface PaintMark {
	/** 1 … 8; null: no squad's. */
	readonly hue: number | null;
	readonly letter: string;
}

export interface PaintScene {
	/** Whose ground it is now. */
	readonly ground: ReadonlyMap<GridId, PaintMark>;
	/** What is chosen and not yet assigned, and what of it is refused. */
	readonly chosen: readonly { readonly subject: DutySubject; readonly mark: PaintMark; readonly refused: boolean }[];
	/** What lacks somebody. */
	readonly lacking: readonly DutySubject[];
	readonly kind: PaintKind;
	readonly tool: PaintTool;
	/** Somebody is in hand who can be assigned; else the map is only looked at. */
	readonly active: boolean;
	/** What a person who is dragged is held over, or a row that is pointed at. */
	readonly over: DutySubject | null;
}

/** What the page knows of it, the colours of the squads in this theme, and the loop in hand. */
export interface ShownPaint {
	readonly scene: PaintScene;
	readonly hues: readonly Rgba[];
	readonly loop: readonly Position[];
}

export interface PaintEvents {
	/** The pointer went down: what it passes over from now on is one stroke. */
	begin(): void;
	/** Passed over, each once a stroke. */
	touch(subjects: readonly DutySubject[]): void;
	end(): void;
	/** A click where nothing is in hand. */
	look(subject: DutySubject | null): void;
}

export interface PaintMode {
	readonly scene: PaintScene;
	readonly events: PaintEvents;
}

export const subjectKey = ({ kind, id }: DutySubject): string => `${kind}/${id}`;
