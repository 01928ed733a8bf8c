import { bucketOf } from '../case-id.ts';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

export interface LinkRow {
  readonly from: string;
  readonly name: string;
  readonly to: string;
}

/** Writes each link on both sides, so that either finds the other in its own bucket. */
export async function insertLinks(client: Queryable, links: readonly LinkRow[]): Promise<void> {
  if (links.length === 0) return;
  const rows = links.flatMap(({ from, name, to }) => [
    { id: from, direction: 'out', name, other: to },
    { id: to, direction: 'in', name, other: from },
  ]);
  rows.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  await client.query({
    name: 'throughline-insert-links',
    text: `insert into throughline.link (bucket, case_id, direction, name, other)
      select * from unnest($1::int2[], $2::uuid[], $3::text[], $4::text[], $5::uuid[]) on conflict do nothing`,
    values: [
      plainColumn(rows.map(({ id }) => bucketOf(id))),
      plainColumn(rows.map(({ id }) => id)),
      plainColumn(rows.map(({ direction }) => direction)),
      textColumn(rows.map(({ name }) => name)),
      plainColumn(rows.map(({ other }) => other)),
    ],
  });
}
