import { type Client, type Database, inTransaction } from '../database.ts';
import { isOver } from '../seals/span.ts';
import { readLastSeal, readSeals } from '../sql/seals.ts';
import { readCaused } from './causes.ts';
import type { LogQuery } from './log-query.ts';
import { type LogEntry, type LogPage, readEntries, readLog, readStretches } from './read-log.ts';
import type { Stretch } from './walk-sql.ts';

/** An event, what caused it and what it caused. */
export interface LogFamily {
  readonly event: LogEntry;
  /** What it follows from, the nearest first: up to what nothing caused, or at most 20. */
  readonly causes: readonly LogEntry[];
  /** What follows from it at once, in the order in which it was recorded; at most 200. */
  readonly caused: readonly LogEntry[];
  /** The number of the seal that holds it; `null`: none yet. */
  readonly seal: number | null;
}

/** The log of all cases, as people look through it. */
export interface LogControls {
  /** One page of events, the newest first. @throws EngineError list-value-invalid, list-cursor-invalid */
  log(query?: LogQuery): Promise<LogPage>;
  /** An event with its causes and what it caused; `undefined`: there is none of that name. */
  logFamily(id: string, seq: number): Promise<LogFamily | undefined>;
  /** The flows, types and kinds that events have. */
  logTypes(): Promise<readonly Stretch[]>;
}

const begin = `begin read only; set local statement_timeout = '30s'; set local jit = off; set local enable_seqscan = off;
  set local enable_bitmapscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_sort = off`;
const causesMax = 20;

export function logControls(database: Database): LogControls {
  return {
    log: (query = {}) => readLog(database, query),
    logFamily: (id, seq) => inTransaction(database, (client) => readFamily(client, { id, seq }), begin),
    logTypes: () => inTransaction(database, (client) => readStretches(client), begin),
  };
}

async function readFamily(client: Client, name: { readonly id: string; readonly seq: number }): Promise<LogFamily | undefined> {
  const [event] = await readEntries(client, [name]);
  if (event === undefined) return undefined;
  const causes: LogEntry[] = [];
  for (let { cause } = event; cause !== null && causes.length < causesMax; ) {
    const [above] = await readEntries(client, [{ id: cause.case, seq: cause.seq }]);
    if (above === undefined) break;
    causes.push(above);
    ({ cause } = above);
  }
  const caused = await readEntries(client, await readCaused(client, name));
  return { event, causes, caused, seal: await sealOf(client, event.xact) };
}

/** What one seal has seen, the later ones have too: so the first is found by halving. */
async function sealOf(client: Client, xact: string | null): Promise<number | null> {
  const last = await readLastSeal(client);
  if (last === undefined) return null;
  if (xact === null) return 1;
  const number = BigInt(xact);
  if (!isOver(last.upto, number)) return null;
  let low = 1;
  let high = last.number;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [seal] = await readSeals(client, { after: middle - 1, limit: 1 });
    if (seal === undefined || isOver(seal.upto, number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
