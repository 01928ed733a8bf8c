import type { Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { type Client, type Database, inTransaction, type Queryable } from '../database.ts';
import { isOver } from '../seals/span.ts';
import { type EventView, eventColumns, type StoredEvent, viewOfEvent } from '../sql/read-events.ts';
import { readLastSeal } from '../sql/seals.ts';
import {
  checkLogSelection,
  type LogPlace,
  type LogQuery,
  type LogSelection,
  logDigest,
  logPageMax,
  readPlace,
  writePlace,
} from './log-query.ts';
import { isExact, type Stretch, type Walked, walkStatement, wayOf } from './walk-sql.ts';

/** An event beside the case that it is of. */
export interface LogEntry extends EventView {
  readonly entity: string;
  readonly key: string;
  /** The case that owns its case. */
  readonly parent: string | null;
  /** The transaction that wrote it, as seals number them; `null`: from before there were seals. */
  readonly xact: string | null;
  readonly hash: string;
  /** A seal holds it. */
  readonly isSealed: boolean;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** Give it as `after` for what comes next; absent: the beginning of the log has been reached. There may be a next page also where this one is not full. */
  readonly next?: string;
  /** Where a page is not full and there is a next: it was looked back to this instant. */
  readonly lookedBackTo?: Millis;
}

/** At so many events a page looks, in steps that grow: what few events satisfy is found over several pages, each as quick as any. */
const walkMax = 16_000;

/*
 * Like lists, the log is read by its indexes whatever the planner believes. Sorting is what remains of merging stretches, and is not forbidden.
 */
const begin = `begin read only; set local statement_timeout = '30s'; set local jit = off; set local enable_seqscan = off;
  set local enable_bitmapscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_sort = off`;

/**
 * One page of the log of all cases, the newest first.
 *
 * @throws EngineError list-value-invalid, list-cursor-invalid
 */
export async function readLog(database: Database, query: LogQuery): Promise<LogPage> {
  checkLogSelection(query);
  const limit = Math.min(Math.max(query.limit ?? 50, 1), logPageMax);
  const digest = logDigest(query);
  const before = query.after === undefined ? undefined : readPlace(query.after, digest);
  return inTransaction(
    database,
    async (client) => {
      const found = await walk(client, query, { before, limit: limit + 1 });
      const page = found.places.slice(0, limit);
      const entries = await readEntries(client, page);
      const last = found.places.length > limit ? page.at(-1) : found.reached;
      if (last === undefined) return { entries };
      const next = writePlace(digest, last);
      return page.length < limit ? { entries, next, lookedBackTo: Math.round(Number(last.at) / 1000) } : { entries, next };
    },
    begin,
  );
}

interface Found {
  readonly places: readonly LogPlace[];
  /** How far it was looked, where there may be more. */
  readonly reached: LogPlace | undefined;
}

async function walk(
  client: Client,
  selection: LogSelection,
  { before, limit }: { readonly before: LogPlace | undefined; readonly limit: number },
): Promise<Found> {
  const stretches = wayOf(selection) === 'stretches' ? await readStretches(client, selection) : [];
  const places: LogPlace[] = [];
  let reached = before;
  let looked = 0;
  let steps = isExact(selection) ? limit : 8 * limit;
  while (places.length < limit) {
    const { rows } = await client.query<Walked>(walkStatement({ selection, before: reached, steps, stretches }));
    for (const { at, id, seq, holds } of rows) if (holds && places.length < limit) places.push({ at, id, seq });
    if (rows.length < steps) return { places, reached: undefined };
    const last = rows.at(-1);
    reached = last === undefined ? reached : { at: last.at, id: last.id, seq: last.seq };
    looked += rows.length;
    if (looked >= walkMax) break;
    steps = Math.min(4 * steps, walkMax - looked);
  }
  return { places, reached };
}

/** The flows, types and kinds that events have: each is found by skipping over those alike. */
export async function readStretches(client: Queryable, { flow, types, kind }: LogSelection = {}): Promise<readonly Stretch[]> {
  // Within a flow, the flow itself must not be compared again: the index would then be entered where the flow begins, each time.
  const [within, beyond] =
    flow === undefined
      ? ['$1::text is null', '(e.flow, e.type, e.kind) > (s.flow, s.type, s.kind)']
      : ['e.flow = $1::text', 'e.flow = $1 and (e.type, e.kind) > (s.type, s.kind)'];
  const { rows } = await client.query<Stretch>({
    text: `with recursive s as (
        (select flow, type, kind from throughline.event e where ${within} order by e.flow, e.type, e.kind limit 1)
        union all
        select n.* from s cross join lateral (select e.flow, e.type, e.kind from throughline.event e
          where ${beyond} order by e.flow, e.type, e.kind limit 1) n)
      select flow, type, kind from s where ($2::text[] is null or type = any($2)) and ($3::text is null or kind = $3)`,
    values: [flow ?? null, types ?? null, kind ?? null],
  });
  return rows;
}

/** Events by their names, in the order given. */
export async function readEntries(
  client: Queryable,
  places: readonly Pick<LogPlace, 'id' | 'seq'>[],
): Promise<readonly LogEntry[]> {
  if (places.length === 0) return [];
  const { rows } = await client.query<StoredEvent & Pick<LogEntry, 'entity' | 'key' | 'parent' | 'xact' | 'hash'>>({
    text: `select ${eventColumns('e')}, d.entity, d.key, d.parent, e.xact::text as xact, encode(e.hash, 'hex') as hash
      from unnest($1::int2[], $2::uuid[], $3::int4[]) with ordinality u(bucket, id, seq, place)
      cross join lateral (select * from throughline.event e where e.bucket = u.bucket and e.case_id = u.id and e.seq = u.seq offset 0) e
      cross join lateral (select * from throughline.case_data d where d.bucket = u.bucket and d.id = u.id offset 0) d
      order by u.place`,
    values: [places.map(({ id }) => bucketOf(id)), places.map(({ id }) => id), places.map(({ seq }) => seq)],
  });
  const sealed = (await readLastSeal(client))?.upto;
  return rows.map(({ entity, key, parent, xact, hash, ...stored }) => ({
    ...viewOfEvent(stored),
    ...{ entity, key, parent, xact, hash },
    isSealed: sealed !== undefined && (xact === null || isOver(sealed, BigInt(xact))),
  }));
}
