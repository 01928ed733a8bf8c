import { canonical, checkMigration, type Json, type MigrationDefinition } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { compileStored } from '../flow-registry.ts';
import { lockDeployment, readFlowVersion, readVersions } from '../sql/flow-versions.ts';
import { readInstant } from '../sql/read-moment.ts';
import { insertMapping, type MappingRow, readMapping } from '../sql/version-mappings.ts';
import { type Decided, requireReason } from './release.ts';

/** Between which versions, in the direction there. */
export interface Way {
  readonly flow: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps how the cases of one version go on under another, and how they come back. Its hashes say between which versions it is: the
 * newest of each. What would strand cases, there or back, is refused with the checker's findings. A mapping replaces the one before it,
 * which stays on record.
 *
 * @throws EngineError version-unknown, migration-refused, reason-missing
 */
export async function storeMapping(database: Database, migration: MigrationDefinition, decided: Decided): Promise<MappingRow> {
  requireReason(decided);
  return inTransaction(database, async (client) => {
    await lockDeployment(client);
    return storeMappingWithin(client, migration, decided);
  });
}

/** In a transaction that holds the lock on deployments. */
export async function storeMappingWithin(
  client: Client,
  migration: MigrationDefinition,
  { by, reason }: Decided,
): Promise<MappingRow> {
  const { flow } = migration;
  const versions = await readVersions(client, [flow]);
  const [from, to] = [migration.before, migration.after].map(
    (hash) => versions.findLast((version) => version.hash === hash)?.version,
  );
  if (from === undefined || to === undefined || from === to)
    throw new EngineError(
      'version-unknown',
      `The migration is of versions of ${flow} that are not deployed: deploy both first (the new one need not be released)`,
    );
  await refuseStranding(client, { flow, from, to }, migration);
  const known = await readMapping(client, { flow, from, to });
  if (known !== undefined && canonical(known.definition as unknown as Json) === canonical(migration as unknown as Json))
    return known;
  const row = { flow, from, to, revision: (known?.revision ?? 0) + 1, definition: migration };
  await insertMapping(client, { ...row, by, at: (await readInstant(client)).now, reason });
  return row;
}

async function refuseStranding(client: Client, way: Way, migration: MigrationDefinition): Promise<void> {
  const [before, after] = await readBoth(client, way);
  const findings = checkMigration(before.definition, after.definition, migration).filter(({ severity }) => severity === 'error');
  if (findings.length === 0) return;
  const said = findings.slice(0, 5).map(({ code, path, message }) => `${path}: ${code}: ${message}`);
  throw new EngineError('migration-refused', `The migration would leave cases behind: ${said.join('; ')}`, { details: findings });
}

/**
 * Both versions of a way, compiled.
 *
 * @throws EngineError version-unknown
 */
export async function readBoth(client: Client | Database, { flow, from, to }: Way) {
  const read = async (version: number) => {
    const definition = await readFlowVersion(client, flow, version);
    if (definition === undefined)
      throw new EngineError('version-unknown', `There is no version ${version} of ${flow}`, { details: { flow, version } });
    return compileStored(definition, version);
  };
  return [await read(from), await read(to)] as const;
}
