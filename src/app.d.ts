/** What a request carries through the app. */
import type { Look } from '#lib/wire/look-cookies.ts';
import type { Identity } from '#lib/server/account/identity.ts';

declare global {
	namespace App {
		interface Locals {
			/** Who is signed in; null on routes that ask for nobody. */
			identity: Identity | null;
			/** Language and theme of the first paint. */
			look: Look;
		}
		interface Error {
			message: string;
			/** Of the log line, where something broke. */
			id?: string;
		}
		interface PageData {
			language: Look['language'];
			theme: Look['theme'];
		}
	}
}
