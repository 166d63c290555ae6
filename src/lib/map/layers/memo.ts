/** Keeps what was made until something it was made from is another value. Compared one by one and never deeply. */

export interface Memo {
	<T>(key: string, from: readonly unknown[], make: () => T): T;
}

export function memory(): Memo {
	const kept = new Map<string, { from: readonly unknown[]; made: unknown }>();
	return <T>(key: string, from: readonly unknown[], make: () => T): T => {
		const before = kept.get(key);
		if (before && before.from.length === from.length && before.from.every((value, i) => Object.is(value, from[i]))) return before.made as T;
		const made = make();
		kept.set(key, { from, made });
		return made;
	};
}
