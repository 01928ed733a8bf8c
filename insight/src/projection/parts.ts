import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countsPredicate, keptColumnList, keptColumns } from './columns.ts';
import { type Duck, text } from './duck.ts';
import { syncFile } from './files.ts';
import type { Part, Witness } from './manifest.ts';
import { filesOf, type SumKind, sumFile, sumKinds, sumsSql } from './sums.ts';

/** A command by which a case is called otherwise, or by which what was told of it counts no more: then all of its events are read anew. */
const changesCase = `(kind = 'command' and type = 'rekey') or (kind <> 'fact' and type = 'retract' and state_to = 'retracted')`;

/** DuckDB reads CSV in pieces of this length at least, and sets aside sixteen of them a thread where it is not told. */
const pieceBytesMin = 4 * 1024 * 1024;

/** The files of a folder: how parts are made of events and of other parts. */
export class PartFiles {
  readonly folder: string;
  readonly #duck: Duck;

  constructor(folder: string, duck: Duck) {
    this.folder = folder;
    this.#duck = duck;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Where events are put down, as CSV, before they become a part. */
  draft(): string {
    return this.path(`${randomBytes(8).toString('hex')}.csv`);
  }

  /** A part, not under its name yet, of events that were put down, the longest in so many bytes. What has no quotes and nothing in it is null. */
  ofEvents(draft: string, bytesMax: number): Promise<Unnamed> {
    const columns = Object.entries(keptColumns).map(([name, type]) => `"${name}": '${type}'`);
    const format = `auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false`;
    const lengths = `max_line_size = ${bytesMax + 1}, buffer_size = ${Math.max(pieceBytesMin, 2 * bytesMax)}`;
    const source = `read_csv(${text(draft)}, ${format}, ${lengths}, columns = {${columns.join(', ')}})`;
    return this.#write(`select ${keptColumnList} from ${source} order by case_id, seq`);
  }

  /** Several parts as one. */
  merged(parts: readonly Part[]): Promise<Unnamed> {
    return this.#write(`select ${keptColumnList} from ${this.source(parts)} order by case_id, seq`);
  }

  /** A part without some cases; `undefined`: it has none of them. */
  async without(part: Part, cases: readonly string[]): Promise<Unnamed | undefined> {
    const among = `case_id in (${cases.map((id) => `${text(id)}::uuid`).join(', ')})`;
    const [[found] = []] = await this.#rows(`select count(*) from ${this.source([part])} where ${among}`);
    if (Number(found) === 0) return undefined;
    return this.#write(`select ${keptColumnList} from ${this.source([part])} where not ${among} order by case_id, seq`);
  }

  /** What parts are read by; there is at least one. */
  source(parts: readonly Pick<Part, 'file'>[]): string {
    return `read_parquet([${parts.map(({ file }) => text(this.path(file))).join(', ')}])`;
  }

  /** What the sums of parts are read by. */
  sums(parts: readonly Part[], kind: SumKind): string {
    return this.source(parts.map(({ file }) => ({ file: sumFile(file, kind) })));
  }

  /** Gives a part its name. It is on the disk before. */
  async name({ draft, ...about }: Unnamed): Promise<Part> {
    const file = `${randomBytes(8).toString('hex')}.parquet`;
    for (const kind of sumKinds) await rename(sumFile(draft, kind), this.path(sumFile(file, kind)));
    await rename(draft, this.path(file));
    return { file, ...about };
  }

  /** Removes a part that was not given a name. */
  async discard({ draft }: Pick<Unnamed, 'draft'>): Promise<void> {
    for (const path of filesOf(draft)) await rm(path, { force: true });
  }

  /** What the manifest says of the events of some parts. */
  async summary(drafts: readonly Unnamed[]): Promise<PartSummary> {
    if (drafts.length === 0) return { recordedAt: null, witness: null, renamed: [] };
    const instant = (column: string) => `strftime(${column} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
    const [[recordedAt, witness, renamed] = []] = await this.#rows(
      `select ${instant('max(recorded_at)')},
        arg_max({caseId: case_id::text, seq: seq, xact: xact::text, recordedAt: ${instant('recorded_at')}}::json::text, coalesce(xact, -1)),
        coalesce(list(distinct case_id::text) filter (where ${changesCase}), [])
      from read_parquet([${drafts.map(({ draft }) => text(draft)).join(', ')}])`,
    );
    return {
      recordedAt: recordedAt as string | null,
      witness: JSON.parse(String(witness)) as Witness,
      renamed: renamed as readonly string[],
    };
  }

  async #write(select: string): Promise<Unnamed> {
    const draft = this.path(`${randomBytes(8).toString('hex')}.tmp`);
    const connection = await this.#duck.connect();
    const write = async (what: string, path: string) => {
      const copied = await connection.run(`copy (${what}) to ${text(path)} (format parquet, compression zstd)`);
      await syncFile(path);
      const [[rows] = []] = await copied.getRowsJS();
      return Number(rows);
    };
    try {
      const events = await write(select, draft);
      for (const kind of sumKinds)
        await write(sumsSql(kind, `read_parquet(${text(draft)})`, countsPredicate), sumFile(draft, kind));
      const ends = `select min(case_id)::text, max(case_id)::text, (select count(*) from read_parquet(${text(draft)}) where not ${countsPredicate})
        from read_parquet(${text(sumFile(draft, 'cases'))})`;
      const [[first, last, retracted] = []] = await (await connection.run(ends)).getRowsJS();
      return { draft, events, retracted: Number(retracted), first: String(first), last: String(last) };
    } catch (error) {
      await this.discard({ draft });
      throw error;
    } finally {
      connection.closeSync();
    }
  }

  async #rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    const connection = await this.#duck.connect();
    try {
      return await (await connection.run(sql)).getRowsJS();
    } finally {
      connection.closeSync();
    }
  }
}

/** A part that has no name yet: nobody reads it. */
export interface Unnamed extends Omit<Part, 'file'> {
  readonly draft: string;
}

export interface PartSummary {
  readonly recordedAt: string | null;
  readonly witness: Witness | null;
  /** Cases that were called otherwise, or were taken back. */
  readonly renamed: readonly string[];
}
