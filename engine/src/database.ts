/** The part of a `pg` client that the engine uses; tests put a failing one in its place. */
export interface Queryable {
  query<R = Record<string, unknown>>(query: Query): Promise<{ readonly rows: R[]; readonly rowCount: number | null }>;
  /** Whether it sends a query while others are still unanswered. */
  readonly pipeline?: boolean;
}

export interface Query {
  /** Named statements are parsed once a connection. */
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

export interface Client extends Queryable {
  /** Gives the connection back; with an error, it is closed instead. */
  release(error?: Error | boolean): void;
  /** A connection that breaks between two queries says so here; the next query says it, too. */
  on?(event: 'error', listener: () => void): unknown;
  off?(event: 'error', listener: () => void): unknown;
}

/** A `pg.Pool`, or something that behaves like one. */
export interface Database extends Queryable {
  connect(): Promise<Client>;
}

/**
 * How a transaction that dispatches should begin; a caller's own one, too. Batches pass whole columns as parameters, so the planner
 * cannot know how long they are: a generic plan is right for all of them and saves planning each. It must be a loop over the
 * primary keys: one made while a table is still empty would read the whole table, and be kept while it grows (the 18 months of
 * the demo took 71 s so, and 42 s with these settings). Nor may it gather what an index has in order, and sort it: of all that is due,
 * or of all cases of a flow, the first are wanted.
 */
export const batchSettings = [
  'set local plan_cache_mode = force_generic_plan',
  'set local enable_seqscan = off',
  'set local enable_bitmapscan = off',
  'set local enable_hashjoin = off',
  'set local enable_mergejoin = off',
].join('; ');
/**
 * The transaction takes its number before it reads the settings: who changes them knows by it which transactions may not have seen the
 * change yet.
 */
export const beginStatement = `begin; ${batchSettings}; set local statement_timeout = '60s'; select pg_current_xact_id()`;

/** A connection for more than one query. That it breaks between two of them must not end the process: the next query tells it. */
export async function takeClient(database: Database): Promise<Client> {
  const client = await database.connect();
  client.on?.('error', unheard);
  return client;
}

/** Gives back what `takeClient` gave; with an error, the connection is closed instead. */
export function returnClient(client: Client, error?: Error | boolean): void {
  client.off?.('error', unheard);
  client.release(error);
}

function unheard(): void {}

/** Runs the work in a transaction of its own. Rolls back and throws on where the work throws. */
export async function inTransaction<T>(
  database: Database,
  work: (client: Client) => Promise<T>,
  begin = beginStatement,
): Promise<T> {
  const client = await takeClient(database);
  let broken: Error | undefined;
  try {
    await client.query({ text: begin });
    const result = await work(client);
    await client.query({ text: 'commit' });
    return result;
  } catch (error) {
    try {
      await client.query({ text: 'rollback' });
    } catch (rollbackError) {
      broken = rollbackError instanceof Error ? rollbackError : new Error('rollback failed', { cause: rollbackError });
    }
    throw error;
  } finally {
    returnClient(client, broken);
  }
}
