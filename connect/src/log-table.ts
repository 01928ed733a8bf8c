import type { FileProgress } from './bytes.ts';
import type { CsvBatch } from './csv-reader.ts';
import type { CsvRow } from './csv-splitter.ts';
import { ImportFailure, importError } from './errors.ts';
import { tableLimits } from './limits.ts';
import { type OcelEvent, ocelAttributes, readOcel } from './ocel.ts';
import type { XesTrace } from './xes-parser.ts';
import { readXes } from './xes-reader.ts';

/*
 * Logs as tables: one row an event. What is said of the case stands in the row of its first event alone, for so it stands in the file: once.
 * XES is read twice, since the names of its attributes are only known at its end.
 */

/** The names that columns of logs have, as process mining tools call them. */
export const logColumnNames = {
  case: 'case:concept:name',
  activity: 'concept:name',
  time: 'time:timestamp',
  ordinal: 'event:number',
} as const;

export async function* readXesTable(path: string, progress?: FileProgress): AsyncGenerator<CsvBatch> {
  const { case: caseName, ordinal } = logColumnNames;
  const [ofTrace, ofEvent] = [new Set<string>(), new Set<string>()];
  for await (const { traces, errors, broken } of readXes(path)) {
    if (broken && ofEvent.size === 0) return yield { columns: [], delimiter: '', rows: [], errors, broken };
    for (const { attributes, events } of traces) {
      for (const name of attributes.keys()) ofTrace.add(name);
      for (const event of events) for (const name of event.attributes.keys()) ofEvent.add(name);
    }
  }
  ofTrace.delete('concept:name');
  const columns = [caseName, ...ofEvent, ...[...ofTrace].map((name) => `case:${name}`), ordinal];
  if (columns.length > tableLimits.columns)
    return yield {
      columns: [],
      delimiter: '',
      rows: [],
      errors: [importError('too-many-columns', { line: 1, value: String(columns.length) })],
      broken: true,
    };
  let last = 0;
  const rowsOf = (trace: XesTrace, lossy: boolean): CsvRow[] =>
    trace.events.map(({ line: stands, ordinal: number, attributes }, index) => {
      // Where several stand on one line, each still has a number of its own.
      const line = Math.max(stands, last + 1);
      last = line;
      const fields = [
        trace.attributes.get('concept:name') ?? '',
        ...[...ofEvent].map((name) => attributes.get(name) ?? ''),
        ...[...ofTrace].map((name) => (index === 0 ? (trace.attributes.get(name) ?? '') : '')),
        String(number),
      ];
      return { line, fields, lossy: lossy && fields.some((field) => field.includes('\uFFFD')) };
    });
  for await (const { traces, errors, broken, lossy } of readXes(path, progress))
    yield { columns, delimiter: '', rows: traces.flatMap((trace) => rowsOf(trace, lossy)), errors, broken };
}

export interface ObjectType {
  readonly type: string;
  readonly objects: number;
  readonly events: number;
}

/** The types of objects of an object-centric log, those with the most events first. @throws ImportFailure */
export async function objectTypes(path: string): Promise<readonly ObjectType[]> {
  const found = new Map<string, { objects: Set<string>; events: number }>();
  for await (const batch of readOcel(path)) {
    for (const { id, type } of batch.flatMap(({ objects }) => objects)) {
      const known = found.get(type) ?? { objects: new Set<string>(), events: 0 };
      known.objects.add(id);
      known.events += 1;
      found.set(type, known);
    }
  }
  return [...found]
    .map(([type, { objects, events }]) => ({ type, objects: objects.size, events }))
    .toSorted((a, b) => b.events - a.events || (a.type < b.type ? -1 : 1));
}

/** The events of the objects of one type: a row for each object that an event is about. The line is the number of the event. */
export async function* readOcelTable(path: string, asked: string | undefined, progress?: FileProgress): AsyncGenerator<CsvBatch> {
  try {
    const types = await objectTypes(path);
    const type = asked ?? likeliestType(types);
    if (type === undefined || !types.some((one) => one.type === type))
      throw new ImportFailure([
        importError('sheet-unknown', {
          line: 0,
          field: asked ?? '',
          expected: `one of: ${types.map((one) => one.type).join(', ')}`,
        }),
      ]);
    const attributes = await ocelAttributes(path, type);
    const names = [...new Set(attributes.values().flatMap((values) => values.keys()))];
    const { case: caseName, activity, time, ordinal } = logColumnNames;
    const columns = [caseName, activity, time, ...names.map((name) => `case:${name}`), ordinal];
    const ordinals = new Map<string, number>();
    // Of an event that is about several objects each is a row: so the line is the number of the row.
    let line = 0;
    const rowsOf = ({ activity: name, at, objects }: OcelEvent): CsvRow[] => {
      return objects.flatMap(({ id, type: of }) => {
        if (of !== type) return [];
        line += 1;
        const number = (ordinals.get(id) ?? 0) + 1;
        ordinals.set(id, number);
        const own = names.map((each) => (number === 1 ? (attributes.get(id)?.get(each) ?? '') : ''));
        return [
          { line, fields: [id, name, Number.isNaN(at) ? '' : new Date(at).toISOString(), ...own, String(number)], lossy: false },
        ];
      });
    };
    for await (const batch of readOcel(path, progress))
      yield { columns, delimiter: '', rows: batch.flatMap(rowsOf), errors: [], broken: false };
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    yield { columns: [], delimiter: '', rows: [], errors: error.errors, broken: true };
  }
}

/**
 * Of which type cases are at first: of those with at least two events each on the average, the one with the most objects; failing that, the one
 * with the most events.
 */
function likeliestType(types: readonly ObjectType[]): string | undefined {
  const lives = types.filter(({ objects, events }) => events >= 2 * objects && events <= 50 * objects);
  return (lives.toSorted((a, b) => b.objects - a.objects)[0] ?? types[0])?.type;
}
