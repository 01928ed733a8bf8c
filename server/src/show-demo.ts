import type { MetricResult } from '@throughline/insight';
import { rungTitle } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { readBuildRecord } from './demo/build-record.ts';
import { listMetrics, showMetric } from './metrics.ts';
import {
  countAwaiting,
  countOpenExceptions,
  countRungs,
  type OpenExceptions,
  type RungCount,
  readLongestStory,
} from './sql/demo-figures.ts';
import type { Throughline } from './throughline.ts';

/** A metric over the last quarter of the year that has passed, and over the quarter before it. */
export interface ComparedMetric {
  readonly title: string;
  readonly latest: MetricResult;
  readonly before: MetricResult;
}

/** How the demo's company stands. */
export interface DemoFigures {
  readonly seed: number;
  readonly now: number;
  /** The two periods compared: `from` to `middle`, `middle` to `to`. */
  readonly from: string;
  readonly middle: string;
  readonly to: string;
  readonly cases: number;
  readonly events: number;
  readonly metrics: readonly ComparedMetric[];
  /** Open exceptions by kind, the most money first. */
  readonly exceptions: readonly OpenExceptions[];
  /** Open invoices by the rung of the dunning ladder that they stand on. */
  readonly rungs: readonly (RungCount & { readonly title: string | null })[];
  /** Approvals that wait for somebody. */
  readonly approvals: number;
  /** The open invoice to which most has happened; `null` where none is open. */
  readonly longestStory: string | null;
}

/** Measures the demo's company on the day at which its clock stands. */
export async function showDemo(
  throughline: Throughline,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<DemoFigures> {
  const { pool, engine } = throughline;
  const { now } = await engine.clock();
  const [from, middle, to] = [-6, -3, 0].map((months) => dayBefore(now, months)) as [string, string, string];
  const metrics: ComparedMetric[] = [];
  for (const { id, title } of listMetrics()) {
    signal?.throwIfAborted();
    const before = await showMetric(throughline, { id, from, to: middle });
    const latest = await showMetric(throughline, { id, from: middle, to });
    metrics.push({ title, before, latest });
  }
  const counts = await engine.counts();
  const record = await readBuildRecord(pool);
  const events = await pool.query<{ events: number }>('select sum(seq)::float8 as events from throughline.case_');
  return {
    seed: Number(record?.seed),
    now,
    from,
    middle,
    to,
    cases: counts.reduce((sum, { cases }) => sum + cases, 0),
    events: events.rows[0]?.events ?? 0,
    metrics,
    exceptions: await countOpenExceptions(pool, now),
    rungs: (await countRungs(pool)).map((row) => ({ ...row, title: titleOf(row.rung) })),
    approvals: await countAwaiting(pool),
    longestStory: (await readLongestStory(pool)) ?? null,
  };
}

function titleOf(rung: string | null): string | null {
  const invoice = builtInPacks.flatMap(({ flows }) => flows).find(({ name }) => name === 'invoice');
  return invoice === undefined || rung === null ? rung : rungTitle(invoice, 'dunning', rung);
}

function dayBefore(now: number, months: number): string {
  const day = new Date(now);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, day.getUTCDate())).toISOString().slice(0, 10);
}
