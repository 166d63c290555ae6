/**
 * What OsmAnd, Traccar Client and many small trackers speak: the query form (speed in knots), and since 2025 Traccar Client's JSON at the same
 * address, so that nobody has to know which version of the app they carry.
 */
import { readForm, type FormFields } from './read-form.ts';
import type { TrackerFormat } from './report.ts';
import { traccar } from './traccar.ts';

const FIELDS: FormFields = {
	accuracy: ['accuracy', 'hacc'],
	time: ['timestamp', 'time'],
	speed: ['speed'],
	mpsPerSpeed: 1852 / 3600,
	bearing: ['bearing', 'heading']
};

export const osmand: TrackerFormat = {
	name: 'osmand',
	maxBytes: 16 * 1024,
	reply: { contentType: null, body: '' },
	parse: (request, receivedAtMs) =>
		request.contentType === 'application/json' ? traccar.parse(request, receivedAtMs) : readForm(FIELDS, request, receivedAtMs)
};
