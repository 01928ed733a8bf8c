import { open } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { logColumnList } from './columns.ts';
import { type Span, spanCondition, spanSettings } from './position.ts';

/** Which events are read: those of a span, of some buckets or cases alone where said. */
export interface EventsAsked extends Span {
  /** From, and up to (exclusive). */
  readonly buckets?: readonly [number, number];
  readonly cases?: readonly string[];
}

const linesAtOnce = 5_000;
const timeoutMs = 120_000;

/**
 * Puts events down in a file, one JSON object a line, in a transaction that reads; returns how many. What was visible at the end of a span
 * stays so, hence several such reads of one span are exact together.
 */
export async function readEvents(
  client: ClientBase,
  asked: EventsAsked,
  draft: string,
  { signal, onEvents }: { readonly signal?: AbortSignal; readonly onEvents?: (events: number) => void } = {},
): Promise<number> {
  // Of a log from its beginning all is read, and no summary helps.
  const settings = asked.after === undefined ? 'set local jit = off' : spanSettings;
  await client.query(
    `begin transaction read only; set local statement_timeout = ${timeoutMs}; set local timezone = 'UTC'; ${settings}`,
  );
  const file = await open(draft, 'w', 0o600);
  try {
    const values: unknown[] = [];
    const condition = conditionOf(asked, values);
    await client.query({
      text: `declare log_events no scroll cursor for select row_to_json(found)::text as line
        from (select ${logColumnList} from throughline.event_log where ${condition}) found`,
      values,
    });
    let events = 0;
    for (let isMore = true; isMore; ) {
      signal?.throwIfAborted();
      const { rows } = await client.query<{ line: string }>(`fetch ${linesAtOnce} from log_events`);
      if (rows.length > 0) await file.write(`${rows.map(({ line }) => line).join('\n')}\n`);
      events += rows.length;
      onEvents?.(rows.length);
      isMore = rows.length === linesAtOnce;
    }
    await client.query('commit');
    return events;
  } finally {
    await file.close();
  }
}

function conditionOf({ buckets, cases, ...span }: EventsAsked, values: unknown[]): string {
  const parts = [spanCondition(span)];
  if (buckets !== undefined) parts.push(`bucket >= ${buckets[0]} and bucket < ${buckets[1]}`);
  if (cases !== undefined) parts.push(`case_id = any($${values.push(cases)}::uuid[])`);
  return parts.map((part) => `(${part})`).join(' and ');
}
