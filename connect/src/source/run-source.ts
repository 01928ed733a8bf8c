import type { Json } from '@throughline/language';
import { type ImportError, importError } from '../errors.ts';
import type { FactRecord } from '../fact-record.ts';
import type { WriteBatch } from '../import-file.ts';
import type { RecordResult } from '../import-report.ts';
import type { ConnectorContext, Source } from './contract.ts';
import type { RecordMapper } from './record-mapping.ts';

/** A record that became no facts, or not all of its facts: kept with its owner until somebody deals with it. */
export interface DeadLetter {
  readonly record: Json;
  readonly errors: readonly ImportError[];
}

/** What a run counts. */
export interface RunCounts {
  records: number;
  /** Facts that were recorded, deviations included. */
  facts: number;
  duplicates: number;
  deviations: number;
  deadLetters: number;
  /** Records that state nothing by the mapping. */
  skipped: number;
}

export const nothingCounted = (): RunCounts => ({
  records: 0,
  facts: 0,
  duplicates: 0,
  deviations: 0,
  deadLetters: 0,
  skipped: 0,
});

/** Where what was read is kept. Each resolves when it is durable. */
export interface RunPorts {
  /** One result for each fact, in their order. */
  readonly write: WriteBatch;
  /** The same record again, whatever run it comes from, is the same letter. */
  readonly bury: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Called after the facts and the dead letters before it are durable. */
  readonly keep: (cursor: Json, counts: Readonly<RunCounts>) => Promise<void>;
  /** Sees each batch before it is mapped. */
  readonly see?: (records: readonly Json[]) => void;
}

export interface RunSourceOptions {
  readonly source: Source;
  readonly mapper: RecordMapper;
  readonly cursor: Json | null;
  readonly context: ConnectorContext;
  readonly ports: RunPorts;
  /** So many facts a transaction. Default 1000. */
  readonly batchSize?: number;
  /** No further batch is read after so many records; the next run goes on. */
  readonly recordsMax?: number;
  /** Kept up to date while it runs. */
  readonly counts?: RunCounts;
}

const batchSizeDefault = 1000;

/**
 * Reads a source from a place on and makes facts of its records. After each batch: first its facts are durable, then its dead letters, then the
 * place. Killed anywhere in between, the next run reads the batch again; the receipts know its facts, and each dead letter is known by its content.
 * `done`: there was no more to read for now.
 *
 * @throws ConnectorError, and what writing throws; what was kept stays
 */
export async function runSource(
  options: RunSourceOptions,
): Promise<{ readonly counts: Readonly<RunCounts>; readonly done: boolean }> {
  const { source, mapper, cursor, context, ports, recordsMax = Number.POSITIVE_INFINITY, counts = nothingCounted() } = options;
  for await (const batch of source.read(cursor, context)) {
    context.signal.throwIfAborted();
    ports.see?.(batch.records);
    await takeRecords(batch.records, { mapper, ports, counts, batchSize: options.batchSize ?? batchSizeDefault });
    await ports.keep(batch.cursor, counts);
    context.signal.throwIfAborted();
    if (counts.records >= recordsMax) return { counts, done: false };
  }
  return { counts, done: true };
}

/** Maps and writes records: of a batch, of a delivery, of a dead letter that is tried again. Resolves when all of it is durable. */
export async function takeRecords(
  records: readonly Json[],
  {
    mapper,
    ports,
    counts,
    batchSize = batchSizeDefault,
  }: {
    readonly mapper: RecordMapper;
    readonly ports: Pick<RunPorts, 'write' | 'bury'>;
    readonly counts: RunCounts;
    readonly batchSize?: number;
  },
): Promise<readonly DeadLetter[]> {
  const faults = new Map<number, ImportError[]>();
  const facts: { readonly index: number; readonly fact: FactRecord }[] = [];
  for (const [index, record] of records.entries()) {
    const mapped = mapper.map(record, counts.records + index + 1);
    if (mapped.errors.length > 0) faults.set(index, [...mapped.errors]);
    else if (mapped.facts.length === 0) counts.skipped += 1;
    for (const fact of mapped.facts) facts.push({ index, fact });
  }
  for (let start = 0; start < facts.length; start += batchSize) {
    const batch = facts.slice(start, start + batchSize);
    const results = await ports.write(batch.map(({ fact }) => fact));
    if (results.length !== batch.length)
      throw new Error(`${batch.length} facts were written, and ${results.length} results came back`);
    for (const [at, { index, fact }] of batch.entries()) {
      const error = count(fact, results[at] as RecordResult, counts);
      if (error !== undefined) faults.set(index, [...(faults.get(index) ?? []), error]);
    }
  }
  counts.records += records.length;
  const letters = [...faults].map(([index, errors]) => ({ record: records[index] as Json, errors }));
  counts.deadLetters += letters.length;
  if (letters.length > 0) await ports.bury(letters);
  return letters;
}

function count(fact: FactRecord, { outcome, refusal, first }: RecordResult, counts: RunCounts): ImportError | undefined {
  switch (outcome) {
    case 'deviated':
      counts.deviations += 1;
      counts.facts += 1;
      return undefined;
    case 'applied':
      counts.facts += 1;
      return undefined;
    case 'ignored':
      counts.duplicates += 1;
      return undefined;
    case 'duplicate':
      // What was refused once is refused again, not there already.
      if (first?.outcome === 'refused') return written('refused', fact, first.refusal);
      counts.duplicates += 1;
      return undefined;
    default:
      return written(outcome, fact, refusal);
  }
}

function written(
  code: 'refused' | 'conflict' | 'failed',
  { line, fact, identity }: FactRecord,
  reason: RecordResult['refusal'],
): ImportError {
  const detail = reason === undefined ? {} : { detail: `${reason.code}: ${reason.message}` };
  return importError(code, { line, field: fact.type, value: identity.key, ...detail });
}
