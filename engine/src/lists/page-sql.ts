import { bucketOf } from '../case-id.ts';
import type { Column, Condition, Selection } from './case-query.ts';
import { holdsAll, matches, Parameters, rowsOfField, valueColumn } from './conditions-sql.ts';
import type { Position } from './cursor.ts';
import { casesOf, type Selective } from './driver.ts';

export interface Order {
  readonly field: string;
  readonly column: Column;
  readonly descending: boolean;
}

/** What one statement of a page looks for. */
export interface PagePart {
  readonly selection: Selection;
  readonly order: Order;
  /** The cases that have the value by which they are sorted, or those that have none: by state. */
  readonly part: Position['part'];
  readonly after: Position | undefined;
  readonly limit: number;
  /** Where few cases satisfy a condition, they are gathered; else the order is walked. */
  readonly selective: Selective;
}

/** The rows, called `s`, by which a part is sorted: of one field, or the cases themselves by their deadline. */
interface Sorting {
  readonly table: string;
  readonly field: string | undefined;
  readonly column: Column;
  /** As it is sorted, and as it is told. */
  readonly value: string;
  readonly told: string;
  readonly descending: boolean;
}

export interface PageRow {
  readonly id: string;
  readonly value: string | number;
}

/**
 * The statement for a part of a page; its rows are `PageRow`s. The cases that are open and those that are not lie apart in the
 * indexes: each stretch is read in the way that is right for it, and the two are merged.
 */
export function pageStatement(part: PagePart): { readonly text: string; readonly values: unknown[] } {
  const parameters = new Parameters();
  const sorting = sortingOf(part);
  const ways = part.selection.open.map((open) => ({ open, selective: part.selective([open]) }));
  const gathered = ways.flatMap(({ open, selective }) =>
    selective === undefined ? [] : [gather(part, { open, selective }, sorting, parameters)],
  );
  const walked = ways.flatMap(({ open, selective }) => (selective === undefined ? [open] : []));
  const stretches = [...gathered, ...walk(part, walked, sorting, parameters)];
  const ordered = inOrder({ value: 'value', bucket: 'bucket', id: 'id' }, sorting, part.limit);
  return {
    text: `select id, value from (${stretches.map((each) => `(${each})`).join(' union all ')}) s ${ordered}`,
    values: parameters.values,
  };
}

function sortingOf({ order, part }: PagePart): Sorting {
  if (part === 'present' && order.column === 'due') {
    const table = '(select bucket, id as case_id, flow, due_at from throughline.case_)';
    const told = 'round(extract(epoch from s.due_at) * 1000)::float8';
    return { ...order, table, field: undefined, value: 's.due_at', told };
  }
  const sorted = part === 'absent' || order.column === 'due' ? absentOrder : { ...order, column: order.column };
  const value = `s.${valueColumn[sorted.column]}`;
  return { ...sorted, table: 'throughline.list_field', value, told: value };
}

const absentOrder = { field: '$state', column: 'text', descending: false } as const;

function walk(part: PagePart, opens: readonly boolean[], sorting: Sorting, parameters: Parameters): readonly string[] {
  const { flow } = part.selection;
  const { field, column } = sorting;
  if (field !== undefined && column !== 'due') {
    return opens.map((open) =>
      stretch(part, sorting, rowsOfField('s', { flow, field, open: [open], column }, parameters), parameters),
    );
  }
  const [only, other] = opens;
  if (only === undefined) return [];
  // Deadlines do not know which cases are open.
  const isOpen =
    other === undefined
      ? `exists (select from throughline.list_field f where f.bucket = s.bucket and f.case_id = s.case_id and f.field = '$state'
          and f.is_open = ${parameters.add(only, 'bool')} offset 0)`
      : 'true';
  return [stretch(part, sorting, `s.flow = ${parameters.add(flow, 'text')} and s.due_at is not null and ${isOpen}`, parameters)];
}

function stretch(part: PagePart, sorting: Sorting, where: string, parameters: Parameters): string {
  return `select ${columns(sorting)} from ${sorting.table} s
    where ${where} and ${remaining(part, undefined, sorting, parameters)} ${inOrder(ofRow(sorting), sorting, part.limit)}`;
}

/** Takes the few cases that satisfy one condition, looks up by what they are sorted, and sorts them. */
function gather(
  part: PagePart,
  { open, selective }: { readonly open: boolean; readonly selective: Condition },
  sorting: Sorting,
  parameters: Parameters,
): string {
  const ofField = sorting.field === undefined ? '' : ` and s.field = ${parameters.add(sorting.field, 'text')}`;
  return `with picked as materialized (${casesOf({ ...part.selection, open: [open] }, selective, parameters)})
    select ${columns(sorting)} from picked p cross join lateral (select * from ${sorting.table} s
      where s.bucket = p.bucket and s.case_id = p.case_id${ofField} and ${sorting.value} is not null offset 0) s
    where ${remaining(part, selective, sorting, parameters)} ${inOrder(ofRow(sorting), sorting, part.limit)}`;
}

function columns({ told }: Sorting): string {
  return `s.case_id as id, s.bucket, ${told} as value`;
}

function ofRow({ value }: Sorting) {
  return { value, bucket: 's.bucket', id: 's.case_id' };
}

/** A bucket is the beginning of an id, so it changes nothing in the order; but the indexes have it. */
function inOrder(
  { value, bucket, id }: { readonly value: string; readonly bucket: string; readonly id: string },
  { descending }: Sorting,
  limit: number,
): string {
  const direction = descending ? 'desc' : 'asc';
  return `order by ${value} ${direction}, ${bucket} ${direction}, ${id} ${direction} limit ${limit}`;
}

/** What a row must satisfy beside lying in the stretch: it comes after the page before, has no value, meets the conditions. */
function remaining(part: PagePart, selective: Condition | undefined, sorting: Sorting, parameters: Parameters): string {
  const { order, after, selection } = part;
  const conditions = selection.where.filter((condition) => condition !== selective);
  const ofSorted = conditions.filter(({ field, comparison }) => field === sorting.field && comparison !== '!=');
  const ofOthers = conditions.filter((condition) => !ofSorted.includes(condition));
  return [
    ...(after === undefined ? [] : [isBeyond(after, sorting, parameters)]),
    ...(part.part === 'absent' ? [hasNone(order, parameters)] : []),
    ...ofSorted.map((condition) => matches('s', condition, parameters)),
    holdsAll('s', { where: ofOthers, anyOf: selection.anyOf }, parameters, { fenced: true, flow: selection.flow }),
  ].join(' and ');
}

function isBeyond({ value, id }: Position, sorting: Sorting, parameters: Parameters): string {
  const comparison = sorting.descending ? '<' : '>';
  const from =
    sorting.column === 'due'
      ? `to_timestamp(${parameters.add(value, 'float8')} / 1000)`
      : parameters.add(value, sorting.column === 'text' ? 'text' : 'float8');
  const row = `(${sorting.value}, s.bucket, s.case_id) ${comparison} (${from}, ${parameters.add(bucketOf(id), 'int2')}, ${parameters.add(id, 'uuid')})`;
  return sorting.column === 'due' ? `${sorting.value} ${comparison}= ${from} and ${row}` : row;
}

function hasNone({ field, column }: Order, parameters: Parameters): string {
  if (column === 'due')
    return 'not exists (select from throughline.case_ c where c.bucket = s.bucket and c.id = s.case_id and c.due_at is not null offset 0)';
  return `not exists (select from throughline.list_field f where f.bucket = s.bucket and f.case_id = s.case_id
    and f.field = ${parameters.add(field, 'text')} offset 0)`;
}
