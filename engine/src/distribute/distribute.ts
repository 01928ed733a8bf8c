import { bucketCount } from '../case-id.ts';
import { batchSettings, type Client, type Database, inTransaction } from '../database.ts';
import { EngineError, sqlState } from '../errors.ts';
import { readApplied, readMigrations } from '../migrate.ts';
import {
  copyTable,
  countOtherSessions,
  countShardNodes,
  distributeTable,
  readCitus,
  readDistributed,
  readLayoutProblems,
} from '../sql/citus.ts';
import { lockCases, readCases } from '../sql/lock-cases.ts';
import { tableExists } from '../sql/restore-rows.ts';

/** The tables of cases: each row has the bucket of its case, and a case with all that it owns is of one bucket. */
export const spreadTables = [
  'case_',
  'case_data',
  'event',
  'receipt',
  'effect',
  'link',
  'quarantine',
  'list_field',
  'retired_event',
] as const;

/** What statements on tables of cases read beside them. */
const copiedTables = ['clock', 'source', 'effect_hold'] as const;

export interface Distributed {
  readonly citus: string;
  readonly nodes: number;
  /** Those that this call has spread; the others were before. */
  readonly tables: readonly string[];
}

/**
 * Spreads the tables of cases over the machines of a Citus cluster, by bucket, in one transaction. Within it the engine's own statements
 * are tried over several buckets; where Citus refuses one, all of it is taken back. All servers must be stopped. Never run on Citus.
 *
 * @throws EngineError citus-missing, distribute-unfit
 */
export async function distribute(database: Database): Promise<Distributed> {
  const citus = await requireCitus(database);
  const applied = (await tableExists(database, 'throughline.migration'))
    ? await readApplied(database, await readMigrations())
    : [];
  if (applied.length < (await readMigrations()).length)
    throw unfit('the database has not been made ready by this release: start a server on it once, or call `throughline upgrade`');
  const problems = await readLayoutProblems(database, spreadTables);
  if (problems.length > 0) throw unfit(`these stand in the way: ${problems.join('; ')}`);
  const nodes = await countShardNodes(database);
  if (nodes === 0) throw unfit('no node of the cluster may hold shards: add one by citus_add_node');
  const client = { citus, nodes };
  return inTransaction(
    database,
    async (transaction) => {
      const sessions = await countOtherSessions(transaction);
      if (sessions > 0) throw unfit(`${sessions} other sessions use the database: stop all servers first`);
      const tables = await spread(transaction);
      await tryStatements(transaction);
      return { ...client, tables };
    },
    'begin',
  );
}

async function requireCitus(database: Database): Promise<string> {
  const { version, isAvailable } = await readCitus(database);
  if (version !== null) return version;
  throw new EngineError(
    'citus-missing',
    isAvailable
      ? 'This database does not have the extension Citus, which its server could have: create extension citus, and add nodes'
      : 'The server of this database does not have the extension Citus: one PostgreSQL needs no distribution (docs/guide/scale.md)',
  );
}

async function spread(client: Client): Promise<readonly string[]> {
  const known = await readDistributed(client);
  for (const table of copiedTables) if (!known.includes(table)) await copyTable(client, table);
  const [first, ...others] = spreadTables;
  const missing = spreadTables.filter((table) => !known.includes(table));
  if (missing.includes(first)) await distributeTable(client, first, undefined);
  for (const table of others) if (missing.includes(table)) await distributeTable(client, table, first);
  return missing;
}

/** Batches lock cases of many buckets in one statement; a node that cannot do that cannot run the engine. */
async function tryStatements(client: Client): Promise<void> {
  const ids = Array.from({ length: 8 }, (_, index) => {
    const bucket = Math.floor((index * bucketCount) / 8);
    return `${bucket.toString(16).padStart(3, '0')}00000-0000-4000-8000-000000000000`;
  });
  try {
    await client.query({ text: batchSettings });
    await lockCases(client, ids);
    await readCases(client, ids);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unfit(
      `it does not run the engine’s statements over several buckets (${sqlState(error) ?? 'error'}: ${reason}). Nothing was changed`,
    );
  }
}

function unfit(reason: string): EngineError {
  return new EngineError('distribute-unfit', `This database cannot be distributed as it is: ${reason}`);
}
