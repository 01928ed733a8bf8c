import type pg from 'pg';

/**
 * How a query fails: refused with a serialization failure (transient); its connection lost before it was sent; or lost after
 * the server did it, so that the caller cannot know.
 */
export type FaultMode = 'transient' | 'lost-before' | 'lost-after';

/** Which query fails, and how. */
export type Fault = {
  /** Counted from 1 over all connections of the pool. */
  readonly failAt: number;
  readonly mode: FaultMode;
  /** Every query from there on fails, not that one alone. */
  readonly persistent?: boolean;
};

/** A pool that fails on purpose. */
export type FaultyPool = {
  readonly pool: pg.Pool;
  /** Queries asked for so far. */
  queries(): number;
  /** Whether the fault has struck. Raise `failAt` until a run ends with this false: then every point has been tried. */
  struck(): boolean;
};

type Query = (...given: readonly unknown[]) => Promise<unknown>;
type Asked = { query: Query };

/** Wraps a pool; `pool.query` and `client.query` count, in their promise form. The pool below stays yours to end. */
export function faultyPool(below: pg.Pool, fault: Fault): FaultyPool {
  let asked = 0;
  let struck = false;
  const faulty = (client: pg.PoolClient): Query => {
    const query: Query = (...given) => (client as unknown as Asked).query(...given);
    return async (...given) => {
      asked += 1;
      if (!(fault.persistent === true ? asked >= fault.failAt : asked === fault.failAt)) return query(...given);
      struck = true;
      if (fault.mode === 'transient') throw transientError();
      if (fault.mode === 'lost-after') await query(...given);
      loseConnection(client);
      // What the driver itself says on a lost connection is what the caller must get to see.
      return fault.mode === 'lost-before' ? query(...given) : Promise.reject(lostError());
    };
  };
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await below.connect();
    const query = faulty(client);
    return new Proxy(client, { get: (target, name) => (name === 'query' ? query : bound(target, name)) });
  };
  const query: Query = async (...given) => {
    const client = await below.connect();
    try {
      const result = await faulty(client)(...given);
      client.release();
      return result;
    } catch (error) {
      client.release(fault.mode !== 'transient');
      throw error;
    }
  };
  const replaced: Readonly<Record<string | symbol, unknown>> = { connect, query };
  const pool = new Proxy(below, { get: (target, name) => replaced[name] ?? bound(target, name) });
  return { pool, queries: () => asked, struck: () => struck };
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}

function transientError(): Error {
  return Object.assign(new Error('could not serialize access (injected fault)'), { code: '40001', severity: 'ERROR' });
}

function lostError(): Error {
  return new Error('Connection terminated unexpectedly');
}

function loseConnection(client: pg.PoolClient): void {
  client.on('error', () => undefined); // The loss is told to the query; the client's own event must not end the process.
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
