import { existsSync } from 'node:fs';
import { type ImportError, readCsv, readXes, type XesTrace } from '@throughline/connect';
import {
  logActivities,
  type MinedEvent,
  type MinedSource,
  MiningLimitError,
  type MiningReport,
  mine,
} from '@throughline/insight';
import { ThroughlineError } from './errors.ts';
import { findFlow } from './flows.ts';
import type { Throughline } from './throughline.ts';

export interface MiningRequest {
  /** How many variants are listed. Default 20. */
  readonly top?: number;
  readonly signal?: AbortSignal;
}

export interface FileMining extends MiningRequest {
  readonly file: string;
  /** Of a CSV file: which columns name the case, the activity and its time (ISO 8601). */
  readonly columns?: { readonly case?: string; readonly activity?: string; readonly time?: string };
  readonly onProgress?: (progress: { readonly bytesRead: number; readonly bytesTotal: number }) => void;
}

/** Whether a text that may be a flow or a file is a file: it exists, or looks like nothing else. */
export function isLogFile(source: string): boolean {
  return existsSync(source) || /[/\\]|\.(xes|csv|tsv|gz)$/i.test(source);
}

/** Mines an event log in a file (XES or CSV, plain or packed by gzip). Needs no database. */
export function mineFile(request: FileMining): Promise<MiningReport> {
  const isXes = /\.xes(\.gz)?$/i.test(request.file);
  return mined(isXes ? xesEvents(request) : csvEvents(request), request);
}

/** Mines the log of a flow. `all`: the kernel's bookkeeping counts as activities too. */
export async function mineFlow(
  throughline: Throughline,
  request: MiningRequest & { readonly flow: string; readonly all?: boolean },
) {
  const flow = await findFlow(throughline, request.flow);
  const { all = false } = request;
  return mined(stoppable(logActivities(throughline.reader, { flow: flow.name, all }), request.signal), request);
}

async function mined(source: MinedSource, { top }: MiningRequest): Promise<MiningReport> {
  try {
    return await mine(source, top === undefined ? {} : { top });
  } catch (cause) {
    if (!(cause instanceof MiningLimitError)) throw cause;
    throw new ThroughlineError('log-too-large', cause.message, { cause });
  }
}

async function* stoppable<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  for await (const item of source) {
    signal?.throwIfAborted();
    yield item;
  }
}

async function* xesEvents({ file, signal, onProgress }: FileMining): AsyncGenerator<readonly MinedEvent[]> {
  const progress = { bytesRead: 0, bytesTotal: 0 };
  let traces = 0;
  for await (const batch of readXes(file, progress)) {
    signal?.throwIfAborted();
    refuse(file, batch.errors);
    // Two traces may have one name: each is a case of its own all the same.
    yield batch.traces.flatMap((trace) => traceEvents(file, trace, String(traces++)));
    onProgress?.(progress);
  }
}

function traceEvents(file: string, { events }: XesTrace, caseId: string): readonly MinedEvent[] {
  return events.map(({ line, attributes }) => {
    const activity = attributes.get('concept:name');
    if (activity === undefined) {
      throw new ThroughlineError('log-unreadable', 'An event without concept:name', {
        place: `${file}:${line}`,
        expected: 'the name of its activity',
      });
    }
    return { caseId, activity, at: Date.parse(attributes.get('time:timestamp') ?? '') };
  });
}

/** Rows of a case may lie apart in a CSV file: the file is read whole and put in order. */
async function* csvEvents({ file, columns = {}, signal, onProgress }: FileMining): AsyncGenerator<readonly MinedEvent[]> {
  const progress = { bytesRead: 0, bytesTotal: 0 };
  const cases = new Map<string, MinedEvent[]>();
  for await (const batch of readCsv(file, { progress })) {
    signal?.throwIfAborted();
    refuse(file, batch.errors);
    const [caseAt, activityAt, timeAt] = columnIndexes(file, batch.columns, columns);
    for (const { line, fields } of batch.rows) {
      const caseId = fields[caseAt] ?? '';
      const activity = fields[activityAt] ?? '';
      if (caseId === '' || activity === '') {
        throw new ThroughlineError('log-unreadable', 'A row without case or activity', {
          place: `${file}:${line}`,
          expected: 'a value',
        });
      }
      const event = { caseId, activity, at: timeAt < 0 ? Number.NaN : timeOf(fields[timeAt] ?? '') };
      const known = cases.get(caseId);
      if (known === undefined) cases.set(caseId, [event]);
      else known.push(event);
    }
    onProgress?.(progress);
  }
  for (const events of cases.values())
    yield events.every(({ at }) => !Number.isNaN(at)) ? events.sort((a, b) => a.at - b.at) : events;
}

const usualColumns = {
  case: ['case', 'case_id', 'caseid', 'case:concept:name', 'case id'],
  activity: ['activity', 'event', 'concept:name', 'activity_id'],
  time: ['time', 'timestamp', 'time:timestamp', 'completetime', 'complete timestamp'],
} as const;

function columnIndexes(file: string, header: readonly string[], asked: NonNullable<FileMining['columns']>) {
  const find = (role: 'case' | 'activity' | 'time'): number => {
    const name = asked[role];
    if (name !== undefined) return header.indexOf(name);
    return header.findIndex((column) => (usualColumns[role] as readonly string[]).includes(column.trim().toLowerCase()));
  };
  const [caseAt, activityAt, timeAt] = [find('case'), find('activity'), find('time')];
  if (caseAt < 0 || activityAt < 0 || (asked.time !== undefined && timeAt < 0)) {
    const expected = `columns of the file: ${header.slice(0, 30).join(', ')}`;
    throw new ThroughlineError('columns-missing', 'It is not clear which columns hold the case and the activity', {
      place: file,
      expected,
    });
  }
  return [caseAt, activityAt, timeAt] as const;
}

/** ISO 8601, or a date and time with a blank between; without an offset it is taken as UTC. */
function timeOf(text: string): number {
  const iso = text.trim().replaceAll('/', '-').replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d/.test(iso)) return Number.NaN;
  return Date.parse(iso.includes('T') && !/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? `${iso}Z` : iso);
}

function refuse(file: string, [first]: readonly ImportError[]): void {
  if (first === undefined) return;
  const where = first.line > 0 ? `${file}:${first.line}` : file;
  const code = first.code === 'file-unreadable' ? 'file-unreadable' : 'log-unreadable';
  throw new ThroughlineError(code, first.message, { place: where, expected: first.expected });
}
