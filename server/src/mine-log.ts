import { existsSync } from 'node:fs';
import { type ImportError, ImportFailure, readCsv, readOcel, readXes, type XesTrace } from '@throughline/connect';
import { type FileLog, type Freshness, type LoadedEvent, type MiningReport, mine, openFileLog } from '@throughline/insight';
import { newestFlow } from './cases/flow-book.ts';
import { ThroughlineError } from './errors.ts';
import { amountOf } from './mining/selection.ts';
import type { Throughline } from './throughline.ts';
import { seesAll } from './visible/visible.ts';

export interface MiningRequest {
  /** How many variants are listed. Default 20. */
  readonly top?: number;
  readonly signal?: AbortSignal;
}

export interface FileMining extends MiningRequest {
  readonly file: string;
  /** Of an object-centric log: of which type of object. Default: the one with the most events. */
  readonly type?: string;
  /**
   * Of a CSV file: which columns name the case, the activity, its time (ISO 8601), and who did it or as what. `dates` instead of activity and
   * time: a row is a case, and what happened are columns with the time of it, or nothing.
   */
  readonly columns?: {
    readonly case?: string;
    readonly activity?: string;
    readonly time?: string;
    readonly who?: string;
    readonly role?: string;
    readonly dates?: readonly string[];
  };
  readonly onProgress?: (progress: { readonly bytesRead: number; readonly bytesTotal: number }) => void;
}

/** Whether a text that may be a flow or a file is a file: it exists, or looks like nothing else. */
export function isLogFile(source: string): boolean {
  return existsSync(source) || /[/\\]|\.(xes|csv|tsv|gz|json|jsonocel|sqlite|db)$/i.test(source);
}

/** What was mined of a file; of an object-centric one, the objects of one type. */
export interface FileReport extends MiningReport {
  /** The type of object that it is of; `null`: the log has cases. */
  readonly type: string | null;
  /** All types that it has. */
  readonly types: readonly { readonly type: string; readonly cases: number; readonly events: number }[];
}

/**
 * Mines an event log in a file: XES or CSV, plain or packed by gzip, or an object-centric one (OCEL 2 as JSON or SQLite, OCEL 1 as JSON), of
 * which each type of object is a log of its own. Needs no database.
 *
 * @throws ThroughlineError file-unreadable, log-unreadable, columns-missing, type-unknown
 */
export async function mineFile(request: FileMining): Promise<FileReport> {
  const { log, type, types } = await openLogFile(request);
  try {
    const options = { ...topOf(request), handoversBy: 'actor' as const, ...(request.signal ? { signal: request.signal } : {}) };
    return { ...(await mine(log, { flow: type ?? 'log' }, options)), type, types };
  } finally {
    await log.close();
  }
}

/** A file as a log, of an object-centric one with the type of object that is asked for. Whoever opens it closes it. */
export async function openLogFile(request: FileMining): Promise<{ readonly log: FileLog } & Pick<FileReport, 'type' | 'types'>> {
  const isOcel = isObjectCentric(request.file);
  const log = isOcel ? await openOcel(request) : await openCases(request);
  try {
    const flows = isOcel ? await log.flows() : [];
    const types = flows.map(({ flow, cases, events }) => ({ type: flow, cases, events }));
    return { log, types, type: isOcel ? chosenType(request, types) : null };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function isObjectCentric(file: string): boolean {
  return /\.(json|jsonocel|sqlite|db)(\.gz)?$/i.test(file);
}

export function isXesFile(file: string): boolean {
  return /\.xes(\.gz)?$/i.test(file);
}

function openCases(request: FileMining): Promise<FileLog> {
  return isXesFile(request.file) ? openFileLog(xesEvents(request)) : openFileLog(csvEvents(request), { sorted: true });
}

function openOcel(request: FileMining): Promise<FileLog> {
  return openFileLog(ocelEvents(request), { sorted: true });
}

function chosenType({ file, type }: FileMining, types: FileReport['types']): string | null {
  const found = type === undefined ? types[0] : types.find((one) => one.type === type);
  if (found !== undefined || type === undefined) return found?.type ?? null;
  const expected = types.map((one) => one.type).join(', ');
  throw new ThroughlineError('type-unknown', `The log has no objects of type ${type}`, { place: file, expected });
}

/** Mines the log of a flow. `all`: the kernel's bookkeeping counts as activities too. */
export async function mineFlow(
  throughline: Throughline,
  request: MiningRequest & { readonly flow: string; readonly all?: boolean },
): Promise<MiningReport & { readonly asOf: Freshness }> {
  const flow = await newestFlow(throughline, request.flow);
  const { all = false, signal } = request;
  const asOf = await throughline.reader.freshness();
  const options = { ...topOf(request), handoversBy: 'actor' as const, ...amountOf(flow, seesAll), ...(signal ? { signal } : {}) };
  return { ...(await mine(throughline.reader, { flow: flow.name, all, timeZone: flow.calendar.timeZone }, options)), asOf };
}

function topOf({ top }: MiningRequest): { readonly top?: number } {
  return top === undefined ? {} : { top };
}

async function* ocelEvents({ file, signal, onProgress }: FileMining): AsyncGenerator<readonly LoadedEvent[]> {
  const progress = { bytesRead: 0, bytesTotal: 0 };
  try {
    for await (const batch of readOcel(file, progress)) {
      signal?.throwIfAborted();
      yield batch.flatMap(({ activity, at, objects }) =>
        objects.map(({ id, type }) => ({ flow: type, caseId: id, activity, at })),
      );
      onProgress?.(progress);
    }
  } catch (cause) {
    if (cause instanceof ImportFailure) refuseUnread(file, cause.errors);
    throw cause;
  }
}

async function* xesEvents({ file, signal, onProgress }: FileMining): AsyncGenerator<readonly LoadedEvent[]> {
  const progress = { bytesRead: 0, bytesTotal: 0 };
  let traces = 0;
  for await (const batch of readXes(file, progress)) {
    signal?.throwIfAborted();
    refuseUnread(file, batch.errors);
    // Two traces may have one name: each is a case of its own all the same.
    yield batch.traces.flatMap((trace) => traceEvents(file, trace, String(traces++)));
    onProgress?.(progress);
  }
}

export function traceEvents(file: string, { events }: XesTrace, caseId: string): readonly LoadedEvent[] {
  return events.map(({ line, attributes }) => {
    const activity = attributes.get('concept:name');
    if (activity === undefined) {
      throw new ThroughlineError('log-unreadable', 'An event without concept:name', {
        place: `${file}:${line}`,
        expected: 'the name of its activity',
      });
    }
    return { caseId, activity, at: Date.parse(attributes.get('time:timestamp') ?? ''), actor: attributes.get('org:resource') };
  });
}

/** Rows of a case may lie apart in a CSV file. */
async function* csvEvents({ file, columns = {}, signal, onProgress }: FileMining): AsyncGenerator<readonly LoadedEvent[]> {
  const progress = { bytesRead: 0, bytesTotal: 0 };
  for await (const batch of readCsv(file, { progress })) {
    signal?.throwIfAborted();
    refuseUnread(file, batch.errors);
    const eventsOf = rowReader(file, batch.columns, columns);
    yield batch.rows.flatMap(({ line, fields }) => {
      const events = eventsOf(fields, line);
      if (events.some(({ caseId, activity }) => caseId === '' || activity === '')) {
        throw new ThroughlineError('log-unreadable', 'A row without case or activity', {
          place: `${file}:${line}`,
          expected: 'a value',
        });
      }
      return events;
    });
    onProgress?.(progress);
  }
}

type Columns = NonNullable<FileMining['columns']>;

/** What a row says has happened: one event, or of a wide table one for each column with a time, the earliest first. */
function rowReader(
  file: string,
  header: readonly string[],
  columns: Columns,
): (fields: readonly string[], line: number) => readonly LoadedEvent[] {
  if (columns.dates !== undefined) return wideReader(file, header, columns, columns.dates);
  const [caseAt, activityAt, timeAt] = columnIndexes(file, header, columns);
  const who = columns.role ?? columns.who;
  const whoAt = who === undefined ? -1 : namedColumn(file, header, who);
  return (fields) => [
    {
      caseId: fields[caseAt] ?? '',
      activity: fields[activityAt] ?? '',
      at: timeAt < 0 ? Number.NaN : timeOf(fields[timeAt] ?? ''),
      actor: fields[whoAt] === '' ? undefined : fields[whoAt],
    },
  ];
}

function wideReader(file: string, header: readonly string[], columns: Columns, dates: readonly string[]) {
  const caseAt = namedColumn(file, header, columns.case ?? header[0] ?? '');
  const places = dates.map((name) => [name, namedColumn(file, header, name)] as const);
  return (fields: readonly string[], line: number) =>
    places
      .flatMap(([activity, place]) => {
        const said = fields[place]?.trim() ?? '';
        if (said === '') return [];
        const at = timeOf(said);
        if (Number.isNaN(at))
          throw new ThroughlineError('log-unreadable', `${activity} is no time`, {
            place: `${file}:${line}`,
            expected: 'a day or an instant of ISO 8601, such as 2026-03-02',
          });
        return [{ caseId: fields[caseAt] ?? '', activity, at }];
      })
      .sort((a, b) => a.at - b.at);
}

function namedColumn(file: string, header: readonly string[], name: string): number {
  const found = header.indexOf(name);
  return found >= 0 ? found : columnsMissing(file, header, `There is no column ${JSON.stringify(name)}`);
}

function columnsMissing(file: string, header: readonly string[], message: string): never {
  throw new ThroughlineError('columns-missing', message, {
    place: file,
    expected: `columns of the file: ${header.slice(0, 30).join(', ')}`,
  });
}

const usualColumns = {
  case: ['case', 'case_id', 'caseid', 'case:concept:name', 'case id'],
  activity: ['activity', 'event', 'concept:name', 'activity_id'],
  time: ['time', 'timestamp', 'time:timestamp', 'completetime', 'complete timestamp'],
} as const;

function columnIndexes(file: string, header: readonly string[], asked: Columns) {
  const find = (role: 'case' | 'activity' | 'time'): number => {
    const name = asked[role];
    if (name !== undefined) return header.indexOf(name);
    return header.findIndex((column) => (usualColumns[role] as readonly string[]).includes(column.trim().toLowerCase()));
  };
  const [caseAt, activityAt, timeAt] = [find('case'), find('activity'), find('time')];
  if (caseAt < 0 || activityAt < 0 || (asked.time !== undefined && timeAt < 0))
    columnsMissing(file, header, 'It is not clear which columns hold the case and the activity');
  return [caseAt, activityAt, timeAt] as const;
}

/** ISO 8601, or a date and time with a blank between; without an offset it is taken as UTC. */
function timeOf(text: string): number {
  const iso = text.trim().replaceAll('/', '-').replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d/.test(iso)) return Number.NaN;
  return Date.parse(iso.includes('T') && !/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? `${iso}Z` : iso);
}

export function refuseUnread(file: string, [first]: readonly ImportError[]): void {
  if (first === undefined) return;
  const where = first.line > 0 ? `${file}:${first.line}` : file;
  const code = first.code === 'file-unreadable' ? 'file-unreadable' : 'log-unreadable';
  throw new ThroughlineError(code, first.message, { place: where, expected: first.expected });
}
