/** One line of progress, rewritten in a terminal; elsewhere (a log) one line a change, without repeats of the same step. */

export interface ProgressLine {
	say(line: string): void;
	/** Clears the line. */
	end(): void;
}

export function progressLine(out: NodeJS.WriteStream = process.stdout): ProgressLine {
	let last = '';
	return {
		say(line) {
			if (line === last) return;
			if (out.isTTY) out.write(`\r\x1b[K${line}`);
			// The same step with another number is no news to a log.
			else if (line.replace(/[\d.,/% ]+/g, '') !== last.replace(/[\d.,/% ]+/g, '')) out.write(`${line}\n`);
			last = line;
		},
		end() {
			if (out.isTTY && last !== '') out.write('\r\x1b[K');
			last = '';
		}
	};
}
