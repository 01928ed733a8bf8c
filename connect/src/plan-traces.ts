import { isEmptyText } from './column-profile.ts';
import { dateReader } from './dates.ts';
import { ImportFailure, importError } from './errors.ts';
import { tableLimits } from './limits.ts';
import { eventColumns } from './plan-mapping.ts';
import type { PlannedColumn, TablePlan } from './table-plan.ts';
import { readTable, type TableOptions } from './table-reader.ts';
import { timeZoneOf } from './time-zone.ts';

/** What happened to a case, as the rows of a table say. */
export interface TableTrace {
  readonly case: string;
  readonly events: readonly {
    readonly activity: string;
    readonly at: number;
    readonly who?: string;
    readonly lifecycle?: string;
  }[];
}

const casesPerBatch = 1000;

/**
 * The cases of a table with their events. Rows that say no case or no activity are left out: `controlTotals` and the import say which. Rows of a case
 * may lie apart, so events are held, up to two million of them.
 *
 * @throws ImportFailure table-too-large; what concerns the whole file
 */
export async function* tracesOfTable(
  path: string,
  plan: TablePlan,
  options: TableOptions & { readonly timeZone?: string; readonly signal?: AbortSignal } = {},
): AsyncGenerator<readonly TableTrace[]> {
  const cases = new Map<string, TableTrace['events'][number][]>();
  const zone = timeZoneOf(options.timeZone ?? 'UTC');
  let held = 0;
  for await (const { columns, rows, errors, broken } of readTable(path, options)) {
    options.signal?.throwIfAborted();
    if (broken) throw new ImportFailure(errors);
    const at = (column: PlannedColumn | undefined) => (column === undefined ? -1 : columns.indexOf(column.name));
    const of = (kind: PlannedColumn['kind']) => plan.columns.find((column) => column.kind === kind);
    const caseAt = at(of('case'));
    const read = plan.shape === 'long' ? longReader(plan, columns, zone) : wideReader(plan, columns, zone);
    for (const { fields } of rows) {
      const name = fields[caseAt] ?? '';
      if (isEmptyText(name)) continue;
      const events = read(fields);
      if (events.length === 0) continue;
      held += events.length;
      if (held > tableLimits.sortedRows) throw new ImportFailure([importError('table-too-large', { line: 0 })]);
      const known = cases.get(name);
      if (known === undefined) cases.set(Buffer.from(name, 'utf8').toString('utf8'), [...events]);
      else known.push(...events);
    }
  }
  let batch: TableTrace[] = [];
  for (const [name, events] of cases) {
    batch.push({ case: name, events });
    if (batch.length < casesPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

type Reader = (fields: readonly string[]) => readonly TableTrace['events'][number][];
type Zone = ReturnType<typeof timeZoneOf>;

/** The same texts again and again: one copy of each. */
function interned(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const copy = Buffer.from(text, 'utf8').toString('utf8');
    known.set(copy, copy);
    return copy;
  };
}

function longReader(plan: TablePlan, columns: readonly string[], zone: Zone): Reader {
  const of = (kind: PlannedColumn['kind']) => plan.columns.find((column) => column.kind === kind);
  const time = of('time');
  const dates = dateReader(time?.format ?? 'ISO', zone);
  const [activityAt, timeAt, whoAt] = [of('activity')?.name, time?.name, of('person')?.name].map((name) =>
    name === undefined ? -1 : columns.indexOf(name),
  ) as [number, number, number];
  const lifecycleAt = columns.indexOf('lifecycle:transition');
  const copy = interned();
  return (fields) => {
    const activity = fields[activityAt] ?? '';
    if (isEmptyText(activity)) return [];
    const [who, lifecycle] = [fields[whoAt] ?? '', fields[lifecycleAt] ?? ''];
    const at = dates?.instant((fields[timeAt] ?? '').trim()) ?? Number.NaN;
    return [
      {
        activity: copy(activity),
        at,
        ...(who === '' ? {} : { who: copy(who) }),
        ...(lifecycle === '' ? {} : { lifecycle: copy(lifecycle) }),
      },
    ];
  };
}

/** A case begins by the first column of dates; what is dated before that comes right after it. */
function wideReader(plan: TablePlan, columns: readonly string[], zone: Zone): Reader {
  const readers = eventColumns(plan).map(({ name, format = 'ISO' }) => ({
    name,
    at: columns.indexOf(name),
    dates: dateReader(format, zone),
  }));
  return (fields) => {
    const found = readers.flatMap(({ name, at, dates }) => {
      const instant = dates?.instant((fields[at] ?? '').trim());
      return instant === undefined ? [] : [{ activity: name, at: instant }];
    });
    const [first, ...others] = found;
    if (first === undefined || first.activity !== readers[0]?.name) return [];
    return [first, ...others.map(({ activity, at }) => ({ activity, at: Math.max(at, first.at) })).sort((a, b) => a.at - b.at)];
  };
}
