import type { Queryable } from '../database.ts';
import type { Condition, Selection } from './case-query.ts';
import { matches, Parameters, rowsOfField } from './conditions-sql.ts';

/**
 * Up to so many cases are gathered and sorted (some 20 ms); where every condition has more, the order is walked, which finds a page
 * of 100 among a million after 20,000 cases or fewer, if the conditions do not depend on each other.
 */
export const gatherMax = 5000;

/**
 * The condition that the fewest cases satisfy, if they are few: found by counting in the indexes up to the bound. `undefined`:
 * none is selective.
 */
export async function selectiveCondition(client: Queryable, selection: Selection): Promise<Condition | undefined> {
  const candidates = selection.where.filter(({ comparison }) => comparison !== '!=');
  if (candidates.length === 0) return undefined;
  const parameters = new Parameters();
  const counts = candidates.map(
    (condition) => `(select count(*) from (${casesOf(selection, condition, parameters)} limit ${gatherMax + 1}) some)::int4`,
  );
  const { rows } = await client.query<{ counts: number[] }>({
    text: `select array[${counts.join(', ')}] as counts`,
    values: parameters.values,
  });
  const found = rows[0]?.counts ?? [];
  const least = Math.min(...found);
  return least > gatherMax ? undefined : candidates[found.indexOf(least)];
}

/** Selects the cases that satisfy one condition by its index. */
export function casesOf(selection: Selection, condition: Condition, parameters: Parameters): string {
  return `select f.bucket, f.case_id from throughline.list_field f
    where ${rowsOfField('f', { ...selection, ...condition }, parameters)} and ${matches('f', condition, parameters)}`;
}
