/** Keeps a board's reports: fetches the open ones now, when an event tells of another and whenever the board begins anew, and tries again by itself where the server cannot be reached. */
import type { FieldReport } from '#lib/wire/field.ts';
import type { Board } from './board.ts';
import { getJson } from './load-area.ts';

export type ReportsState = 'waiting' | 'known' | 'failed';
export interface KeptReports {
	/** Events may have been missed: fetch again. What is shown stays until the answer is here. */
	again(): void;
	stop(): void;
}

const RETRY_MS = 5_000;
const GATHER_MS = 150;
type Load = (areaId: number) => Promise<readonly FieldReport[] | null>;

const fetchOpen: Load = async (areaId) => {
	const answer = await getJson<{ readonly reports: readonly FieldReport[] }>(`/api/reports?area=${areaId}&open=1`);
	return answer.ok ? answer.value.reports : null;
};

export function keepReports(board: Board, onstate: (state: ReportsState) => void, load: Load = fetchOpen): KeptReports {
	let stopped = false;
	let retry: ReturnType<typeof setTimeout> | undefined;
	const again = (): void => {
		clearTimeout(retry);
		const asked = board.reportBook.ask();
		void load(board.picture.areaId).then((list) => {
			if (stopped) return;
			if (list === null) {
				onstate('failed');
				retry = setTimeout(again, RETRY_MS);
			} else if (board.takeReports(list, asked)) onstate('known');
		});
	};
	// Several that come together are one question.
	let soon: ReturnType<typeof setTimeout> | undefined;
	board.reportBook.onNews = () => {
		clearTimeout(soon);
		soon = setTimeout(again, GATHER_MS);
	};
	again();
	return {
		again,
		stop() {
			stopped = true;
			board.reportBook.onNews = null;
			clearTimeout(soon);
			clearTimeout(retry);
		}
	};
}
