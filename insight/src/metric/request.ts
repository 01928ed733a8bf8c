import type { MetricDefinition } from '@throughline/language';
import type { MetricCalendars } from './calendar-tables.ts';
import type { SeenCases } from './seen-cases.ts';

/** What is asked of a metric. */
export interface MetricRequest {
  /** IANA zone in which its days are counted: the zone of its flow. Default UTC. */
  readonly timeZone?: string;
  /** The start of the period: a day of that zone (`YYYY-MM-DD`) or an instant (ISO 8601 with offset). Open where absent. */
  readonly from?: string;
  /** The end of the period, which is no longer part of it. Open where absent. */
  readonly to?: string;
  /** The present instant. What counts at a day in the data (deliveries due) is then not counted before that day has come. */
  readonly now?: string;
  /** Only cases whose fields have these values. The fields are the metric's dimensions, `entity`, `flow` or its currency. */
  readonly where?: Readonly<Record<string, string>>;
  /** Only cases that somebody may see: of the flows that are not named here, none. Absent: all. */
  readonly seen?: readonly SeenCases[];
  /**
   * Split by the values of this field: a dimension of the metric, `entity`, `flow` or its currency; `stages` where it has parts; `age`
   * where it has buckets; `step` of a funnel: the furthest one.
   */
  readonly by?: string;
  /** An instant: only events that were recorded before it are known. What was due later has not come. Absent: all. */
  readonly knownAt?: string;
  /** The calendars of its cases; needed where business time is counted. */
  readonly calendars?: MetricCalendars;
}

const meanings = {
  'unknown-dimension': 'is not a dimension of the metric',
  'bad-period': 'is neither a day (YYYY-MM-DD) nor an instant with its offset (2026-01-31T08:00:00Z)',
  'empty-period': 'ends before it begins',
  'unknown-time-zone': 'is not a time zone',
  'weight-needs-mean': 'cannot be weighted: only a mean can',
  'too-many-segments': 'has too many different values to split by',
  'needs-calendars': 'knows no business time',
  'needs-period': 'leaves the end of the period open',
  'several-currencies': 'is not one currency',
  'no-stages': 'has no such parts',
} as const;
export type MetricRequestCode = keyof typeof meanings;

/** The metric cannot be asked in this way. `place` is the member at fault; the message says what is expected. */
export class MetricRequestError extends Error {
  readonly code: MetricRequestCode;
  readonly place: string;

  constructor(code: MetricRequestCode, place: string, value: string, expected = '') {
    super(`${place}: ${JSON.stringify(value)} ${meanings[code]}${expected}`);
    this.code = code;
    this.place = place;
  }
}

export function currencyField(metric: MetricDefinition): string {
  return metric.currency ?? 'currency';
}

/** Fields of every case, beside those of its data. */
export const identityFields: readonly string[] = ['entity', 'flow'];

/** What it can be split and filtered by beside its fields: what its formula and its stages make of a case. */
export function madeDimensions({ formula, stages }: MetricDefinition): readonly string[] {
  return [
    ...(stages?.kind === 'parts' || stages?.kind === 'field' ? ['stages'] : []),
    ...(formula.kind === 'balance' && formula.ages !== undefined ? ['age'] : []),
    ...(formula.kind === 'funnel' ? ['step'] : []),
  ];
}

/** @throws {MetricRequestError} */
export function checkRequest(metric: MetricDefinition, request: MetricRequest): void {
  const dimensions = [...metric.dimensions, currencyField(metric), ...identityFields, ...madeDimensions(metric)];
  const asked = [
    ...(request.by === undefined ? [] : [['by', request.by] as const]),
    ...Object.keys(request.where ?? {}).map((name) => ['where', name] as const),
  ];
  for (const [place, name] of asked) {
    if (!dimensions.includes(name))
      throw new MetricRequestError('unknown-dimension', place, name, `; it has ${dimensions.join(', ')}`);
  }
  for (const place of ['from', 'to', 'now', 'knownAt'] as const) {
    const value = request[place];
    if (value !== undefined && !isDay(value) && !isInstant(value)) throw new MetricRequestError('bad-period', place, value);
  }
  const { from, to } = request;
  // A day and an instant are compared by the database, in the zone of the flow; that an empty period has nothing in it is then plain.
  if (from !== undefined && to !== undefined && isDay(from) === isDay(to) && Date.parse(to) <= Date.parse(from))
    throw new MetricRequestError('empty-period', 'to', to, `, ${from}; it is the day after the last`);
  if (request.timeZone !== undefined && !isTimeZone(request.timeZone)) {
    throw new MetricRequestError('unknown-time-zone', 'timeZone', request.timeZone);
  }
}

export function isDay(value: string): boolean {
  if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

export function isInstant(value: string): boolean {
  return (
    isDay(value.slice(0, 10)) &&
    /T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/.test(value.slice(10))
  );
}

/** Each makes a formatter, which takes long; of those that pass there are some hundreds. */
const timeZones = new Set<string>();

function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true;
  try {
    // PostgreSQL also takes POSIX rules and abbreviations; only names that mean the same everywhere pass.
    const isOne = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0 && !/^[+-]/.test(name);
    if (isOne) timeZones.add(name);
    return isOne;
  } catch {
    return false;
  }
}
