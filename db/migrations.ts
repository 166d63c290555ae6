/** Every migration, in order, by name. A migration is frozen once it has landed. */
import type { Migration } from 'kysely/migration';
import { up as district } from './migrations/0001-district.ts';
import { up as account } from './migrations/0002-account.ts';
import { up as planner } from './migrations/0003-planner.ts';
import { up as duty } from './migrations/0004-duty.ts';
import { up as roster } from './migrations/0005-roster.ts';
import { up as stagedPlan } from './migrations/0006-staged-plan.ts';
import { up as tracks } from './migrations/0007-tracks.ts';
import { up as past } from './migrations/0008-past.ts';
import { up as drawnChanges } from './migrations/0009-drawn-changes.ts';
import { up as believedTime } from './migrations/0010-believed-time.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
	'0001-district': { up: district },
	'0002-account': { up: account },
	'0003-planner': { up: planner },
	'0004-duty': { up: duty },
	'0005-roster': { up: roster },
	'0006-staged-plan': { up: stagedPlan },
	'0007-tracks': { up: tracks },
	'0008-past': { up: past },
	'0009-drawn-changes': { up: drawnChanges },
	'0010-believed-time': { up: believedTime }
};
