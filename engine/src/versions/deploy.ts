import { checkFlow, compileFlow, type FlowDefinition, kernelFlows, type Millis } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { type FlowVersionRow, insertFlowVersion, lockDeployment, readVersions, releasesOf } from '../sql/flow-versions.ts';
import { readInstant } from '../sql/read-moment.ts';
import { countSettings } from '../sql/read-settings.ts';
import { releasesAt } from './releases.ts';

export interface Deployed {
  readonly flow: string;
  readonly version: number;
  /** `false`: this very definition was deployed already, and stays as it is, released or not. */
  readonly isNew: boolean;
  /** Business time from which newborn cases run it; `null`: it is not released. */
  readonly releasedAt: Millis | null;
}

export interface DeployOptions {
  readonly by: string;
  /** Business time from which newborn cases run the versions; one that has passed means now. Default: now. */
  readonly from?: Millis;
  /** `false`: the versions are there, and no newborn case runs them: for a pilot, or until `release`. */
  readonly released?: boolean;
}

/**
 * Makes definitions new versions of their flows, which newborn cases run from an instant on; those that exist keep theirs. What is the
 * newest version already, or in force, or to come, stays as it is: so a program that deploys its flows whenever it starts undoes no
 * withdrawal. All are deployed, or none.
 *
 * @throws EngineError flow-has-errors
 */
export async function deployFlows(
  database: Database,
  definitions: readonly FlowDefinition[],
  options: DeployOptions,
): Promise<readonly Deployed[]> {
  refuseErrors(definitions);
  return inTransaction(database, (client) => deployWithin(client, definitions, options));
}

/** The flows of owned cases are the kernel's own: deployed with each release that changes them. */
export async function deployKernelFlows(database: Database): Promise<readonly Deployed[]> {
  const definitions = [...kernelFlows.values()].map(({ definition }) => definition);
  return inTransaction(database, (client) => deployWithin(client, definitions, { by: 'system' }));
}

/** Checking a large flow takes a good part of a second: one that was found sound is not checked again, however many databases it goes to. */
const sound = new WeakSet<FlowDefinition>();

/** @throws EngineError flow-has-errors */
export function refuseErrors(definitions: readonly FlowDefinition[]): void {
  const unknown = definitions.filter((definition) => !sound.has(definition));
  const errors = unknown.flatMap((definition) =>
    checkFlow(definition)
      .filter(({ severity }) => severity === 'error')
      .map((found) => ({ flow: definition.name, ...found })),
  );
  if (errors.length === 0) {
    for (const definition of unknown) sound.add(definition);
    return;
  }
  const said = errors.slice(0, 5).map(({ flow, code, path, message }) => `${flow}${path}: ${code}: ${message}`);
  throw new EngineError('flow-has-errors', `A flow with errors cannot be deployed: ${said.join('; ')}`, { details: errors });
}

/** In a transaction that is there already; definitions without errors. */
export async function deployWithin(
  client: Client,
  definitions: readonly FlowDefinition[],
  { by, from = Number.NEGATIVE_INFINITY, released = true }: DeployOptions,
): Promise<readonly Deployed[]> {
  const compiled = definitions.map((definition) => compileFlow(definition));
  await lockDeployment(client);
  const { now } = await readInstant(client);
  const versions = [
    ...(await readVersions(
      client,
      compiled.map(({ name }) => name),
    )),
  ];
  const deployed: Deployed[] = [];
  for (const { name, hash, definition } of compiled) {
    const known = versions.filter(({ flow }) => flow === name);
    const same = standing(known, now).find((version) => version.hash === hash);
    const row = same ?? {
      flow: name,
      version: (known.at(-1)?.version ?? 0) + 1,
      hash,
      releasedAt: released ? Math.max(now, from) : null,
      isScheduled: released && from > now,
    };
    if (same === undefined) {
      await insertFlowVersion(client, { ...row, definition, by });
      versions.push(row);
    }
    deployed.push({ flow: name, version: row.version, isNew: same === undefined, releasedAt: row.releasedAt });
  }
  if (deployed.some(({ isNew }) => isNew)) await countSettings(client);
  return deployed;
}

/** The versions that count when the same is deployed again: the newest one, the one in force, and those to come. */
function standing(known: readonly FlowVersionRow[], now: Millis): readonly FlowVersionRow[] {
  const inForce = new Set(Object.values(releasesAt(releasesOf(known), now).latest));
  return known.filter(
    ({ version, releasedAt }, index) =>
      index === known.length - 1 || inForce.has(version) || (releasedAt !== null && releasedAt > now),
  );
}
