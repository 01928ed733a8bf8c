import { exceptionTitle, type PackSamples, type SampleField, stateTitle } from '@throughline/language';
import { knownPredicate } from '../reader/known-at.ts';
import type { DataRow, Dataset } from './dataset.ts';
import { type Desk, Statement } from './log-sql.ts';
import { matches } from './matches.ts';
import type { PatternResult } from './pattern-step.ts';
import { randomFrom } from './statistics.ts';

export type Why = 'typical' | 'largest' | 'longest' | 'control';
type CellKind = 'text' | 'money' | 'number' | 'day';

export interface SampleResult {
  readonly seed: number;
  readonly fields: readonly { readonly name: string; readonly title: string; readonly kind: CellKind }[];
  readonly cases: readonly {
    readonly caseId: string;
    readonly key: string;
    readonly why: Why;
    /** Of its amounts. */
    readonly currency: string | null;
    readonly cells: readonly { readonly value: string | number | null; readonly marked: boolean }[];
  }[];
  readonly note: string | null;
}

/** Of so many candidates, drawn at random, the typical ones are chosen. */
const candidatesMax = 400;

interface Chosen {
  readonly row: DataRow;
  readonly why: Why;
}

/**
 * Step 3: real cases side by side. Typical ones are the medoids of thirds by size (the case that the others of its third lie nearest to, by
 * the share of attributes in which they differ), extreme ones the largest and the longest; controls are not affected, and like a typical one in
 * entity, the fields that the pack names, and size.
 */
export async function samplesOf(desk: Desk, dataset: Dataset, pattern: PatternResult, seed: number): Promise<SampleResult> {
  const hints = desk.context.samples?.find(({ flow }) => flow === dataset.effect.flow) ?? defaultHints(dataset);
  const sizes = await sizesOf(desk, dataset, hints.size);
  const chosen = choose(dataset, pattern, hints, sizes, seed);
  const told = await histories(desk, chosen);
  const fields = hints.fields.map((field, index) => ({
    name: `f${index}`,
    title: field.title,
    kind: kindOf(desk, dataset, field),
  }));
  const rows = chosen.map(({ row, why }) => ({
    row,
    why,
    values: hints.fields.map((field) => cellOf(desk, dataset, told, row, field)),
  }));
  const marks = hints.fields.map((_, index) => markOf(rows, index));
  return {
    seed,
    fields,
    cases: rows.map(({ row, why, values }) => ({
      caseId: row.id,
      key: row.key,
      why,
      currency: currencyOf(told.get(row.id) ?? []),
      cells: values.map((value, index) => ({
        value,
        marked: why !== 'control' && marks[index] !== undefined && marks[index] === value,
      })),
    })),
    note: noteOf(rows, fields, marks),
  };
}

function defaultHints({ effect, fields }: Dataset): PackSamples {
  const shown = fields.filter(({ origin, values }) => !origin && values).slice(0, 6);
  return {
    flow: effect.flow,
    fields: [
      ...shown.map(({ title, field }) => ({ title, field })),
      { title: 'Status', show: 'state' },
      { title: 'Exceptions', show: 'exceptions' },
    ],
  };
}

async function sizesOf(desk: Desk, { rows, effect }: Dataset, field: string | undefined): Promise<ReadonlyMap<string, number>> {
  if (field === undefined || rows.length === 0) return new Map();
  const statement = new Statement(desk);
  const name = statement.params.add(field, 'text');
  const found = await statement.rows<{ id: string; size: string | null }>(
    `select case_id::text as id, (array_agg((patch -> 'data' ->> ${name}) order by seq) filter (where ((patch -> 'data') -> ${name}) is not null))[1] as size
from throughline.event_log where ${statement.events(effect.flow)} group by case_id`,
  );
  return new Map(found.flatMap(({ id, size }) => (size === null ? [] : [[id, Number(size)] as const])));
}

function choose(
  { rows }: Dataset,
  pattern: PatternResult,
  hints: PackSamples,
  sizes: ReadonlyMap<string, number>,
  seed: number,
): readonly Chosen[] {
  const random = randomFrom(seed);
  const top = pattern.rows.find(({ verdict, conditions }) => verdict === 'kept' && conditions.length > 0);
  const inPattern = (row: DataRow) => top === undefined || top.conditions.every((condition) => matches(row, condition));
  const after = rows.filter(({ period }) => period === 1);
  const affected = after.filter((row) => row.affected && inPattern(row));
  const pool = shuffled(affected.length > 0 ? affected : after.filter((row) => row.affected), random).slice(0, candidatesMax);
  const size = (row: DataRow) => sizes.get(row.id) ?? 0;
  const bySize = pool.toSorted((a, b) => size(a) - size(b) || (a.id < b.id ? -1 : 1));
  const third = Math.ceil(bySize.length / 3);
  const typical = [0, 1, 2].flatMap((part) => medoid(bySize.slice(part * third, (part + 1) * third)));
  const taken = new Set(typical.map(({ id }) => id));
  const largest = bySize.filter(({ id }) => !taken.has(id)).at(-1);
  if (largest !== undefined) taken.add(largest.id);
  const longest = pool.filter(({ id }) => !taken.has(id)).toSorted((a, b) => b.at - b.bornAt - (a.at - a.bornAt))[0];
  const controls: DataRow[] = [];
  const others = after.filter((row) => !row.affected);
  for (const like of typical) {
    const names = ['entity', ...(hints.match ?? [])];
    const found = others
      .filter((row) => !controls.includes(row))
      .map((row) => ({ row, apart: names.filter((name) => row.values[name] !== like.values[name]).length }))
      .toSorted((a, b) => a.apart - b.apart || Math.abs(size(a.row) - size(like)) - Math.abs(size(b.row) - size(like)))[0];
    if (found !== undefined) controls.push(found.row);
  }
  return [
    ...typical.map((row): Chosen => ({ row, why: 'typical' })),
    ...(largest === undefined ? [] : [{ row: largest, why: 'largest' } as const]),
    ...(longest === undefined ? [] : [{ row: longest, why: 'longest' } as const]),
    ...controls.map((row): Chosen => ({ row, why: 'control' })),
  ];
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const copy = [...items];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
  }
  return copy;
}

function medoid(rows: readonly DataRow[]): readonly DataRow[] {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const distance = (a: DataRow, b: DataRow) => names.filter((name) => a.values[name] !== b.values[name]).length;
  const sums = rows.map((row) => rows.reduce((sum, other) => sum + distance(row, other), 0));
  const best = sums.indexOf(Math.min(...sums));
  return rows.slice(best, best + 1);
}

interface Told {
  readonly seq: number;
  readonly type: string;
  readonly state: string;
  readonly version: number;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of the chosen cases and of those that they came of. */
async function histories(desk: Desk, chosen: readonly Chosen[]): Promise<ReadonlyMap<string, readonly Told[]>> {
  const ids = [...new Set(chosen.flatMap(({ row }) => [row.id, ...(row.origin === undefined ? [] : [row.origin])]))];
  if (ids.length === 0) return new Map();
  const statement = new Statement(desk);
  const { knownAt } = desk.context;
  const known = knownAt === undefined ? 'true' : knownPredicate(statement.params, knownAt);
  const list = ids.map((id) => statement.params.add(id, 'uuid')).join(', ');
  const rows = await statement.rows<Omit<Told, 'data'> & { readonly id: string; readonly data: string | null }>(
    `select case_id::text as id, seq::int as seq, type, state_to as state, version::int as version,
  extract(epoch from occurred_at)::double precision as at, (patch -> 'data')::text as data
from throughline.event_log where case_id in (${list}) and ${known} order by case_id, seq`,
  );
  const told = rows.map(({ data, ...row }) => ({
    ...row,
    data: (data === null ? {} : JSON.parse(data)) as Readonly<Record<string, unknown>>,
  }));
  return Map.groupBy(told, ({ id }) => id);
}

function cellOf(
  desk: Desk,
  dataset: Dataset,
  told: ReadonlyMap<string, readonly Told[]>,
  row: DataRow,
  field: SampleField,
): string | number | null {
  const id = field.of === undefined ? row.id : dataset.originFlow === field.of ? row.origin : undefined;
  const events = id === undefined ? [] : (told.get(id) ?? []);
  const flow = desk.context.flows.find(({ name }) => name === (field.of ?? dataset.effect.flow));
  const last = events.at(-1);
  if (last === undefined || flow === undefined) return null;
  if ('show' in field) {
    if (field.show === 'version') return `v${row.versions[flow.name] ?? last.version}`;
    if (field.show === 'state') return stateTitle(flow, last.state);
    const kinds = Object.keys(row.values).flatMap((name) =>
      name.startsWith('raised:') ? [exceptionTitle(flow, name.slice(7))] : [],
    );
    const all = [...kinds, ...(row.affected && dataset.effect.kind !== undefined ? [dataset.effect.title] : [])];
    return all.length === 0 ? 'none' : all.join(', ');
  }
  if ('missing' in field) return presence(row, field);
  if ('days' in field) return daysOf(events, field.days);
  const until = field.after === undefined ? events.length : events.findIndex(({ type }) => type === field.after) + 1;
  const value = events
    .slice(0, until)
    .reduce<unknown>((found, { data }) => (Object.hasOwn(data, field.field) ? data[field.field] : found), null);
  return typeof value === 'number' || typeof value === 'string' ? value : value === true ? 'yes' : value === false ? 'no' : null;
}

/** What the case itself says, as lists of amounts are never added. */
function currencyOf(events: readonly Told[]): string | null {
  const found = events.findLast(({ data }) => typeof data['currency'] === 'string')?.data['currency'];
  return typeof found === 'string' ? found : null;
}

function presence(row: DataRow, field: { readonly missing: string; readonly of?: string }): string {
  const name = field.of === undefined ? field.missing : `${field.of}.${field.missing}`;
  return (row.values[name] ?? null) === null ? 'missing' : 'present';
}

function daysOf(events: readonly Told[], { from, to }: { readonly from: string; readonly to: string }): number | null {
  const first = from === 'born' ? events[0] : events.find(({ type }) => type === from);
  const last = first === undefined ? undefined : events.find(({ type, at }) => type === to && at >= first.at);
  return first === undefined || last === undefined ? null : Math.round((last.at - first.at) / 86_400);
}

function kindOf(desk: Desk, dataset: Dataset, field: SampleField): CellKind {
  if ('days' in field) return 'number';
  if (!('field' in field)) return 'text';
  const flow = desk.context.flows.find(({ name }) => name === (field.of ?? dataset.effect.flow));
  const { properties = {} } = (flow?.data ?? {}) as {
    readonly properties?: Readonly<Record<string, { kind?: string; type?: string }>>;
  };
  const { kind, type } = properties[field.field] ?? {};
  if (kind === 'money' || kind === 'day') return kind;
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

interface Line {
  readonly why: Why;
  readonly values: readonly (string | number | null)[];
}

/** The value that at least three in four affected cases have, and at most one control in three; of texts only. */
function markOf(lines: readonly Line[], index: number): string | undefined {
  const of = (isControl: boolean) =>
    lines.filter(({ why }) => (why === 'control') === isControl).map(({ values }) => values[index]);
  const [affected, controls] = [of(false), of(true)];
  const values = new Set(affected.filter((value) => typeof value === 'string'));
  return [...values].find((value) => {
    const share = (all: readonly unknown[]) => (all.length === 0 ? 0 : all.filter((each) => each === value).length / all.length);
    return affected.length >= 2 && share(affected) >= 0.75 && share(controls) <= 1 / 3;
  }) as string | undefined;
}

function noteOf(lines: readonly Line[], fields: SampleResult['fields'], marks: readonly (string | undefined)[]): string | null {
  const affected = lines.filter(({ why }) => why !== 'control');
  const controls = lines.length - affected.length;
  const found = marks.flatMap((value, index) => (value === undefined ? [] : [`${fields[index]?.title.toLowerCase()}: ${value}`]));
  if (found.length === 0) return null;
  return `What the ${affected.length} have and the ${controls} controls mostly do not: ${found.join('; ')}.`;
}
