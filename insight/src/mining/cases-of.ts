import { allOf, type Parameters } from '../metric/sql-text.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { ask, number, numberOrNull, text } from './rows.ts';
import { casesPredicate, checkSelection, type MiningSelection, workPredicate } from './selection.ts';
import { formOf, type StepsForm, stepsSql } from './steps.ts';
import { wayId, waysOfCasesSql } from './ways.ts';

/** Which of the cases that were mined: those of a variant, with an activity, with one directly after another, with a deviation. All that is said holds. */
export interface CasesOf {
  readonly variant?: string;
  readonly activity?: string;
  /** Directly after `activity`. */
  readonly next?: string;
  /** `activity` came more than once. */
  readonly again?: boolean;
  /** Facts of this type deviated. */
  readonly deviation?: string;
}

export interface CasesOfPage {
  /** The case id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

export interface MinedCase {
  readonly id: string;
  readonly began: string | null;
  /** From its first to its last event; `null` where they have no times. */
  readonly ms: number | null;
  readonly events: number;
}

/** The cases behind a number of mining, in the order of their ids. @throws {MiningRequestError} */
export async function casesOf(
  reader: LogReader,
  selection: MiningSelection,
  { after, limit, ...of }: CasesOf & CasesOfPage,
): Promise<{ readonly cases: readonly MinedCase[]; readonly next?: string }> {
  checkSelection(selection);
  const form = await formOf(reader, selection);
  const rows = await ask(reader, (params) => casesOfSql(selection, { form, of, after, limit }, params));
  const cases = rows.slice(0, limit).map((row) => ({
    id: text(row, 'id'),
    began: row['began_ms'] == null ? null : new Date(number(row, 'began_ms')).toISOString(),
    ms: numberOrNull(row, 'ms'),
    events: number(row, 'len'),
  }));
  const last = cases.at(-1);
  return { cases, ...(rows.length > limit && last !== undefined ? { next: last.id } : {}) };
}

interface Asked {
  readonly form: StepsForm;
  readonly of: CasesOf;
  readonly after: string | undefined;
  readonly limit: number;
}

function casesOfSql(selection: MiningSelection, { form, of, after, limit }: Asked, params: Parameters): string {
  const { variant, activity, next, again, deviation } = of;
  const conditions = [
    ...(after === undefined ? [] : [`case_id > ${params.add(after, 'uuid')}`]),
    ...(variant === undefined ? [] : [`${wayId('taken')} = ${params.add(variant, 'text')}`]),
    ...(deviation === undefined
      ? []
      : [
          `case_id in (select case_id from throughline.event_log where ${casesPredicate(selection, params)} and ${workPredicate(selection)} and deviation and type = ${params.add(deviation, 'text')})`,
        ]),
    ...(activity === undefined
      ? []
      : [
          `case_id in (select case_id from (${stepsSql(selection, form, params)}) as steps where ${stepIs(activity, next, params)} group by case_id${again === true ? ' having count(*) > 1' : ''})`,
        ]),
  ];
  return `select case_id::text as id, len::double precision as len, ms, round(extract(epoch from began) * 1000)::double precision as began_ms
from (${waysOfCasesSql(selection, { form, began: true }, params)}) as taken
where ${allOf(conditions)}
order by case_id
limit ${limit + 1}`;
}

function stepIs(activity: string, next: string | undefined, params: Parameters): string {
  const [first, then] = [params.add(activity, 'text'), next === undefined ? undefined : params.add(next, 'text')];
  return then === undefined ? `type = ${first}` : `prev = ${first} and type = ${then}`;
}
