/** Every migration, in order, by name. A migration is frozen once it has landed. */
import type { Migration } from 'kysely/migration';
import { up as district } from './migrations/0001-district.ts';
import { up as account } from './migrations/0002-account.ts';
import { up as planner } from './migrations/0003-planner.ts';
import { up as duty } from './migrations/0004-duty.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
	'0001-district': { up: district },
	'0002-account': { up: account },
	'0003-planner': { up: planner },
	'0004-duty': { up: duty }
};
