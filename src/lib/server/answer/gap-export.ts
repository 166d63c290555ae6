/** Gaps written for other programs: CSV that a spreadsheet opens with its Chinese intact, GeoJSON that any map program opens. */
import type { Language } from '../../words/words.ts';
import type { GapRecord } from '../store/gap-history.ts';
import { csvText } from './csv-text.ts';

const iso = (atMs: number): string => new Date(atMs).toISOString();

const COLUMNS: readonly { readonly zh: string; readonly en: string; readonly of: (gap: GapRecord) => string | number | null }[] = [
	{ zh: '编号', en: 'id', of: (gap) => gap.id },
	{ zh: '维度', en: 'dimension', of: (gap) => gap.dimension },
	{ zh: '类型', en: 'kind', of: (gap) => gap.kind },
	{ zh: '对象', en: 'subject', of: (gap) => gap.subject.name },
	{ zh: '网格编码', en: 'grid_code', of: (gap) => gap.gridCode },
	{ zh: '区域', en: 'area', of: (gap) => gap.areaNames.join(' / ') },
	{ zh: '起始', en: 'since', of: (gap) => iso(gap.sinceMs) },
	{ zh: '发现', en: 'opened_at', of: (gap) => iso(gap.openedAtMs) },
	{ zh: '期限', en: 'due_at', of: (gap) => iso(gap.dueAtMs) },
	{ zh: '关闭', en: 'closed_at', of: (gap) => (gap.closedAtMs === null ? null : iso(gap.closedAtMs)) },
	{ zh: '关闭原因', en: 'closed_cause', of: (gap) => gap.closedCause },
	{ zh: '责任人', en: 'owner', of: (gap) => gap.ownerName },
	{ zh: '备岗', en: 'backup', of: (gap) => gap.backupName },
	{ zh: '原因', en: 'cause', of: (gap) => gap.cause },
	{ zh: '楼栋数', en: 'buildings', of: (gap) => gap.measures.buildings ?? null },
	{ zh: '户数', en: 'households', of: (gap) => gap.measures.households ?? null },
	{ zh: '面积_平方米', en: 'area_m2', of: (gap) => (gap.measures.areaM2 === undefined ? null : Math.round(gap.measures.areaM2)) },
	{ zh: '缺岗角色', en: 'role', of: (gap) => gap.measures.role ?? null },
	{ zh: '缺岗数', en: 'seats', of: (gap) => gap.measures.seats ?? null },
	{ zh: '缺岗自', en: 'seats_from', of: seatsFrom },
	{ zh: '缺岗至', en: 'seats_until', of: ({ measures }) => (measures.untilMs === undefined ? null : iso(measures.untilMs)) },
	{ zh: '缺岗时段', en: 'seats_hours', of: ({ measures }) => seatsHours(measures.hours) },
	{ zh: '未定规则点位', en: 'posts_without_rule', of: (gap) => gap.measures.posts ?? null }
];

/** Of a seat that is empty since it is, of one that will be when it begins. */
function seatsFrom({ kind, sinceMs, measures }: GapRecord): string | null {
	if (measures.fromMs !== undefined) return iso(measures.fromMs);
	return kind === 'seat-empty' ? iso(sinceMs) : null;
}

/** `2026-11-22T15:00:00.000Z/2026-11-22T22:00:00.000Z 1; …`: an ISO 8601 interval and how many are missing in it. */
function seatsHours(hours: GapRecord['measures']['hours']): string | null {
	return hours?.map(([fromMs, untilMs, seats]) => `${iso(fromMs)}/${iso(untilMs)} ${seats}`).join('; ') ?? null;
}

export const gapsAsCsv = (gaps: readonly GapRecord[], language: Language): string =>
	csvText([COLUMNS.map((column) => column[language]), ...gaps.map((gap) => COLUMNS.map((column) => column.of(gap)))]);

export function gapsAsGeoJson(gaps: readonly GapRecord[]): string {
	return JSON.stringify({
		type: 'FeatureCollection',
		features: gaps.map((gap) => ({
			type: 'Feature',
			id: gap.id,
			geometry: gap.shape,
			properties: Object.fromEntries(COLUMNS.map((column) => [column.en, column.of(gap)]))
		}))
	});
}
