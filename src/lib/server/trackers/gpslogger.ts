/** GPSLogger's user-defined URL: the query form with its own field names, speed in metres a second. It queues offline and may replay a whole day. */
import { readForm, type FormFields } from './read-form.ts';
import type { TrackerFormat } from './report.ts';

const FIELDS: FormFields = { accuracy: ['acc'], time: ['time', 'timestamp'], speed: ['spd'], mpsPerSpeed: 1, bearing: ['dir'] };

export const gpslogger: TrackerFormat = {
	name: 'gpslogger',
	maxBytes: 16 * 1024,
	reply: { contentType: null, body: '' },
	parse: (request, receivedAtMs) => readForm(FIELDS, request, receivedAtMs)
};
