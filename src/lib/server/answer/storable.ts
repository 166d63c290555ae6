/** What the database can keep as text: anything but the character with the number zero and halves of a pair that stand alone. */

/** How JSON writes them; nothing else does, but a backslash that is itself escaped may look alike. */
const SUSPECT = /\\u(0000|d[89a-f])/i;

export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** Whether every text in it can be kept, names of fields included. @param written as it came, so that what is plainly sound is not walked through */
export const isStorableJson = (written: string, value: unknown): boolean => !SUSPECT.test(written) || isStorableWithin(value);

function isStorableWithin(value: unknown): boolean {
	if (typeof value === 'string') return isStorable(value);
	if (typeof value !== 'object' || value === null) return true;
	return Array.isArray(value)
		? value.every(isStorableWithin)
		: Object.entries(value).every(([name, inner]) => isStorable(name) && isStorableWithin(inner));
}
