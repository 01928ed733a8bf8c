import type { ResponseOf, Routes } from '@throughline/api';
import { calendarOf, dayOf, formatDay } from '@throughline/language';
import { iso, type Seeing } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { changesIn } from '../home/changes.ts';
import { measuredLately } from '../home/measuring.ts';
import { tileOf } from '../home/tiles.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';

type Answer = ResponseOf<Routes['GET /{database}/flows/{flow}/metrics']>;

/** So far back changes are told beside the courses, which are of a year at most. */
const changesDays = 366;

/**
 * The metrics that are measured of a flow, with their course, and what people changed meanwhile.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function flowMetrics(throughline: Throughline, name: string, { now, visible }: Seeing): Promise<Answer> {
  const { timeZone } = (await newestFlow(throughline, name)).calendar;
  const metrics = listMetrics();
  const measured = await measuredLately(throughline, metrics, { now, timeZone, visible });
  const today = dayOf(calendarOf(timeZone), now);
  const stretch = { from: formatDay(today - changesDays), to: formatDay(today), limit: 100 };
  return {
    asOf: measured === undefined ? null : iso(measured.at),
    tiles: metrics
      .filter(({ flow }) => [flow].flat().includes(name))
      .map((metric) => tileOf(metric, measured?.metrics.get(metric.id))),
    changes: [...(await changesIn(throughline, stretch, visible))],
  };
}
