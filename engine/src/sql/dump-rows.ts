import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { type Span, spanCondition } from '../seals/span.ts';
import { idColumns } from './lock-cases.ts';
import type { LogPosition } from './read-log-page.ts';

/** A row as PostgreSQL writes it as JSON; texts in columns of the type `json` stand in it as they are. */
export interface EventRowText extends LogPosition {
  readonly row: string;
  /** Of a repair of an effect, that effect's key. */
  readonly named: string | null;
}

export interface EffectText {
  readonly caseId: string;
  readonly key: string;
  readonly row: string;
  readonly isOpen: boolean;
}

/** A page of the events of a span, in the order of their seal. Only those of the page are made JSON: the sort before it sees all of the span. */
export async function dumpEvents(
  client: Queryable,
  span: Span,
  { after, limit }: { readonly after: LogPosition; readonly limit: number },
): Promise<readonly EventRowText[]> {
  const { text, values } = spanCondition(span, 5);
  const { rows } = await client.query<EventRowText>({
    text: `with page as materialized (
        select e.ctid from throughline.event e where (e.bucket, e.case_id, e.seq) > ($1::int2, $2::uuid, $3::int4) and ${text}
        order by e.bucket, e.case_id, e.seq limit $4)
      select e.bucket, e.case_id as "caseId", e.seq, row_to_json(e)::text as row,
        case when e.type in ('resend', 'settle-effect') then e.input ->> 'effect' end as named
      from page join throughline.event e on e.ctid = page.ctid order by e.bucket, e.case_id, e.seq`,
    values: [after.bucket, after.caseId, after.seq, limit, ...values],
  });
  return rows;
}

function positions(events: readonly LogPosition[]): unknown[] {
  return [...idColumns(events.map(({ caseId }) => caseId)), plainColumn(events.map(({ seq }) => seq))];
}

const ofEvents = 'from unnest($1::int2[], $2::uuid[], $3::int4[]) u(bucket, case_id, seq)';

/** The receipts of events. */
export async function dumpReceipts(
  client: Queryable,
  events: readonly LogPosition[],
): Promise<readonly { readonly row: string }[]> {
  const { rows } = await client.query<{ row: string }>({
    text: `select row_to_json(r)::text as row ${ofEvents}
      join throughline.receipt r on r.bucket = u.bucket and r.case_id = u.case_id and r.seq = u.seq`,
    values: positions(events),
  });
  return rows;
}

const effectColumns = `f.case_id as "caseId", f.key, f.status in ('pending', 'held') as "isOpen", row_to_json(f)::text as row`;

/** The effects of events. */
export async function dumpEffects(client: Queryable, events: readonly LogPosition[]): Promise<readonly EffectText[]> {
  const { rows } = await client.query<EffectText>({
    text: `select ${effectColumns} ${ofEvents}
      join throughline.effect f on f.bucket = u.bucket and f.case_id = u.case_id and f.seq = u.seq`,
    values: positions(events),
  });
  return rows;
}

/** Effects by their keys. */
export async function dumpNamedEffects(
  client: Queryable,
  effects: readonly { readonly caseId: string; readonly key: string }[],
): Promise<readonly EffectText[]> {
  if (effects.length === 0) return [];
  const { rows } = await client.query<EffectText>({
    text: `select ${effectColumns} from unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, case_id, key)
      join throughline.effect f on f.bucket = u.bucket and f.case_id = u.case_id and f.key = u.key`,
    values: [...idColumns(effects.map(({ caseId }) => caseId)), textColumn(effects.map(({ key }) => key))],
  });
  return rows;
}

/** What cases link to; the other direction follows. */
export async function dumpLinks(client: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>({
    text: `select row_to_json(l)::text as row from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.link l on l.bucket = u.bucket and l.case_id = u.id and l.direction = 'out'`,
    values: idColumns(ids),
  });
  return rows.map(({ row }) => row);
}

/** A page of the retired events of a seal. */
export async function dumpRetired(client: Queryable, seal: number, after: LogPosition, limit: number) {
  const { rows } = await client.query<LogPosition & { readonly row: string }>({
    text: `select bucket, case_id as "caseId", seq, row_to_json(r)::text as row from throughline.retired_event r
      where seal = $1 and (bucket, case_id, seq) > ($2::int2, $3::uuid, $4::int4) order by bucket, case_id, seq limit $5`,
    values: [seal, after.bucket, after.caseId, after.seq, limit],
  });
  return rows;
}

/** The rows of a table or of what a condition chooses, a page in memory at a time. It needs a transaction. */
export async function* dumpTable(client: Queryable, table: string, where = 'true'): AsyncGenerator<readonly string[]> {
  await client.query({
    text: `declare throughline_dump no scroll cursor for select row_to_json(t)::text as row from ${table} t where ${where}`,
  });
  for (;;) {
    const { rows } = await client.query<{ row: string }>({ text: 'fetch 500 from throughline_dump' });
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < 500) break;
  }
  await client.query({ text: 'close throughline_dump' });
}

/** The last removal up to which all have been carried out: what they retired does not change any more. */
export async function readLastRetention(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ last: number }>({
    text: `select coalesce(min(id) filter (where finished_at is null) - 1, max(id), 0)::float8 as last from throughline.retention`,
  });
  return rows[0]?.last ?? 0;
}

/** The newest migration of the engine's schema. */
export async function readSchemaNumber(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ number: number }>({ text: 'select max(number) as number from throughline.migration' });
  return rows[0]?.number ?? 0;
}
