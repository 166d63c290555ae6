/** What system-needs.mjs gives to tests and benches; it is plain JavaScript because it runs before anything is installed. */
/** @returns the folder of `initdb` and `postgres` of the newest server that has PostGIS, or null. */
export function findPostgres(): string | null;
/** @returns the browser's path, or null. */
export function findBrowser(): string | null;
