/** The rules come from their own route once the page stands: there is nothing to load before it. */
export const prerender = false;
