import type { Throughline } from '@throughline/server';
import type { Locale } from './locale.ts';
import { table } from './table.ts';

type InsightStatus = Awaited<ReturnType<Throughline['reader']['status']>>;

/** How far the projection of the log has come, and how large it is. */
export function insightLines(
  { events, parts, bytes, seal, recordedAt, behind }: InsightStatus,
  locale: Locale,
): readonly string[] {
  const rows = [
    ['events', locale.count(events)],
    ['parts', locale.count(parts)],
    ['size', `${locale.count(Math.ceil(bytes / 1024))} KB`],
    ['last event recorded', recordedAt === null ? 'none' : locale.instant(Date.parse(recordedAt))],
    ['sealed up to', seal === null ? 'no seal' : `seal ${locale.count(seal)}`],
    ['still to come', behind === 0 ? 'nothing' : `${locale.count(behind)} events`],
  ];
  return table([{ title: '' }, { title: '' }], rows);
}
