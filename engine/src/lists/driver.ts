import { type Database, inTransaction } from '../database.ts';
import type { Condition, Selection } from './case-query.ts';
import { matches, Parameters, readSettings, rowsOfField } from './conditions-sql.ts';

/**
 * Up to so many cases are gathered and sorted (some 20 ms); where every condition has more, the order is walked, which finds a page
 * of 100 among a million after 20,000 cases or fewer, if the conditions do not depend on each other.
 */
export const gatherMax = 5000;

/**
 * A condition that few cases satisfy, if there is one; `undefined`: none does. Asked for those that are open and those that are not
 * apart: many conditions hold for hardly any case that is over (its state, what is open of it, who has it), and an order would be
 * walked to its end to find that out.
 */
export type Selective = (open: readonly boolean[]) => Condition | undefined;

/** Counts in the indexes how many cases satisfy each condition, up to the bound. */
export async function findSelective(database: Database, selection: Selection): Promise<Selective> {
  const candidates = positive(selection);
  if (candidates.length === 0) return () => undefined;
  const parameters = new Parameters();
  const counted = candidates.flatMap((condition) =>
    selection.open.map((open) => ({ condition, open, rows: casesOf({ ...selection, open: [open] }, condition, parameters) })),
  );
  const counts = counted.map(({ rows }) => `(select count(*) from (${rows} limit ${gatherMax + 1}) few)::int4`);
  const { rows } = await inTransaction(
    database,
    (client) =>
      client.query<{ counts: number[] }>({ text: `select array[${counts.join(', ')}] as counts`, values: parameters.values }),
    readSettings.page,
  );
  const found = counted.map(({ condition, open }, index) => ({ condition, open, count: rows[0]?.counts[index] ?? 0 }));
  return (open) => {
    const totals = candidates.map((condition) => {
      const ofIt = found.filter((each) => each.condition === condition && open.includes(each.open));
      return { condition, count: ofIt.reduce((sum, { count }) => sum + count, 0) };
    });
    const least = totals.reduce((best, each) => (each.count < best.count ? each : best));
    return least.count > gatherMax ? undefined : least.condition;
  };
}

/** The conditions that an index can answer. */
export function positive({ where }: Selection): readonly Condition[] {
  return where.filter(({ comparison }) => comparison !== '!=');
}

/** Selects the cases that satisfy one condition by its index. */
export function casesOf(selection: Selection, condition: Condition, parameters: Parameters): string {
  return `select f.bucket, f.case_id from throughline.list_field f
    where ${rowsOfField('f', { ...selection, ...condition }, parameters)} and ${matches('f', condition, parameters)}`;
}
