import type pg from 'pg';
import type { Client, Database, Query } from '../../src/database.ts';
import type { Fault } from '../model/model-store.ts';
import type { Process } from '../model/scheduling.ts';

type Asked = { query(query: Query): Promise<never>; connection: { stream: { destroy(): void } } };

/**
 * A pool of connections to PostgreSQL as a process has it that is not lucky: queries fail, before or after the server did them, and the process
 * may be killed, which closes all its connections and answers nobody.
 */
export function chaoticPool(below: pg.Pool, process: Process, nextFault: () => Fault | undefined, kill: () => void): Database {
  const open = new Set<pg.PoolClient>();
  const lose = (client: pg.PoolClient) => {
    client.on('error', () => undefined);
    (client as unknown as Asked).connection.stream.destroy();
  };
  const die = (): Promise<never> => {
    for (const client of open) client.release(true);
    open.clear();
    kill();
    return new Promise(() => undefined);
  };
  const ask = async (client: pg.PoolClient, query: Query): Promise<never> => {
    const asked = client as unknown as Asked;
    if (process.isDead) return die();
    const fault = nextFault();
    if (fault === 'transient') throw Object.assign(new Error('could not serialize access'), { code: '40001', severity: 'ERROR' });
    if (fault === 'killed-before') return die();
    if (fault === 'lost-before') lose(client);
    const result = await asked.query(query);
    if (fault === 'killed-after') return die();
    if (fault !== 'lost-after') return result;
    lose(client);
    throw new Error('Connection terminated unexpectedly');
  };
  const connect = async (): Promise<Client> => {
    if (process.isDead) return new Promise(() => undefined);
    const client = await below.connect();
    open.add(client);
    return {
      query: (query) => ask(client, query),
      release(error) {
        open.delete(client);
        client.release(error);
      },
    };
  };
  return {
    connect,
    async query(query) {
      const client = await connect();
      try {
        const result = await client.query<never>(query);
        client.release();
        return result;
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
  };
}
