import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { openDuck } from '../projection/duck.ts';
import type { LogReader } from '../reader/log-reader.ts';

const columns = {
  case_id: 'varchar',
  seq: 'integer',
  flow: 'varchar',
  entity: 'varchar',
  key: 'varchar',
  parent: 'varchar',
  type: 'varchar',
  kind: 'varchar',
  state_from: 'varchar',
  state_to: 'varchar',
  actor: 'varchar',
  occurred_ms: 'double',
  recorded_ms: 'double',
  deviation: 'boolean',
  data: 'varchar',
} as const;

const buckets = 4096;
const eventsAtOnce = 20_000;
const chunkRows = 2048;

export interface ParquetRequest {
  readonly flow?: string;
  readonly withoutPersonal?: boolean;
  readonly signal?: AbortSignal;
}

/** Writes the log as one Parquet file, sorted by case, whatever carries it. Gives the number of events. */
export async function writeLogParquet(
  reader: LogReader,
  to: string,
  { flow, withoutPersonal = false, signal }: ParquetRequest = {},
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-parquet-'));
  const duck = await openDuck(folder);
  try {
    await duck.run(
      `create table rows (${Object.entries(columns)
        .map((column) => column.join(' '))
        .join(', ')})`,
    );
    const { DuckDBDataChunk } = await import('@duckdb/node-api');
    const connection = await duck.connect();
    const appender = await connection.createAppender('rows');
    const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
    let events = 0;
    for await (const page of pages(reader, flow, withoutPersonal)) {
      signal?.throwIfAborted();
      events += page.length;
      for (let at = 0; at < page.length; at += chunkRows) {
        const chunk = DuckDBDataChunk.create(types);
        chunk.setRows(page.slice(at, at + chunkRows));
        appender.appendDataChunk(chunk);
      }
    }
    appender.closeSync();
    connection.closeSync();
    const file = join(folder, 'log.parquet');
    const times = ['occurred', 'recorded'].map((name) => `to_timestamp(${name}_ms / 1000) as ${name}_at`).join(', ');
    await duck.run(`copy (select * exclude (occurred_ms, recorded_ms, data), ${times}, data::json as data from rows) to '${file.replaceAll("'", "''")}'
      (format parquet, compression zstd)`);
    await copyFile(file, to);
    return events;
  } finally {
    await duck.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function* pages(reader: LogReader, flow: string | undefined, withoutPersonal: boolean): AsyncGenerator<DuckDBValue[][]> {
  const values = flow === undefined ? [] : [flow];
  const ofFlow = flow === undefined ? 'true' : 'flow = $1::text';
  const [counted] = await reader.query(
    `select count(*)::double precision as events from throughline.event_log where ${ofFlow}`,
    values,
  );
  const parts = Math.max(1, Math.min(buckets, Math.ceil(Number(counted?.['events'] ?? 0) / eventsAtOnce)));
  const bound = (part: number) => Math.floor((part * buckets) / parts);
  for (let part = 0; part < parts; part += 1) {
    const rows = await reader.query(
      `select case_id::text as case_id, seq, flow, entity, key, parent::text as parent, type, kind, state_from, state_to,
        ${withoutPersonal ? 'actor_kind' : 'actor'} as actor, (extract(epoch from occurred_at) * 1000)::double precision as occurred_ms,
        (extract(epoch from recorded_at) * 1000)::double precision as recorded_ms, deviation, (patch -> 'data')::text as data
      from throughline.event_log
      where bucket >= ${bound(part)} and bucket < ${bound(part + 1)} and ${ofFlow}
      order by case_id, seq`,
      values,
    );
    yield rows.map((row) => Object.keys(columns).map((name) => (row[name] ?? null) as DuckDBValue));
  }
}
