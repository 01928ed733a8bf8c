import type { CompiledFlow } from '@throughline/language';
import { type Database, inTransaction } from '../database.ts';
import { type CaseSelection, type Condition, invalid, kindOfField, readSelection, type Selection } from './case-query.ts';
import { type FieldRows, holdsAll, Parameters, readSettings, rowsOfField } from './conditions-sql.ts';
import { casesOf, findSelective, positive } from './driver.ts';
import { columnByKind } from './list-rows.ts';

export interface TotalOptions {
  /** A field of money or numbers. Cases without it add nothing. */
  readonly sum?: string;
  /** Cases are counted and summed by the value of this field: amounts by their currency. */
  readonly by?: string;
}

export interface Totals {
  readonly cases: number;
  /** The largest first, at most 200. */
  readonly sums: readonly Total[];
}

export interface Total {
  /** `null`: the cases that have no value, or all of them where no field is named. */
  readonly by: string | null;
  readonly cases: number;
  /** Added up in decimal, so exact as long as it is below 2^53; 0 where nothing is to be summed. */
  readonly sum: number;
}

export const groupsMax = 200;

/**
 * Counts the cases of a selection and sums a field of theirs.
 *
 * @throws EngineError list-field-unknown, list-value-invalid
 */
export async function totalCases(
  database: Database,
  flow: CompiledFlow,
  query: CaseSelection,
  { sum, by }: TotalOptions,
): Promise<Totals> {
  const selection = readSelection(flow, query);
  const kind = sum === undefined ? undefined : kindOfField(flow, sum, '/sum');
  if (kind !== undefined && kind !== 'money' && kind !== 'number') throw invalid('/sum', 'a field of money or numbers', sum);
  const grouping = by === undefined ? undefined : { field: by, column: columnByKind[kindOfField(flow, by, '/by')] };
  const selective = (await findSelective(database, selection))(selection.open);
  const parameters = new Parameters();
  const text = statement(
    selection,
    { selective, sum: sum === undefined ? undefined : { field: sum, isMoney: kind === 'money' }, grouping },
    parameters,
  );
  const { rows } = await inTransaction(
    database,
    (client) => client.query<{ by: string | null; cases: number; sum: string; all: number }>({ text, values: parameters.values }),
    selective === undefined ? readSettings.sweep : readSettings.page,
  );
  return { cases: rows[0]?.all ?? 0, sums: rows.map((row) => ({ by: row.by, cases: row.cases, sum: Number(row.sum) })) };
}

interface Wanted {
  readonly selective: Condition | undefined;
  readonly sum: { readonly field: string; readonly isMoney: boolean } | undefined;
  readonly grouping: { readonly field: string; readonly column: 'text' | 'number' } | undefined;
}

/** Every case has a state: where there is no condition, its rows stand for the cases of the flow. */
function statement(selection: Selection, { selective, sum, grouping }: Wanted, parameters: Parameters): string {
  const first = selective ?? positive(selection)[0];
  // The rows that stand for the cases know their state.
  const isOwn = first === undefined && grouping?.field === '$state';
  const own = isOwn ? ', coalesce(f.exact, f.text_value) as state' : '';
  const allCases = () =>
    `select f.bucket, f.case_id${own} from throughline.list_field f where ${rowsOfField('f', { ...selection, field: '$state', column: 'text' }, parameters)}`;
  const picked = first === undefined ? allCases() : casesOf(selection, first, parameters);
  const others = { where: selection.where.filter((condition) => condition !== first), anyOf: selection.anyOf };
  const summed =
    sum === undefined ? '' : joined('v', { ...selection, field: sum.field, column: 'number' }, selective, parameters);
  const grouped = grouping === undefined || isOwn ? '' : joined('g', { ...selection, ...grouping }, selective, parameters);
  // The shortest text of a float8 is the decimal that was written; the cast to numeric would keep 15 digits of it.
  const amount =
    sum === undefined ? '0' : `coalesce(sum(${sum.isMoney ? 'v.number_value::int8' : 'v.number_value::text::numeric'}), 0)`;
  const values = { text: 'coalesce(g.exact, g.text_value)', number: 'g.number_value::text' };
  const name = isOwn ? 'p.state' : grouping === undefined ? 'null' : values[grouping.column];
  const where = holdsAll('p', others, parameters, { fenced: selective !== undefined, flow: selection.flow });
  return `with picked as materialized (${picked}),
    totals as (select ${name} as by, count(*) as cases, ${amount}::text as sum from picked p${summed}${grouped} where ${where} group by 1)
    select by, cases::float8 as cases, sum, (sum(cases) over ())::float8 as all from totals order by totals.cases desc, by limit ${groupsMax}`;
}

/** By key alone where cases are gathered: given the flow too, the planner may take a whole stretch of the index for one row. */
function joined(alias: string, of: FieldRows, selective: Condition | undefined, parameters: Parameters): string {
  const rows =
    selective === undefined ? rowsOfField(alias, of, parameters) : `${alias}.field = ${parameters.add(of.field, 'text')}`;
  return ` left join throughline.list_field ${alias} on ${alias}.bucket = p.bucket and ${alias}.case_id = p.case_id and ${rows}`;
}
