/** The desk and all it knows come from the live line: there is nothing to load before the page. */
export const prerender = false;
