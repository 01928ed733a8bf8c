import { readFileSync } from 'node:fs';
import pg from 'pg';
import { type Client, type Database, type Query, returnClient, takeClient } from '../../src/database.ts';

/**
 * What happens at a point: this process is killed or stopped, the server's process that serves the connection is killed or told to end, the
 * whole server is killed, the connection is cut, or the statement fails in the server with a code of PostgreSQL.
 */
export type Blow = 'kill-self' | 'freeze-self' | 'kill-backend' | 'end-backend' | 'kill-postmaster' | 'cut' | `fail ${string}`;

/** Before the statement is sent; when it is sent and not answered; when it has been answered. */
export type Side = 'before' | 'sent' | 'after';

export interface Strike {
  /** The statement, as `labelOf` names it; absent: any. */
  readonly label?: string;
  /** At the n-th time, from 1. */
  readonly nth: number;
  readonly side: Side;
  readonly blow: Blow;
}

export interface Struck {
  readonly database: Database;
  /** How often each statement was sent. */
  readonly seen: ReadonlyMap<string, number>;
  hasStruck(): boolean;
}

/** Where the server can be reached beside the connection that is struck. */
export interface ServerPlace {
  readonly url: string;
  readonly pidFile: string;
}

type Asked = pg.PoolClient & { processID: number; connection: { stream: { destroy(): void } } };

/** The name of a statement; one without a name is called by its first words. */
export function labelOf({ name, text }: Query): string {
  return name ?? text.trim().replaceAll(/\s+/g, ' ').slice(0, 60);
}

/** A pool on which one statement meets with a blow. */
export function strikingDatabase(pool: pg.Pool, place: ServerPlace, strike: Strike | undefined): Struck {
  const seen = new Map<string, number>();
  let asked = 0;
  let hasStruck = false;
  const inTransaction = new Set<Asked>();
  const isPoint = (label: string, client: Asked): boolean => {
    if (strike === undefined || hasStruck) return false;
    const times = strike.label === undefined ? asked : strike.label === label ? (seen.get(label) ?? 0) : 0;
    if (strike.blow !== 'freeze-self') return times === strike.nth;
    // Who is frozen with locks in hand makes others wait; so it is at the first such point at which nothing else is under way.
    return times >= strike.nth && [...inTransaction].every((other) => other === client);
  };
  const ask = async (client: Asked, query: Query): Promise<never> => {
    const label = labelOf(query);
    asked += 1;
    seen.set(label, (seen.get(label) ?? 0) + 1);
    if (label.startsWith('begin')) inTransaction.add(client);
    const isEnd = label === 'commit' || label === 'rollback';
    const run = (): Promise<never> => {
      const answer = client.query(query as pg.QueryConfig) as Promise<unknown> as Promise<never>;
      return isEnd ? answer.finally(() => inTransaction.delete(client)) : answer;
    };
    if (strike === undefined || !isPoint(label, client)) return run();
    hasStruck = true;
    const { side, blow } = strike;
    if (side === 'before') await deal(blow, client, place);
    const answer = run();
    answer.catch(() => undefined);
    if (side !== 'sent') await answer;
    if (side !== 'before') await deal(blow, client, place);
    return answer;
  };
  const connect = async (): Promise<Client> => {
    const client = (await pool.connect()) as Asked;
    return {
      ...{ pipeline: (client as unknown as Client).pipeline === true, query: (query: Query) => ask(client, query) },
      release: (error) => client.release(error),
      on: (event, listener) => client.on(event, listener),
      off: (event, listener) => client.off(event, listener),
    };
  };
  const query = async (asking: Query): Promise<never> => {
    const client = await takeClient({ connect, query });
    try {
      const answer = await client.query<never>(asking);
      returnClient(client);
      return answer as never;
    } catch (error) {
      returnClient(client, true);
      throw error;
    }
  };
  return { database: { connect, query }, seen, hasStruck: () => hasStruck };
}

async function deal(blow: Blow, client: Asked, { url, pidFile }: ServerPlace): Promise<void> {
  if (blow === 'kill-self') process.kill(process.pid, 'SIGKILL');
  else if (blow === 'freeze-self') process.kill(process.pid, 'SIGSTOP');
  else if (blow === 'kill-backend') process.kill(client.processID, 'SIGKILL');
  else if (blow === 'kill-postmaster') process.kill(postmasterPid(pidFile), 'SIGKILL');
  else if (blow === 'cut') client.connection.stream.destroy();
  else if (blow === 'end-backend') await endBackend(url, client.processID);
  else {
    const code = blow.slice('fail '.length);
    await client.query(`do $$ begin raise exception 'fails as it was told to' using errcode = '${code}'; end $$`);
  }
}

export function postmasterPid(pidFile: string): number {
  return Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
}

async function endBackend(url: string, pid: number): Promise<void> {
  const other = new pg.Client({ connectionString: url });
  other.on('error', () => undefined);
  await other.connect();
  await other.query('select pg_terminate_backend($1, 5000)', [pid]);
  await other.end();
}
