import type { Condition, Selection } from './case-query.ts';

/** The parameters of one statement. */
export class Parameters {
  readonly values: unknown[] = [];

  /** Returns how the statement names the value. */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/*
 * The planner is told how to go about it, and does not choose. Its statistics say how often a flow, a field and a value occur, each
 * by itself; of this table they occur together (only invoices have `dueOn`, only open ones are `sent`), so that its estimates are
 * wrong by orders of magnitude, and a newly made table has none. JIT is off because forbidden plans count as costly.
 */
const begin = `begin read only; set local statement_timeout = '30s'; set local jit = off; set local enable_seqscan = off`;

export const readSettings = {
  /**
   * Follow an index in its order, or take a bounded number of cases and sort them; and look the rest up by key, case by case. What
   * must be sorted is sorted all the same.
   */
  page: `${begin}; set local enable_bitmapscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_sort = off`,
  /** Read stretches of indexes as wholes and join them: for totals over most of a flow. */
  sweep: `${begin}; set local enable_nestloop = off`,
} as const;

export const valueColumn = { text: 'text_value', number: 'number_value' } as const;

/** What is greater than all texts that begin with the prefix: U+10FFFF is no character. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** Whether the row `alias` of `list_field` has one of the condition's values; `!=` is its negation. */
export function matches(alias: string, { column, comparison, values, exact }: Condition, parameters: Parameters): string {
  const value = `${alias}.${valueColumn[column]}`;
  if (comparison === '^=') {
    const ranges = values.map((prefix) => {
      const from = parameters.add(prefix, 'text');
      return `(${value} >= ${from} and ${value} < ${parameters.add(prefixEnd(String(prefix)), 'text')})`;
    });
    return `(${ranges.join(' or ')})`;
  }
  const type = column === 'text' ? 'text' : 'float8';
  if (comparison !== '=' && comparison !== '!=') return `${value} ${comparison} ${parameters.add(values[0], type)}`;
  const equals = `${value} = any(${parameters.add(values, `${type}[]`)})`;
  if (column === 'number') return equals;
  return `${equals} and coalesce(${alias}.exact, ${alias}.text_value) = any(${parameters.add(exact, 'text[]')})`;
}

export interface FieldRows extends Pick<Selection, 'flow' | 'open'> {
  readonly field: string;
  readonly column: 'text' | 'number';
}

/** The rows of one field of the selected flow, as the indexes have them. */
export function rowsOfField(alias: string, { flow, field, open, column }: FieldRows, parameters: Parameters): string {
  const [only] = open;
  const isOpen = open.length === 1 ? `= ${parameters.add(only, 'bool')}` : `= any(${parameters.add(open, 'bool[]')})`;
  return `${alias}.flow = ${parameters.add(flow, 'text')} and ${alias}.field = ${parameters.add(field, 'text')}
    and ${alias}.is_open ${isOpen} and ${alias}.${valueColumn[column]} is not null`;
}

interface Look {
  readonly fenced: boolean;
  readonly flow: string;
}

/** Whether the case of the row `alias` satisfies all of the conditions, and all of one choice where there is a choice. */
export function holdsAll(
  alias: string,
  { where, anyOf }: Pick<Selection, 'where' | 'anyOf'>,
  parameters: Parameters,
  look: Look,
): string {
  const all = holds(alias, where, parameters, look);
  if (anyOf === undefined) return all;
  // A choice is no join, whatever the rest is: each case is looked up by its key.
  const choices = anyOf.map((choice) => `(${holds(alias, choice, parameters, { ...look, fenced: true })})`);
  return `${all} and (${['false', ...choices].join(' or ')})`;
}

/**
 * Whether the case of the row `alias` satisfies the conditions. `fenced`: each is looked up by the key of the case, and never made
 * a join.
 */
function holds(alias: string, conditions: readonly Condition[], parameters: Parameters, { fenced, flow }: Look): string {
  const each = conditions.map((condition) => {
    const { field, comparison, column } = condition;
    const stretch = fenced ? '' : ` and f.flow = ${parameters.add(flow, 'text')} and f.${valueColumn[column]} is not null`;
    return `${comparison === '!=' ? 'not ' : ''}exists (select from throughline.list_field f where f.bucket = ${alias}.bucket
      and f.case_id = ${alias}.case_id and f.field = ${parameters.add(field, 'text')}${stretch} and ${matches('f', condition, parameters)}${fenced ? ' offset 0' : ''})`;
  });
  return each.length === 0 ? 'true' : each.join(' and ');
}
