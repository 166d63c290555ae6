/** What throwaway-postgres.mjs gives to tests; it is plain JavaScript because it runs before anything is installed. */
export interface ThrowawayPostgres {
	/** `postgres://…`, with its password. */
	readonly url: string;
	/** As a power cut would. Its children notice that it is gone and end too. */
	kill(): Promise<void>;
	/** After `kill`. */
	start(): Promise<void>;
	stop(): Promise<void>;
}
export function startPostgres(bin: string, options?: { readonly durable?: boolean }): Promise<ThrowawayPostgres>;
