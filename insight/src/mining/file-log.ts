import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { type Duck, openDuck } from '../projection/duck.ts';
import { readRows } from '../reader/duck-rows.ts';
import type { LogReader } from '../reader/log-reader.ts';

/** An event from a file. */
export interface LoadedEvent {
  /** Stands for the case, within its flow. */
  readonly caseId: string;
  readonly activity: string;
  /** Milliseconds since 1970; NaN: the file does not say. */
  readonly at: number;
  /** What kind of case it is: of object-centric logs the type of the object. Default `log`. */
  readonly flow?: string;
  readonly actor?: string | undefined;
  readonly stateFrom?: string | null;
  readonly stateTo?: string;
  readonly deviation?: boolean;
  /** Fields of the case, as of this event. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface FileLogOptions {
  /** Events of a case may lie apart: they are put in the order of their times, where all of them have one. Else theirs is the order given. */
  readonly sorted?: boolean;
  readonly memoryMb?: number;
}

/** Events in batches, or what hands them over until it resolves. */
export type EventSource =
  | AsyncIterable<readonly LoadedEvent[]>
  | ((add: (events: readonly LoadedEvent[]) => void) => Promise<void>);

/** The log of a file, to be read like any other. */
export interface FileLog extends LogReader {
  /** The kinds of cases in it, and how many cases and events of each there are. */
  flows(): Promise<readonly { readonly flow: string; readonly cases: number; readonly events: number }[]>;
  close(): Promise<void>;
}

const defaultFlow = 'log';
const chunkRows = 2048;

/**
 * Puts events into a database in memory, which lays out in a temporary file what does not fit, as the columns of the log that mining reads.
 * What a case went through before stands in each event, as in the projection: one implementation mines both.
 */
export async function openFileLog(events: EventSource, options: FileLogOptions = {}): Promise<FileLog> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-log-'));
  const duck = await openDuck(folder, options.memoryMb === undefined ? {} : { memoryMb: options.memoryMb });
  const close = async () => {
    await duck.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await load(duck, events);
    await duck.run(arranged(options.sorted === true));
    return { ...readerOf(duck), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function load(duck: Duck, source: EventSource): Promise<void> {
  await duck.run(`create table loaded (ord bigint, flow varchar, key varchar, type varchar, at_ms double, actor varchar, state_from varchar,
    state_to varchar, deviation boolean, data varchar)`);
  const { DuckDBDataChunk } = await import('@duckdb/node-api');
  const connection = await duck.connect();
  const appender = await connection.createAppender('loaded');
  const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
  try {
    let rows: DuckDBValue[][] = [];
    let ordinal = 0n;
    const flush = () => {
      const chunk = DuckDBDataChunk.create(types);
      chunk.setRows(rows);
      appender.appendDataChunk(chunk);
      rows = [];
    };
    const add = (events: readonly LoadedEvent[]) => {
      for (const event of events) {
        rows.push(rowOf(event, ordinal++));
        if (rows.length === chunkRows) flush();
      }
    };
    if (typeof source === 'function') await source(add);
    else for await (const batch of source) add(batch);
    if (rows.length > 0) flush();
    appender.flushSync();
  } finally {
    appender.closeSync();
    connection.closeSync();
  }
}

function rowOf(
  { caseId, activity, at, flow, actor, stateFrom, stateTo, deviation, data }: LoadedEvent,
  ordinal: bigint,
): DuckDBValue[] {
  return [
    ...[ordinal, flow ?? defaultFlow, caseId, activity, Number.isNaN(at) ? null : at],
    ...[
      actor ?? null,
      stateFrom ?? null,
      stateTo ?? 'open',
      deviation === true,
      data === undefined ? null : JSON.stringify({ data }),
    ],
  ];
}

/** Cases are numbered in the order in which they first come. */
function arranged(isSorted: boolean): string {
  const order = isSorted ? 'case when timed then at_ms end, ord' : 'ord';
  return `create table throughline.event_log as
with cases as (
  select flow, key, row_number() over (order by min(ord)) as case_id, count(at_ms) = count(*) as timed from loaded group by flow, key
),
placed as (
  select cases.case_id, loaded.*, row_number() over w as seq, lag(type) over w as prev_type, lag(at_ms) over w as prev_at
  from loaded join cases on cases.flow = loaded.flow and cases.key = loaded.key
  window w as (partition by cases.case_id order by ${order})
)
select case_id, seq::integer as seq, flow, 'main' as entity, key, null::bigint as parent, type, 'fact' as kind, state_from, state_to,
  actor, case when actor is null then 'source' else 'person' end as actor_kind, actor as principal,
  to_timestamp(at_ms / 1000) as occurred_at, to_timestamp(at_ms / 1000) as recorded_at, data::json as patch, deviation,
  null::bigint as cause_case, null::integer as cause_seq, prev_type, round(at_ms - prev_at)::bigint as gap_ms
from placed
order by case_id, seq;
drop table loaded`;
}

function readerOf(duck: Duck): Omit<FileLog, 'close'> {
  const query: LogReader['query'] = async (sql, params) => {
    const connection = await duck.connect();
    try {
      return await readRows(connection, sql, params);
    } finally {
      connection.closeSync();
    }
  };
  return {
    query,
    events: () => {
      throw new Error('A file is mined by statements');
    },
    freshness: async () => ({ seal: null, recordedAt: null, behind: 0 }),
    async flows() {
      const rows = await query(
        `select flow, count(distinct case_id)::double precision as cases, count(*)::double precision as events
        from throughline.event_log group by flow order by events desc, flow`,
        [],
      );
      return rows.map(({ flow, cases, events }) => ({ flow: String(flow), cases: Number(cases), events: Number(events) }));
    },
  };
}
