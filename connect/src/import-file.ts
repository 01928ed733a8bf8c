import type { Millis } from '@throughline/language';
import type { FileProgress } from './bytes.ts';
import { csvMapper } from './csv-mapper.ts';
import { type ImportError, ImportFailure, importError } from './errors.ts';
import { type FactRecord, type ImportFlow, type Mapped, nothingMapped } from './fact-record.ts';
import { type ImportReport, ImportTally, type RecordResult } from './import-report.ts';
import { Lanes } from './lanes.ts';
import { tableLimits } from './limits.ts';
import type { CsvMapping, Mapping, XesMapping } from './mapping.ts';
import { readMapping } from './mapping-frame.ts';
import { readTable, type TableOptions } from './table-reader.ts';
import { xesMapper } from './xes-mapper.ts';
import { readXes } from './xes-reader.ts';

export interface ImportProgress extends Readonly<FileProgress> {
  /** Rows (CSV) or traces (XES) read. */
  readonly rows: number;
  readonly cases: number;
  readonly events: number;
  readonly deviations: number;
  readonly rejected: number;
  readonly duplicates: number;
}

/** Records a batch in one durable transaction; one result for each record, in their order. Batches of one case never overlap. */
export type WriteBatch = (batch: readonly FactRecord[]) => Promise<readonly RecordResult[]>;

export interface ImportOptions {
  readonly path: string;
  /** The mapping, or the parsed JSON of one: it is checked. */
  readonly mapping: unknown;
  /** How a file of rows is read, where it is no CSV in UTF-8: its sheet, its encoding. */
  readonly table?: Omit<TableOptions, 'progress'>;
  readonly flow: ImportFlow;
  /** Business time of the import: what happened before it is history, unless the mapping says otherwise. */
  readonly now: Millis;
  readonly write: WriteBatch;
  /** Nothing is written: `write` is never called. */
  readonly dryRun?: boolean;
  /** In a dry run: decides a batch in memory. Without it every record counts as applied. */
  readonly check?: WriteBatch;
  /** Records a batch. Default 500. */
  readonly batchSize?: number;
  /** After each batch, and for each chunk that is read. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** All errors, as they are found: the report lists only the first. No more is read until a promise that it returns is kept. */
  readonly onErrors?: (errors: readonly ImportError[]) => void | Promise<void>;
  /** CSV: what is dated after this instant is no fact, and an error. Default: nothing is. */
  readonly latest?: Millis;
  /** Asked before each row or trace, with how many were read: true ends the reading, and the report is not complete. */
  readonly enough?: (read: number) => boolean;
  /** Stops between two batches; what was recorded stays. */
  readonly signal?: AbortSignal;
  /** Milliseconds of the machine's clock, for `seconds`. */
  readonly stopwatch: () => number;
}

const defaultBatchSize = 500;

/**
 * Imports a file: reads it as fast as it can be written, maps its records, writes them in batches, and accounts for each. Throws
 * an `ImportFailure` where it cannot begin (the mapping, the flow); what is wrong with the file is in the report. Running it
 * again records nothing twice.
 */
export async function importFile(options: ImportOptions): Promise<ImportReport> {
  const { flow, now, dryRun = false, enough, signal, stopwatch } = options;
  const mapping = readMapping(options.mapping);
  const started = stopwatch();
  const tally = new ImportTally(options.onErrors);
  const progress: FileProgress = { bytesRead: 0, bytesTotal: 0 };
  const tell = () => {
    const { rows, cases, events, deviations, rejected, duplicates } = tally;
    options.onProgress?.({ ...progress, rows, cases, events, deviations, rejected, duplicates });
  };
  const write = dryRun ? (options.check ?? allApplied) : options.write;
  const lanes = new Lanes<FactRecord>(options.batchSize ?? defaultBatchSize, async (batch) => {
    signal?.throwIfAborted();
    const results = await write(batch);
    if (results.length !== batch.length)
      throw new Error(`${batch.length} records were written, and ${results.length} results came back`);
    for (const [index, result] of results.entries()) tally.written(batch[index] as FactRecord, result);
    await tally.heard();
    tell();
  });
  const parts =
    mapping.format === 'csv' ? csvParts(options, mapping, progress) : xesParts(options.path, mapping, flow, now, progress);
  const held: FactRecord[] | undefined = mapping.format === 'csv' && mapping.order === 'time' ? [] : undefined;
  try {
    reading: for await (const { units, broken } of parts) {
      if (broken) tally.complete = false;
      for (const mapped of units) {
        signal?.throwIfAborted();
        if (mapped.read > 0 && enough?.(tally.rows) === true) {
          tally.complete = false;
          break reading;
        }
        tally.mapped(mapped);
        if (!tally.isHeard) await tally.heard();
        if (held !== undefined) {
          hold(held, mapped.records);
          continue;
        }
        let full = false;
        for (const record of mapped.records) full = lanes.push(record.identity.key, record) || full;
        if (full) await lanes.drain();
      }
      tell();
    }
    for (const record of inOrderOfTime(held ?? [])) if (lanes.push(record.identity.key, record)) await lanes.drain();
    await lanes.end();
  } finally {
    await lanes.settle();
  }
  return tally.report((stopwatch() - started) / 1000, dryRun);
}

/** @throws ImportFailure table-too-large */
function hold(held: FactRecord[], records: readonly FactRecord[]): void {
  if (held.length + records.length > tableLimits.sortedRows)
    throw new ImportFailure([importError('table-too-large', { line: records[0]?.line ?? 0 })]);
  for (const record of records) held.push(record);
}

/** Of equal instants, in the order of the file. */
function inOrderOfTime(held: readonly FactRecord[]): readonly FactRecord[] {
  return held.toSorted((a, b) => a.fact.occurredAt - b.fact.occurredAt);
}

/** What is wrong between a mapping and a flow, before anything is read: throws an `ImportFailure` with all of it. */
export function checkMapping(mapping: Mapping, flow: ImportFlow): void {
  if (mapping.format === 'csv') csvMapper(mapping, flow, 0);
  else xesMapper(mapping, flow, 0);
}

const allApplied: WriteBatch = async (batch) => batch.map(() => ({ outcome: 'applied' }));

/** What one chunk of a file gives: mapped row by row, so that a chunk of a million small facts is never held at once. */
interface Part {
  readonly units: Iterable<Mapped>;
  readonly broken: boolean;
}

async function* csvParts(
  { path, flow, now, latest, table = {} }: ImportOptions,
  mapping: CsvMapping,
  progress: FileProgress,
): AsyncGenerator<Part> {
  const mapper = csvMapper(mapping, flow, now, { latest });
  let bound = false;
  const { delimiter } = mapping;
  for await (const { columns, rows, errors, broken } of readTable(path, {
    ...table,
    progress,
    ...(delimiter === undefined ? {} : { delimiter }),
  })) {
    // What the reader reads over are rows; an error of the whole file is none.
    const bad = broken ? 0 : errors.length;
    yield { units: [{ ...nothingMapped(), errors: [...errors], read: bad, rejected: bad }], broken };
    if (broken) return;
    if (!bound) {
      const unbound = missingColumns(() => mapper.bind(columns));
      if (unbound.length > 0) {
        yield { units: [{ ...nothingMapped(), errors: [...unbound] }], broken: true };
        return;
      }
      bound = true;
    }
    yield {
      units: rows.values().map((row) => {
        const mapped = { ...nothingMapped(), read: 1 };
        mapper.map(row, mapped);
        return mapped;
      }),
      broken: false,
    };
  }
}

function missingColumns(bind: () => void): readonly ImportError[] {
  try {
    bind();
    return [];
  } catch (error) {
    if (error instanceof ImportFailure) return error.errors;
    throw error;
  }
}

async function* xesParts(
  path: string,
  mapping: XesMapping,
  flow: ImportFlow,
  now: Millis,
  progress: FileProgress,
): AsyncGenerator<Part> {
  const mapper = xesMapper(mapping, flow, now);
  for await (const { traces, errors, broken, lossy } of readXes(path, progress)) {
    const read = traces.values().map((trace) => {
      const mapped = { ...nothingMapped(), read: 1 };
      mapper.map(trace, mapped, lossy);
      return mapped;
    });
    yield { units: read, broken: false };
    if (errors.length > 0)
      yield { units: [{ ...nothingMapped(), errors: [...errors], rejected: broken ? 0 : errors.length }], broken };
  }
}
