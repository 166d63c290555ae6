/** Sums a processor profile of Node by parts of the program, told apart by the files on the stack. */

export interface Profile {
	readonly nodes: readonly {
		readonly id: number;
		readonly callFrame: { readonly functionName: string; readonly url: string };
		readonly children?: readonly number[];
	}[];
	/** µs. */
	readonly endTime: number;
	readonly startTime: number;
	readonly samples: readonly number[];
	readonly timeDeltas: readonly number[];
}

/**
 * @param lastMs only this much of the end of the profile
 * @param parts the first whose pattern fits any file of a stack has the sample
 * @param rest whose the others are; garbage collection stands for itself, idling is left out
 * @returns ms by part
 */
export function profileParts(
	{ nodes, samples, timeDeltas, startTime, endTime }: Profile,
	lastMs: number,
	parts: readonly (readonly [string, RegExp])[],
	rest: string
): Map<string, number> {
	const parent = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
	const frame = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const partOf = new Map<number, string | null>();
	const find = (leaf: number): string | null => {
		const { functionName = '' } = frame.get(leaf) ?? {};
		if (functionName === '(idle)') return null;
		if (functionName === '(garbage collector)') return 'garbage collection';
		let files = '';
		for (let id: number | undefined = leaf; id !== undefined; id = parent.get(id)) files += `${frame.get(id)?.url ?? ''}\n`;
		return parts.find(([, pattern]) => pattern.test(files))?.[0] ?? rest;
	};
	const sums = new Map<string, number>();
	let atUs = startTime;
	samples.forEach((id, i) => {
		const us = timeDeltas[i] ?? 0;
		atUs += us;
		if (atUs < endTime - lastMs * 1000) return;
		let part = partOf.get(id);
		if (part === undefined) partOf.set(id, (part = find(id)));
		if (part !== null) sums.set(part, (sums.get(part) ?? 0) + us / 1000);
	});
	return sums;
}
