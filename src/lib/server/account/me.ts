/** What a screen is told of who is signed in. */
import type { Me } from '../../wire/me.ts';
import { actionsOf } from './access.ts';
import type { Identity } from './identity.ts';

export const meOf = (identity: Identity): Me => ({
	accountId: identity.accountId,
	username: identity.username,
	name: identity.name,
	demo: identity.demo,
	grants: identity.grants,
	actions: actionsOf(identity)
});
