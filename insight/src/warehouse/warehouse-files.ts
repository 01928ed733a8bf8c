import { copyFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Duck, text } from '../projection/duck.ts';
import { syncFile } from '../projection/files.ts';
import type { HeldLog } from '../projection/held-log.ts';
import type { WarehouseFile } from './manifest.ts';
import { changedRows, type MetricRow } from './metric-rows.ts';
import { columnList, type WarehouseTable, warehouseSchema } from './schema.ts';

/** The files that one run writes to a folder. None counts before the manifest names it. */
export class WarehouseFiles {
  readonly #folder: string;
  /** May read and write in the folder. */
  readonly #duck: Duck;
  readonly #batch: number;

  constructor(folder: string, duck: Duck, batch: number) {
    this.#folder = folder;
    this.#duck = duck;
    this.#batch = batch;
  }

  #source(files: readonly Pick<WarehouseFile, 'file'>[]): string {
    return `read_parquet([${files.map(({ file }) => text(join(this.#folder, file))).join(', ')}])`;
  }

  /** The cases of some events of the log, also of those that count no more. */
  async ids({ duck, history }: HeldLog, which: string): Promise<readonly string[]> {
    const rows = await this.#rows(duck, `select distinct case_id::varchar from ${history} where ${which}`);
    return rows.map(([id]) => String(id));
  }

  /** Writes rows of the log to a table. `undefined`: there are none. The DuckDB that reads the log may not write here: hence a copy. */
  async fromLog(held: HeldLog, table: WarehouseTable, select: string): Promise<WarehouseFile | undefined> {
    const rows = await this.#copy(held.duck, select, draftIn(held, table));
    if (rows === 0) return undefined;
    const name = this.#named(table);
    await copyFile(draftIn(held, table), join(this.#folder, `${name}.part`));
    return await this.#finish(name, { batch: this.#batch, rows });
  }

  /** What the DuckDB of the log reads the rows by that `fromLog` has written. */
  written(held: HeldLog, table: WarehouseTable): string {
    return `read_parquet(${text(draftIn(held, table))})`;
  }

  /** Names the cases that are to go from earlier files, of those that are in them. `undefined`: none. */
  async removed(
    cases: readonly WarehouseFile[],
    { gone, renamed, retracted }: { readonly [why in 'gone' | 'renamed' | 'retracted']: readonly string[] },
  ): Promise<WarehouseFile | undefined> {
    if (cases.length === 0 || gone.length + renamed.length + retracted.length === 0) return undefined;
    const list = (ids: readonly string[]) => `[${ids.map(text).join(', ')}]::varchar[]`;
    const select = `select ${this.#batch}::integer as batch, case_id, min(why) as why
      from (select unnest(${list(gone)})::uuid as case_id, 'gone' as why union all select unnest(${list(renamed)})::uuid, 'renamed'
        union all select unnest(${list(retracted)})::uuid, 'retracted') as named
      semi join ${this.#source(cases)} as cases using (case_id) group by case_id order by case_id`;
    return await this.#write('removed', select);
  }

  /** Takes cases out of files. A file that has none of them stays as it is; another takes the place of one that has. */
  async without(
    files: readonly WarehouseFile[],
    table: 'log' | 'cases',
    removed: WarehouseFile | undefined,
  ): Promise<readonly WarehouseFile[]> {
    if (removed === undefined) return files;
    const among = `${this.#source([removed])} as removed using (case_id)`;
    const order = table === 'log' ? 'case_id, seq' : 'case_id';
    const kept: WarehouseFile[] = [];
    for (const file of files) {
      const rest = `${this.#source([file])} as kept anti join ${among}`;
      const [[rows] = []] = await this.#rows(this.#duck, `select count(*) from ${rest}`);
      if (Number(rows) === file.rows) kept.push(file);
      else if (Number(rows) > 0) {
        const name = `${table}/${numbered(file.batch)}-${this.#batch}`;
        await this.#copy(this.#duck, `select kept.* from ${rest} order by ${order}`, join(this.#folder, `${name}.part`));
        kept.push(await this.#finish(name, { batch: file.batch, rows: Number(rows) }));
      }
    }
    return kept;
  }

  /** Writes the metrics that are not in the warehouse as they are now. `undefined`: all are. */
  async metrics(files: readonly WarehouseFile[], measured: readonly MetricRow[]): Promise<WarehouseFile | undefined> {
    const changed = changedRows(measured, files.length === 0 ? [] : await this.#knownMetrics(files));
    if (changed.length === 0) return undefined;
    const lines = join(this.#folder, `${this.#named('metrics')}.ndjson`);
    try {
      await writeFile(lines, changed.map((row) => `${JSON.stringify({ batch: this.#batch, ...row })}\n`).join(''), {
        mode: 0o600,
      });
      const columns = warehouseSchema.metrics.map(({ name, type }) => `"${name}": '${type}'`).join(', ');
      const source = `read_json(${text(lines)}, format = 'newline_delimited', columns = {${columns}})`;
      const select = `select ${columnList('metrics')} from ${source} order by metric, period_from, currency`;
      return await this.#write('metrics', select);
    } finally {
      await rm(lines, { force: true });
    }
  }

  async #knownMetrics(files: readonly WarehouseFile[]): Promise<readonly MetricRow[]> {
    const rows = await this.#rows(
      this.#duck,
      `select metric, title, unit, grain, period_from::varchar, period_to::varchar, complete, currency, value, cases::double from ${this.#source(files)}
      qualify row_number() over (partition by metric, grain, period_from, currency order by batch desc) = 1`,
    );
    const names = warehouseSchema.metrics.slice(1).map(({ name }) => name);
    return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])) as unknown as MetricRow);
  }

  #named(table: WarehouseTable): string {
    return `${table}/${numbered(this.#batch)}`;
  }

  async #write(table: WarehouseTable, select: string): Promise<WarehouseFile | undefined> {
    const name = this.#named(table);
    const draft = join(this.#folder, `${name}.part`);
    const rows = await this.#copy(this.#duck, select, draft);
    if (rows > 0) return await this.#finish(name, { batch: this.#batch, rows });
    await rm(draft, { force: true });
    return undefined;
  }

  /** Brings a draft to the disk and gives it its name. */
  async #finish(name: string, about: Pick<WarehouseFile, 'batch' | 'rows'>): Promise<WarehouseFile> {
    const [draft, file] = [join(this.#folder, `${name}.part`), `${name}.parquet`];
    await syncFile(draft);
    const { size } = await stat(draft);
    await rename(draft, join(this.#folder, file));
    return { file, ...about, bytes: size };
  }

  async #copy(duck: Duck, select: string, path: string): Promise<number> {
    const [[rows] = []] = await this.#rows(duck, `copy (${select}) to ${text(path)} (format parquet, compression zstd)`);
    return Number(rows);
  }

  async #rows(duck: Duck, sql: string): Promise<readonly (readonly unknown[])[]> {
    const connection = await duck.connect();
    try {
      return await (await connection.run(sql)).getRowsJS();
    } finally {
      connection.closeSync();
    }
  }
}

function draftIn({ folder }: HeldLog, table: WarehouseTable): string {
  return join(folder, `${table}.parquet`);
}

function numbered(batch: number): string {
  return String(batch).padStart(6, '0');
}
