/** Up and down go from row to row of a list; a row is `button.row`. */
export function walkRows(event: KeyboardEvent, list: HTMLElement | undefined): void {
	if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
	event.preventDefault();
	const rows = [...(list?.querySelectorAll<HTMLElement>('button.row') ?? [])];
	rows[rows.indexOf(event.currentTarget as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
