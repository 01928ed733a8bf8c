import { readXes, type XesTrace } from '@throughline/connect';
import {
  type Draft,
  type DraftLog,
  type DraftOptions,
  DraftRequestError,
  type DraftTrace,
  draftFlow,
  gatherLog,
  type TraceSource,
  tracesOf,
} from '@throughline/insight';
import { newestFlow } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import { type FileMining, type FileReport, isXesFile, openLogFile, refuseUnread, traceEvents } from '../mine-log.ts';
import type { Throughline } from '../throughline.ts';

export interface FileDrafting extends Omit<FileMining, 'top'> {
  readonly draft?: DraftOptions;
}

/** A draft, with what the log was that it was made of. */
export interface DraftReport extends Draft {
  readonly log: Pick<DraftLog, 'cases' | 'events' | 'drawn' | 'reordered' | 'begun'> & {
    readonly activities: number;
    readonly ways: number;
  };
  /** Of an object-centric log: of which type of object it is, and which there are. */
  readonly type: string | null;
  readonly types: FileReport['types'];
}

/**
 * Drafts a flow from a log in a file of any kind that is mined. Nothing is written, and no database is needed.
 *
 * @throws ThroughlineError file-unreadable, log-unreadable, columns-missing, type-unknown, log-undraftable
 */
export async function draftFile(request: FileDrafting): Promise<DraftReport> {
  if (isXesFile(request.file)) return draftOf(xesTraces(request), request, request.file);
  const { log, type, types } = await openLogFile(request);
  try {
    const traces = tracesOf(log, { flow: type ?? 'log' }, { actors: true, ...signalOf(request) });
    const source = request.columns?.role === undefined ? traces : asRoles(traces);
    return { ...(await draftOf(source, request, request.file)), type, types };
  } finally {
    await log.close();
  }
}

/** What the log says of who acted are roles. */
async function* asRoles(traces: AsyncIterable<readonly DraftTrace[]>): AsyncGenerator<readonly DraftTrace[]> {
  for await (const batch of traces)
    yield batch.map(({ events, ...trace }) => ({
      ...trace,
      events: events.map(({ who, ...event }) => ({ ...event, role: who })),
    }));
}

/** The same of the log of a flow that runs here: what it would look like if it were declared as it is lived. */
export async function draftOfFlow(
  throughline: Throughline,
  request: { readonly flow: string; readonly draft?: DraftOptions; readonly signal?: AbortSignal },
): Promise<DraftReport> {
  const { name, calendar } = await newestFlow(throughline, request.flow);
  const traces = tracesOf(throughline.reader, { flow: name, timeZone: calendar.timeZone }, signalOf(request));
  return draftOf(traces, { ...request, draft: { name, timeZone: calendar.timeZone, ...request.draft } }, name);
}

function signalOf({ signal }: { readonly signal?: AbortSignal }) {
  return signal === undefined ? {} : { signal };
}

async function draftOf(traces: TraceSource, request: Omit<FileDrafting, 'file'>, place: string): Promise<DraftReport> {
  const log = await gatherLog(traces, signalOf(request));
  const { cases, events, drawn, reordered, begun, activities, ways } = log;
  try {
    return {
      ...draftFlow(log, request.draft),
      log: { ...{ cases, events, drawn, reordered, begun }, activities: activities.length, ways: ways.length },
      type: null,
      types: [],
    };
  } catch (cause) {
    if (!(cause instanceof DraftRequestError)) throw cause;
    throw new ThroughlineError('log-undraftable', cause.message, { place, expected: cause.expected, cause });
  }
}

async function* xesTraces({ file, signal, onProgress }: FileDrafting): AsyncGenerator<readonly DraftTrace[]> {
  const progress = { bytesRead: 0, bytesTotal: 0 };
  let traces = 0;
  for await (const batch of readXes(file, progress)) {
    signal?.throwIfAborted();
    refuseUnread(file, batch.errors);
    yield batch.traces.map((trace) => xesTrace(file, trace, String(traces++)));
    onProgress?.(progress);
  }
}

function xesTrace(file: string, trace: XesTrace, number: string): DraftTrace {
  const events = traceEvents(file, trace, number).map(({ activity, at, actor }, index) => {
    const attributes = trace.events[index]?.attributes;
    const role = attributes?.get('org:role') ?? attributes?.get('org:group');
    return { activity, at, who: actor, role, lifecycle: attributes?.get('lifecycle:transition') };
  });
  return { case: trace.attributes.get('concept:name') ?? number, events };
}
