/** The page is made of what the phone holds, which only the phone knows. */
export const prerender = false;
