/** The latest moment that anybody may say something is at: later ones have a year of five digits, which no calendar and no list writes or reads. */
export const LAST_MOMENT_MS = Date.UTC(9999, 0, 1);
