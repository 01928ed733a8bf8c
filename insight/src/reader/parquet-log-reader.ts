import { logColumnList } from '../projection/columns.ts';
import { type Duck, type DuckOptions, openDuck, text } from '../projection/duck.ts';
import type { Freshness, LogReader } from './log-reader.ts';
import { Reading, timeoutMsDefault } from './reading.ts';

export interface ParquetReaderOptions extends DuckOptions {
  readonly timeoutMs?: number;
}

/** A log that does not change. */
export interface ParquetReader extends LogReader {
  close(): Promise<void>;
}

const nothingMissing: Freshness = { seal: null, recordedAt: null, behind: 0 };

/**
 * Reads Parquet files that have the columns of `throughline.event_log` as if they were a log: generated ones, imported ones. The files lie in one
 * folder (absolute), in which DuckDB also puts what does not fit into memory.
 */
export function parquetReader(folder: string, files: readonly string[], options: ParquetReaderOptions = {}): ParquetReader {
  let opened: Promise<Duck> | undefined;
  const open = async () => {
    const duck = await openDuck(folder, options);
    const source = `read_parquet([${files.map((file) => text(`${folder}/${file}`)).join(', ')}])`;
    await duck.run(`create view throughline.event_log as select ${logColumnList} from ${source}`);
    return duck;
  };
  const reading = new Reading(
    {
      catchUp: () => Promise.resolve(nothingMissing),
      async pin() {
        opened ??= open();
        return { duck: await opened, release: () => undefined };
      },
      forget: () => undefined,
    },
    options.timeoutMs ?? timeoutMsDefault,
  );
  return {
    query: (sql, params) => reading.query(sql, params),
    events: (selection = {}) => reading.events(selection),
    freshness: () => Promise.resolve(nothingMissing),
    async close() {
      await reading.close();
      await (await opened)?.close();
    },
  };
}
