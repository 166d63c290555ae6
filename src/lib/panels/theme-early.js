/* Runs before the first paint, so that a light screen never flashes dark and the document speaks its own language to a screen reader. */
(function () {
	var theme = null;
	var language = null;
	try {
		theme = localStorage.getItem('gridkeeper-theme');
		language = localStorage.getItem('gridkeeper-language');
	} catch {
		/* storage may be forbidden: the defaults hold */
	}
	document.documentElement.dataset.theme = theme === 'light' ? 'light' : 'dark';
	document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
})();
