import { access, constants, readFile } from 'node:fs/promises';
import {
  checkMapping,
  type FactRecord,
  type ImportError,
  ImportFailure,
  type ImportProgress,
  type ImportReport,
  importFile as importRecords,
  type Mapping,
  type RecordResult,
  readMapping,
  type TableOptions,
  type WriteBatch,
} from '@throughline/connect';
import type { Submission } from '@throughline/engine';
import { type CaseRecord, type CompiledFlow, compileFlow, type Millis } from '@throughline/language';
import { allFlows } from './definitions/check-files.ts';
import { loadDefinitions } from './definitions/load-definitions.ts';
import { dryRunCheck } from './dry-run.ts';
import { ThroughlineError } from './errors.ts';
import { deployDefinitions, findFlow, refuseErrors } from './flows.ts';
import { analyseTables } from './sql/analyse-tables.ts';
import { readLiveFrom } from './sql/read-live-from.ts';
import type { Throughline } from './throughline.ts';

export interface ImportRequest {
  readonly file: string;
  /** The file with the flow; without it, the flow that is deployed or ships. */
  readonly flowFile?: string;
  /** Instead of a flow that is deployed: one that is not, for a dry run. */
  readonly flow?: CompiledFlow;
  readonly mappingFile?: string;
  /** Instead of a file with one. */
  readonly mapping?: Mapping;
  /** How a file of rows is read, where it is no CSV in UTF-8. */
  readonly table?: Omit<TableOptions, 'progress'>;
  /** Hears of each batch before it is written. */
  readonly onWrite?: (batch: readonly FactRecord[]) => Promise<void>;
  /** What is dated after this instant is an error. Default: nothing is. */
  readonly latest?: Millis;
  /** Asked before each row, with how many were read: true ends the reading. */
  readonly enough?: (read: number) => boolean;
  /** In a dry run: hears what would become of each record. */
  readonly onChecked?: (batch: readonly FactRecord[], results: readonly RecordResult[]) => void;
  /** In a dry run: hears where each case stands after a record. */
  readonly onPlaced?: (record: CaseRecord) => void;
  /** Reads, maps and decides, and writes nothing. */
  readonly dryRun?: boolean;
  readonly batchSize?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** All errors as they are found; the report lists the first thousand. */
  readonly onErrors?: (errors: readonly ImportError[]) => void | Promise<void>;
  readonly signal?: AbortSignal;
  readonly stopwatch: () => number;
}

/** Some 150 bytes a fact to and fro: large enough that a commit is cheap for each, small enough to stop soon. */
const defaultBatchSize = 3000;

/**
 * Imports the records of a file as facts of a flow, each once, however often it is run. What happened before the source's first
 * import is history: no reminder, task or mail comes of it.
 *
 * @throws ThroughlineError where it cannot begin; what is wrong with single records is in the report
 */
export async function importFile(throughline: Throughline, request: ImportRequest): Promise<ImportReport> {
  await requireReadable(request.file);
  try {
    const report = await importReadable(throughline, request);
    if (request.dryRun !== true && report.events > 0) await analyseTables(throughline.pool);
    return report;
  } catch (error) {
    throw error instanceof ImportFailure ? unfit(error, request.mappingFile ?? request.file) : error;
  }
}

/** @throws ImportFailure where the mapping fits neither itself, nor the flow, nor the file */
async function importReadable(throughline: Throughline, request: ImportRequest): Promise<ImportReport> {
  const { engine } = throughline;
  const { dryRun = false, batchSize = defaultBatchSize, latest, enough, onProgress, onErrors, signal, stopwatch } = request;
  const mapping = await loadMapping(request);
  const { flow, deploy } = await flowFor(throughline, mapping, request);
  checkMapping(mapping, flow);
  if (!dryRun) await deploy();
  const liveFrom = await liveFromOf(throughline, mapping, dryRun);
  return importRecords({
    path: request.file,
    // Where history ends is settled at the first import: run again, the same facts must be the same.
    mapping: { ...mapping, liveFrom: new Date(liveFrom).toISOString() },
    flow,
    now: liveFrom,
    dryRun,
    batchSize,
    stopwatch,
    write: async (batch) => {
      await request.onWrite?.(batch);
      return engine.dispatch(batch.map(submissionOf));
    },
    ...(request.table === undefined ? {} : { table: request.table }),
    ...(dryRun ? { check: heard(dryRunCheck(throughline, flow, submissionOf, request.onPlaced), request.onChecked) } : {}),
    ...(latest === undefined ? {} : { latest }),
    ...(enough === undefined ? {} : { enough }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onErrors === undefined ? {} : { onErrors }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function heard(check: WriteBatch, hear: ImportRequest['onChecked']): WriteBatch {
  if (hear === undefined) return check;
  return async (batch) => {
    const results = await check(batch);
    hear(batch, results);
    return results;
  };
}

async function requireReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((cause: unknown) => {
    throw new ThroughlineError('file-unreadable', 'There is no such file, or it cannot be read', { place: file, cause });
  });
}

/** @throws ThroughlineError mapping-missing, file-unreadable, mapping-unfit */
export async function loadMapping({
  file,
  mappingFile,
  mapping,
}: Pick<ImportRequest, 'file' | 'mappingFile' | 'mapping'>): Promise<Mapping> {
  if (mapping !== undefined) return mapping;
  if (mappingFile === undefined) {
    throw new ThroughlineError('mapping-missing', 'Nothing says how the records become facts of a flow', {
      place: file,
      expected: '--mapping <file>',
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(await readFile(mappingFile, 'utf8'));
  } catch (cause) {
    const isSyntax = cause instanceof SyntaxError;
    const message = isSyntax ? `The mapping is no JSON: ${cause.message}` : 'The mapping cannot be read';
    throw new ThroughlineError(isSyntax ? 'mapping-unfit' : 'file-unreadable', message, { place: mappingFile, cause });
  }
  return readMapping(value);
}

interface FlowToImport {
  readonly flow: CompiledFlow;
  /** Makes it the one that runs: nothing is deployed for an import that then cannot begin. */
  readonly deploy: () => Promise<unknown>;
}

async function flowFor(
  throughline: Throughline,
  mapping: Mapping,
  { flowFile, flow: own }: ImportRequest,
): Promise<FlowToImport> {
  if (own !== undefined)
    return { flow: own, deploy: () => Promise.reject(new TypeError('A flow that is not deployed is for dry runs')) };
  if (flowFile === undefined) {
    const flow = await findFlow(throughline, mapping.flow, { deploys: false });
    return { flow, deploy: () => findFlow(throughline, mapping.flow) };
  }
  const { flow, definitions } = await flowOfFile(flowFile, mapping.flow);
  return { flow, deploy: () => deployDefinitions(throughline, definitions) };
}

/** The flow of a name that a file declares. @throws ThroughlineError flow-unknown, flow-has-errors, and what reading the file may */
export async function flowOfFile(flowFile: string, name: string) {
  const definitions = await loadDefinitions(flowFile);
  const declared = allFlows(definitions);
  const definition = declared.find((one) => one.name === name);
  if (definition === undefined) {
    const expected = declared.map((one) => one.name).join(', ');
    throw new ThroughlineError('flow-unknown', `${flowFile} declares no flow ${name}, which the mapping is for`, {
      place: flowFile,
      expected,
    });
  }
  refuseErrors(definitions);
  return { flow: compileFlow(definition), definitions };
}

async function liveFromOf({ engine, pool }: Throughline, mapping: Mapping, dryRun: boolean): Promise<Millis> {
  const declared = mapping.liveFrom === undefined ? Number.NaN : Date.parse(mapping.liveFrom);
  const liveFrom = Number.isNaN(declared) ? (await engine.clock()).now : declared;
  if (dryRun) return (await readLiveFrom(pool, mapping.source)) ?? liveFrom;
  return (await engine.source(mapping.source, { liveFrom })).liveFrom;
}

export function submissionOf({ identity, fact, dedupeKey }: FactRecord): Submission {
  const { flow, entity, key } = identity;
  return { case: { flow, entity, key }, input: fact, receipt: { source: fact.source.name, key: dedupeKey } };
}

/** What a mapping does not fit. */
export function unfit({ errors }: ImportFailure, place: string): ThroughlineError {
  const [first, ...others] = errors;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const where = [place, first?.field].filter((part) => part !== undefined && part !== '').join(' ');
  const said = `${first?.message ?? 'The mapping does not fit'}${first?.value === undefined ? '' : ` (${first.value})`}${more}`;
  return new ThroughlineError('mapping-unfit', said, {
    place: where,
    details: errors,
    ...(first === undefined ? {} : { expected: first.expected }),
  });
}
