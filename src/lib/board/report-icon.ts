/** A line icon for each kind of report, on a field from −6 to 6: the map and the panels draw the same ones. */
import type { ReportKind } from '#lib/wire/field.ts';

export const REPORT_ICONS: Readonly<Record<ReportKind, string>> = {
	obstruction: 'M-5 4.500H5M-3.300 4.500 0-5 3.300 4.500M-2-.2H2',
	damage: 'M1.500-5.200-2.600.6H.4L-1.500 5.200 2.800-.9H-.2Z',
	rubbish: 'M-4.600-3H4.600M-3.400-3-2.700 5H2.700L3.400-3M-1.500-3V-4.800H1.500V-3',
	fire: 'M.3-5.400C2.900-3 4-1.300 4 1A4 4 0 0 1-4 1C-4-.6-3.200-1.700-2.300-2.600-1.900-1.500-1.400-1-.8-.7-1-2.500-.7-4.200.3-5.400Z',
	stranger: 'M0-.9A2.200 2.200 0 1 0 0-5.300 2.200 2.200 0 0 0 0-.9ZM-4.200 5C-4 2.300-2.400 1-.0 1S4 2.300 4.200 5',
	'turned-back': 'M-3 5V-1.300A3 3 0 0 1 3-1.300V2.600M.6.4 3 2.800 5.400.4',
	help: 'M0-5.200V1M0 4.400V4.600',
	other: 'M-4 0H-3.900M0 0H.1M4 0H4.100'
};
