/** Everything of the planner's page comes from the live line and the drafts' own routes: there is nothing to load before it. */
export const prerender = false;
