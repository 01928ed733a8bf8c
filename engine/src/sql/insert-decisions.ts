import type { CalendarDefinition, JsonObject, Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';

interface Decided {
  readonly flow: string;
  readonly revision: number;
  readonly from: Millis;
  readonly by: string;
  readonly reason: string;
  /** Business time. */
  readonly at: Millis;
}

export async function insertParameters(client: Queryable, row: Decided & { readonly values: JsonObject }): Promise<void> {
  await client.query({
    text: `insert into throughline.parameter (flow, revision, effective_from, "values", decided_by, decided_at, reason)
      values ($1, $2, to_timestamp($3::float8 / 1000), $4::json, $5, to_timestamp($6::float8 / 1000), $7)`,
    values: [row.flow, row.revision, row.from, JSON.stringify(row.values), row.by, row.at, row.reason],
  });
}

export async function insertCalendar(
  client: Queryable,
  row: Decided & { readonly name: string; readonly definition: CalendarDefinition },
): Promise<void> {
  await client.query({
    text: `insert into throughline.calendar (flow, revision, effective_from, name, definition, decided_by, decided_at, reason)
      values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5::json, $6, to_timestamp($7::float8 / 1000), $8)`,
    values: [row.flow, row.revision, row.from, row.name, JSON.stringify(row.definition), row.by, row.at, row.reason],
  });
}
