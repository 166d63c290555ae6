/** Everything of the lead's page comes from the live line and the roster's own routes: there is nothing to load before it. */
export const prerender = false;
