/** A person's own tracker app has another token: the one before is let in no more, and whoever watches hears of the new tracker. */
import type { DeviceId } from '#lib/patrol/fix.ts';
import { dutyChanged } from './answer-duty.ts';
import { live } from './start.ts';

export async function ownAppChanged(fallen: readonly DeviceId[]): Promise<void> {
	const { devices } = await live();
	for (const id of fallen) devices.forget(id);
	await dutyChanged();
}
