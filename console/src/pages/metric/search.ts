import { many, one, oneOf, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: of which stretch the metric is, of which part, and split by what. */
export interface MetricSearch {
  /** Its first day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** The day after its last. */
  readonly to?: string;
  /** Each `<dimension>=<value>`. */
  readonly where?: readonly string[];
  /** The periods of its course. */
  readonly grain?: 'day' | 'week' | 'month' | 'quarter';
  /** The dimension of the table. */
  readonly by?: string;
  /** What its change is split by. */
  readonly split?: string;
}

export function readMetricSearch(raw: RawSearch): MetricSearch {
  const texts = (['from', 'to', 'by', 'split'] as const).flatMap((name) => {
    const value = one(raw[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const grain = oneOf(raw['grain'], ['day', 'week', 'month', 'quarter'] as const);
  const where = many(raw['where'])?.filter((text) => text.includes('='));
  return {
    ...Object.fromEntries(texts),
    ...(grain === undefined ? {} : { grain }),
    ...(where === undefined || where.length === 0 ? {} : { where }),
  };
}

/** The stretch and part of the log that is asked about, as the API takes it. */
export function selectionOf({ from, to, where }: MetricSearch) {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(where === undefined ? {} : { where: [...where] }),
  };
}

/** Whether it is a day, and no instant. */
export function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);
}
