import { checkMapping, type FactRecord, ImportFailure, importFile, type RecordResult } from '@throughline/connect';
import { type LoadedEvent, type MiningReport, mine, openFileLog } from '@throughline/insight';
import { type CaseRecord, type CompiledFlow, decide } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { flowOfFile, loadMapping, unfit } from '../import-file.ts';
import { seesAll } from '../visible/visible.ts';
import { amountOf } from './selection.ts';

export interface ReplayRequest {
  readonly file: string;
  /** TypeScript, JSON or YAML that declares the flow. */
  readonly flowFile: string;
  readonly mappingFile: string;
  readonly top?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly bytesRead: number; readonly bytesTotal: number }) => void;
}

/** What a log did beside a flow that it never ran on. */
export interface ReplayReport extends MiningReport {
  readonly flow: string;
  /** Records that could not be read, or that the flow refused: they are in no count. */
  readonly rejected: number;
}

/**
 * Holds a log against a flow: every event is decided as a fact, so that what deviates is what the engine would have recorded as a deviation.
 * Nothing is written, and nothing fires. The cases are held in memory, at most 32 KB each.
 *
 * @throws ThroughlineError file-unreadable, mapping-missing, mapping-unfit, flow-unknown, flow-has-errors, log-unreadable
 */
export async function replayFile(request: ReplayRequest): Promise<ReplayReport> {
  const mapping = await loadMapping(request);
  const { flow } = await flowOfFile(request.flowFile, mapping.flow);
  let rejected = 0;
  const log = await openFileLog(async (add) => {
    try {
      checkMapping(mapping, flow);
      rejected = await decided(request, mapping, flow, add);
    } catch (error) {
      throw error instanceof ImportFailure ? unfit(error, request.mappingFile) : error;
    }
  });
  try {
    const { top, signal } = request;
    const options = {
      ...(top === undefined ? {} : { top }),
      ...(signal === undefined ? {} : { signal }),
      ...amountOf(flow, seesAll),
    };
    return { ...(await mine(log, { flow: flow.name }, options)), flow: flow.name, rejected };
  } finally {
    await log.close();
  }
}

async function decided(
  { file, signal, onProgress }: ReplayRequest,
  mapping: Awaited<ReturnType<typeof loadMapping>>,
  flow: CompiledFlow,
  add: (events: readonly LoadedEvent[]) => void,
): Promise<number> {
  const cases = new Map<string, CaseRecord>();
  // All of it is history: no deadline fires, whenever that is.
  const now = Date.now();
  let refused = 0;
  const decideOne = (record: FactRecord): RecordResult => {
    const { identity, fact } = record;
    const id = `${identity.entity}/${identity.key}`;
    const before = cases.get(id);
    const decision = decide(flow, before ?? { ...identity, id }, fact, { now });
    if (decision.kind === 'refused') refused += 1;
    if (decision.kind === 'refused' || decision.kind === 'ignored')
      return { outcome: decision.kind === 'refused' ? 'refused' : 'duplicate' };
    cases.set(id, decision.next);
    const { data } = decision.event.patch;
    add([
      {
        ...{ caseId: id, flow: flow.name, activity: fact.type, at: fact.occurredAt },
        ...{ stateFrom: decision.event.from, stateTo: decision.next.state, deviation: decision.kind === 'deviated' },
        ...(data === undefined ? {} : { data: data as Readonly<Record<string, unknown>> }),
      },
    ]);
    return { outcome: decision.kind };
  };
  const report = await importFile({
    path: file,
    mapping,
    flow,
    now,
    dryRun: true,
    write: () => Promise.reject(new Error('a dry run writes nothing')),
    check: (batch) => Promise.resolve(batch.map(decideOne)),
    stopwatch: () => 0,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const [fault] = report.errors;
  if (!report.complete && fault !== undefined)
    throw new ThroughlineError('log-unreadable', fault.message, { place: `${file}:${fault.line}`, expected: fault.expected });
  return report.rejected + refused;
}
