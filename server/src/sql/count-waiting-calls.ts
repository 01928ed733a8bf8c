import type { Queryable } from '@throughline/engine';

/** How many calls wait to be made, by the name of their destination; at most 1,000 destinations. */
export async function countWaitingCalls(
  client: Queryable,
): Promise<readonly { readonly to: string; readonly effects: number }[]> {
  const { rows } = await client.query<{ to: string; effects: number }>({
    text: `select substr(destination, 6) as "to", count(*)::float8 as effects from throughline.effect
      where status = 'pending' and kind = 'call' group by destination order by destination limit 1000`,
  });
  return rows;
}
