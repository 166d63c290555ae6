/** Hands a file that was made in the browser to whoever asked for it. */
export function saveFile(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
	const href = URL.createObjectURL(new Blob([content], { type }));
	const link = document.createElement('a');
	link.href = href;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
