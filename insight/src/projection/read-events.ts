import type { ClientBase } from 'pg';
import { keptColumnList } from './columns.ts';
import { type CopiedRows, copyOut } from './copy-out.ts';
import { type Span, spanCondition, spanSettings } from './position.ts';

/** Which events are read: those of a span, of some buckets or cases alone where said. */
export interface EventsAsked extends Span {
  /** From, and up to (exclusive). */
  readonly buckets?: readonly [number, number];
  readonly cases?: readonly string[];
}

const timeoutMs = 120_000;

/**
 * Puts events down in a file, as CSV, in a transaction that reads. What was visible at the end of a span stays so, hence several such reads of one
 * span are exact together. Where it is stopped, the client is of no use any more.
 */
export async function readEvents(
  client: ClientBase,
  asked: EventsAsked,
  draft: string,
  { signal, onEvents }: { readonly signal?: AbortSignal; readonly onEvents?: (events: number) => void } = {},
): Promise<CopiedRows> {
  // Of a log from its beginning all is read, and no summary helps.
  const settings = asked.after === undefined ? 'set local jit = off' : spanSettings;
  await client.query(
    `begin transaction read only; set local statement_timeout = ${timeoutMs}; set local timezone = 'UTC'; set local datestyle = 'ISO'; ${settings}`,
  );
  const copy = `copy (select ${keptColumnList} from throughline.event_history where ${conditionOf(asked)}) to stdout (format csv)`;
  const copied = await copyOut(client, copy, draft, {
    ...(signal === undefined ? {} : { signal }),
    ...(onEvents === undefined ? {} : { onRows: onEvents }),
  });
  await client.query('commit');
  return copied;
}

/** A copy takes no parameters: what stands in it are digits, and ids that are ids. */
function conditionOf({ buckets, cases, ...span }: EventsAsked): string {
  const parts = [spanCondition(span)];
  if (buckets !== undefined) parts.push(`bucket >= ${buckets[0]} and bucket < ${buckets[1]}`);
  if (cases !== undefined) parts.push(`case_id = any('{${cases.map(uuid).join(',')}}'::uuid[])`);
  return parts.map((part) => `(${part})`).join(' and ');
}

function uuid(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new TypeError(`${JSON.stringify(id)} is no id of a case`);
  return id;
}
