import { createWriteStream, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ExportedEvent, type ExportedEvents, writeLogCsv, writeOcelJson, writeXes } from '@throughline/connect';
import { type LogReader, writeLogParquet } from '@throughline/insight';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';

export const logFormats = ['xes', 'ocel', 'csv', 'parquet'] as const;
export type LogFormat = (typeof logFormats)[number];

export interface LogFileRequest {
  readonly format: LogFormat;
  readonly to: string;
  /** Only cases of this flow; absent: all. */
  readonly flow?: string;
  /** Who did what is told by kinds of actors alone. Fields of persons are in none of these files. */
  readonly withoutPersonal?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly events: number; readonly share: number }) => void;
}

export interface LogFile {
  readonly events: number;
  readonly asOf: Awaited<ReturnType<LogReader['freshness']>>;
}

const buckets = 4096;
const eventsAtOnce = 20_000;

/**
 * Writes the log, as insight reads it, for other tools. The file is there when it is whole.
 *
 * @throws ThroughlineError file-unreadable
 */
export async function writeLog({ reader }: Throughline, request: LogFileRequest): Promise<LogFile> {
  const { format, to, signal } = request;
  const asOf = await reader.freshness();
  let events = 0;
  const read = () =>
    pagesOf(reader, request, (found, share) => {
      events += found;
      request.onProgress?.({ events, share });
    });
  const draft = `${to}.part`;
  try {
    if (format === 'parquet') events = await writeLogParquet(reader, draft, request);
    else {
      await pipeline(Readable.from(texts[format](read)), createWriteStream(draft, { mode: 0o600 }), signal ? { signal } : {});
      // It is read twice: events, then objects.
      if (format === 'ocel') events /= 2;
    }
    const file = await open(draft);
    await file.sync().finally(() => file.close());
    await rename(draft, to);
  } catch (cause) {
    rmSync(draft, { force: true });
    if (typeof (cause as NodeJS.ErrnoException).errno !== 'number') throw cause;
    throw new ThroughlineError('file-unreadable', `${to} cannot be written`, { place: to, cause });
  }
  return { events, asOf };
}

const texts: Readonly<Record<Exclude<LogFormat, 'parquet'>, (read: () => ExportedEvents) => AsyncIterable<string>>> = {
  xes: (read) => writeXes(read()),
  ocel: (read) => writeOcelJson(read),
  csv: (read) => writeLogCsv(read()),
};

/** The log by the first bits of the ids of its cases, so that no more than some thousand events are held at a time. */
async function* pagesOf(
  reader: LogReader,
  { format, flow, withoutPersonal = false, signal }: LogFileRequest,
  onRead: (events: number, share: number) => void,
): AsyncGenerator<readonly ExportedEvent[]> {
  const ofFlow = flow === undefined ? '' : ' where flow = $1::text';
  const values = flow === undefined ? [] : [flow];
  const [counted] = await reader.query(`select count(*)::double precision as events from throughline.event_log${ofFlow}`, values);
  const parts = Math.max(1, Math.min(buckets, Math.ceil(Number(counted?.['events'] ?? 0) / eventsAtOnce)));
  const bound = (part: number) => Math.floor((part * buckets) / parts);
  for (let part = 0; part < parts; part += 1) {
    signal?.throwIfAborted();
    const rows = await reader.query(
      pageSql([bound(part), bound(part + 1)], { ofFlow: flow !== undefined, isClosed: format === 'ocel' }),
      values,
    );
    onRead(rows.length, (part + 1) / parts);
    yield rows.map((row) => exported(row, withoutPersonal));
  }
}

/** `isClosed`: cases that are not in the file are not named in it; what is of one flow alone has those of no other. */
function pageSql(
  [from, to]: readonly [number, number],
  { ofFlow, isClosed }: { readonly ofFlow: boolean; readonly isClosed: boolean },
): string {
  const inFile = 'select case_id from throughline.event_log where flow = $1::text and seq = 1';
  const related = (column: string) =>
    ofFlow && isClosed ? `case when ${column} in (${inFile}) then ${column}::text end` : `${column}::text`;
  const milliseconds = (column: string) => `round(extract(epoch from ${column}) * 1000)::double precision`;
  return `select case_id::text as "caseId", flow, entity, key, ${related('parent')} as parent, seq, type, kind, state_from, state_to, actor, actor_kind,
  ${milliseconds('occurred_at')} as occurred, ${milliseconds('recorded_at')} as recorded, deviation, ${related('cause_case')} as cause_case, cause_seq,
  (patch -> 'data')::text as data
from throughline.event_log
where bucket >= ${from} and bucket < ${to}${ofFlow ? ' and flow = $1::text' : ''}
order by case_id, seq`;
}

function exported(row: Readonly<Record<string, unknown>>, withoutPersonal: boolean): ExportedEvent {
  const text = (name: string) => String(row[name] ?? '');
  const textOrNull = (name: string) => (row[name] == null ? null : text(name));
  const instant = (name: string) => new Date(Number(row[name])).toISOString();
  const cause = textOrNull('cause_case');
  return {
    ...{ caseId: text('caseId'), flow: text('flow'), entity: text('entity'), key: text('key'), parent: textOrNull('parent') },
    ...{ seq: Number(row['seq']), type: text('type'), kind: text('kind'), from: textOrNull('state_from'), to: text('state_to') },
    actor: withoutPersonal ? text('actor_kind') : text('actor'),
    ...{ occurredAt: instant('occurred'), recordedAt: instant('recorded'), deviation: row['deviation'] === true },
    cause: cause === null ? null : { caseId: cause, seq: Number(row['cause_seq']) },
    data: scalars(row['data']),
  };
}

/** Lists and objects are told as JSON. */
function scalars(text: unknown): ExportedEvent['data'] {
  if (typeof text !== 'string') return {};
  const data: unknown = JSON.parse(text);
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}
