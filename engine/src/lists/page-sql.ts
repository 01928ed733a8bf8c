import { bucketOf } from '../case-id.ts';
import type { Column, Condition, Selection } from './case-query.ts';
import { holds, matches, Parameters, rowsOfField, valueColumn } from './conditions-sql.ts';
import type { Position } from './cursor.ts';
import { casesOf } from './driver.ts';

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
  /** Few cases satisfy it: they are gathered. `undefined`: the order is walked. */
  readonly selective: Condition | undefined;
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

/** The statement for a part of a page; its rows are `PageRow`s. */
export function pageStatement(part: PagePart): { readonly text: string; readonly values: unknown[] } {
  const parameters = new Parameters();
  const sorting = sortingOf(part);
  const text = part.selective === undefined ? walk(part, sorting, parameters) : gather(part, part.selective, sorting, parameters);
  return { text, values: parameters.values };
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

/** The cases that are open and those that are not lie apart in the index: each stretch is walked, and the two are merged. */
function walk(part: PagePart, sorting: Sorting, parameters: Parameters): string {
  const { selection } = part;
  const { field, column } = sorting;
  if (field === undefined || column === 'due') {
    const flow = `s.flow = ${parameters.add(selection.flow, 'text')} and s.due_at is not null`;
    const isOpen =
      selection.open.length > 1
        ? 'true'
        : `exists (select from throughline.list_field f where f.bucket = s.bucket and f.case_id = s.case_id and f.field = '$state'
            and f.is_open = ${parameters.add(selection.open[0], 'bool')} offset 0)`;
    return stretch(part, sorting, `${flow} and ${isOpen}`, parameters);
  }
  const stretches = selection.open.map((open) => {
    const rows = rowsOfField('s', { flow: selection.flow, field, open: [open], column }, parameters);
    return `(${stretch(part, sorting, rows, parameters)})`;
  });
  if (stretches.length === 1) return stretches.join('');
  return `select id, value from (${stretches.join(' union all ')}) s ${inOrder('value', 'id', sorting, part.limit)}`;
}

function stretch(part: PagePart, sorting: Sorting, where: string, parameters: Parameters): string {
  return `select s.case_id as id, ${sorting.told} as value, s.bucket from ${sorting.table} s
    where ${where} and ${remaining(part, sorting, parameters)} ${inOrder(sorting.value, 's.case_id', sorting, part.limit, 's.bucket')}`;
}

/** Takes the few cases that satisfy one condition, looks up by what they are sorted, and sorts them. */
function gather(part: PagePart, selective: Condition, sorting: Sorting, parameters: Parameters): string {
  const ofField = sorting.field === undefined ? '' : ` and s.field = ${parameters.add(sorting.field, 'text')}`;
  return `with picked as materialized (${casesOf(part.selection, selective, parameters)})
    select s.case_id as id, ${sorting.told} as value from picked p cross join lateral (select * from ${sorting.table} s
      where s.bucket = p.bucket and s.case_id = p.case_id${ofField} and ${sorting.value} is not null offset 0) s
    where ${remaining(part, sorting, parameters)} ${inOrder(sorting.value, 's.case_id', sorting, part.limit, 's.bucket')}`;
}

function inOrder(value: string, id: string, { descending }: Sorting, limit: number, bucket?: string): string {
  const direction = descending ? 'desc' : 'asc';
  // A bucket is the beginning of an id, so it changes nothing in the order; but the indexes have it.
  const ordered = [value, ...(bucket === undefined ? ['bucket'] : [bucket]), id].map((each) => `${each} ${direction}`);
  return `order by ${ordered.join(', ')} limit ${limit}`;
}

/** What a row must satisfy beside lying in the stretch: it comes after the page before, has no value, meets the conditions. */
function remaining(part: PagePart, sorting: Sorting, parameters: Parameters): string {
  const { order, after, selection, selective } = part;
  const conditions = selection.where.filter((condition) => condition !== selective);
  const ofRow = conditions.filter(({ field, comparison }) => field === sorting.field && comparison !== '!=');
  const ofOthers = conditions.filter((condition) => !ofRow.includes(condition));
  return [
    ...(after === undefined ? [] : [isBeyond(after, sorting, parameters)]),
    ...(part.part === 'absent' ? [hasNone(order, parameters)] : []),
    ...ofRow.map((condition) => matches('s', condition, parameters)),
    holds('s', ofOthers, parameters, { fenced: true, flow: selection.flow }),
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
