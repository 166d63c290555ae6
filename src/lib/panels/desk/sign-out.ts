/** Ends the session on the server and goes to the door. */
export async function signOut(): Promise<void> {
	try {
		await fetch('/api/session', { method: 'DELETE', credentials: 'same-origin' });
	} finally {
		location.assign('/login');
	}
}
