import { logColumnList } from '../projection/columns.ts';
import { type Duck, type DuckOptions, openDuck, text } from '../projection/duck.ts';
import { sumFile, sumKinds, sumsSql, sumViews } from '../projection/sums.ts';
import type { Freshness, LogReader } from './log-reader.ts';
import { Reading, timeoutMsDefault } from './reading.ts';

export interface ParquetReaderOptions extends DuckOptions {
  readonly timeoutMs?: number;
  /** Their sums lie beside the files, as `writeSums` writes them, and no case is in two of them. */
  readonly hasSums?: boolean;
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
    const source = (names: readonly string[]) => `read_parquet([${names.map((file) => text(`${folder}/${file}`)).join(', ')}])`;
    await duck.run(`create view throughline.event_log as select ${logColumnList} from ${source(files)}`);
    await duck.run(
      'create view throughline.event_history as select *, null::timestamptz as retracted_at from throughline.event_log',
    );
    for (const kind of options.hasSums === true ? sumKinds : [])
      await duck.run(`create view ${sumViews[kind]} as select * from ${source(files.map((file) => sumFile(file, kind)))}`);
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
    hasSums: options.hasSums === true,
    query: (sql, params) => reading.query(sql, params),
    events: (selection = {}) => reading.events(selection),
    freshness: () => Promise.resolve(nothingMissing),
    async close() {
      await reading.close();
      await (await opened)?.close();
    },
  };
}

/** Writes the sums of a file of events beside it. */
export async function writeSums(duck: Duck, folder: string, file: string): Promise<void> {
  for (const kind of sumKinds)
    await duck.run(
      `copy (${sumsSql(kind, `read_parquet(${text(`${folder}/${file}`)})`)}) to ${text(`${folder}/${sumFile(file, kind)}`)} (format parquet, compression zstd)`,
    );
}
