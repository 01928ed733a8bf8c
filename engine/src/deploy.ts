import { checkFlow, compileFlow, type FlowDefinition, kernelFlows } from '@throughline/language';
import { type Database, inTransaction } from './database.ts';
import { EngineError } from './errors.ts';
import { insertFlowVersion, lockDeployment, readNewestVersions } from './sql/flow-versions.ts';
import { countSettings } from './sql/read-settings.ts';

export interface Deployed {
  readonly flow: string;
  readonly version: number;
  /** `false`: the newest version was this very definition already. */
  readonly isNew: boolean;
}

/**
 * Makes definitions the newest versions of their flows; what is deployed already stays as it is. New cases run the newest
 * version, those that exist keep theirs. All are deployed, or none.
 */
export async function deployFlows(
  database: Database,
  definitions: readonly FlowDefinition[],
  { by }: { readonly by: string },
): Promise<readonly Deployed[]> {
  const errors = definitions.flatMap((definition) =>
    checkFlow(definition)
      .filter(({ severity }) => severity === 'error')
      .map((found) => ({ flow: definition.name, ...found })),
  );
  if (errors.length > 0) {
    const said = errors.slice(0, 5).map(({ flow, code, path, message }) => `${flow}${path}: ${code}: ${message}`);
    throw new EngineError('flow-has-errors', `A flow with errors cannot be deployed: ${said.join('; ')}`, { details: errors });
  }
  return deployChecked(database, definitions, by);
}

/** The flows of owned cases are the kernel's own: deployed with each release that changes them. */
export async function deployKernelFlows(database: Database): Promise<readonly Deployed[]> {
  return deployChecked(
    database,
    [...kernelFlows.values()].map(({ definition }) => definition),
    'system',
  );
}

async function deployChecked(
  database: Database,
  definitions: readonly FlowDefinition[],
  by: string,
): Promise<readonly Deployed[]> {
  const compiled = definitions.map((definition) => compileFlow(definition));
  return inTransaction(database, async (client) => {
    await lockDeployment(client);
    const newest = new Map((await readNewestVersions(client)).map((row) => [row.flow, row]));
    const deployed: Deployed[] = [];
    for (const { name, hash, definition } of compiled) {
      const current = newest.get(name);
      if (current?.hash === hash) {
        deployed.push({ flow: name, version: current.version, isNew: false });
        continue;
      }
      const version = (current?.version ?? 0) + 1;
      newest.set(name, { flow: name, version, hash });
      await insertFlowVersion(client, { flow: name, version, hash, definition, by });
      deployed.push({ flow: name, version, isNew: true });
    }
    if (deployed.some(({ isNew }) => isNew)) await countSettings(client);
    return deployed;
  });
}
