import { basename } from 'node:path';
import { type CompiledFlow, canonical, compileFlow, type FlowDefinition, type Json } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { allFlows, checkDefinitions } from './definitions/check-files.ts';
import type { Definitions } from './definitions/load-definitions.ts';
import { ThroughlineError } from './errors.ts';
import { kindOfCarrier } from './gate/carried.ts';
import { packDeployer, type Shipped, ship, shippedKind } from './gate/first-definitions.ts';
import { commandLine, putInForce } from './gate/put-in-force.ts';
import { readFlowVersion } from './sql/read-flow-version.ts';
import type { Throughline } from './throughline.ts';

/** @throws ThroughlineError flow-has-errors */
export function refuseErrors(definitions: Definitions): void {
  const findings = checkDefinitions(definitions);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const message = `The checker finds ${errors.length} error${errors.length === 1 ? '' : 's'} in the definition`;
    throw new ThroughlineError('flow-has-errors', message, { place: definitions.file, details: findings });
  }
}

/**
 * Puts the flows of a file in force, each at once or none: by a change, as anything.
 *
 * @throws ThroughlineError flow-has-errors, change-not-approved
 */
export async function deployDefinitions(throughline: Throughline, definitions: Definitions): Promise<readonly FlowDefinition[]> {
  refuseErrors(definitions);
  const flows = allFlows(definitions);
  if (throughline.database === 'main') await deployPacks(throughline);
  const title = `Flows of ${basename(definitions.file)}`.slice(0, 200);
  const summary = `Brought by the command line: ${flows.map(({ name }) => name).join(', ')}`.slice(0, 2000);
  await putInForce(throughline, flows, { actor: commandLine, title, summary });
  return flows;
}

/** Deploys the packs that ship where they, or newer ones of ours, are missing. */
export async function deployPacks(throughline: Throughline): Promise<void> {
  const missing = [];
  for (const pack of builtInPacks) missing.push({ pack, flows: await missingFlows(throughline, pack) });
  // What a change takes must be there before one can be drafted.
  for (const { pack, flows } of missing) {
    const first = flows.filter(({ isNew }) => isNew);
    if (first.length > 0) await ship(throughline, pack, first);
  }
  for (const { pack, flows } of missing) {
    const newer = flows.filter(({ isNew }) => !isNew);
    if (newer.length > 0) await ship(throughline, pack, newer);
  }
}

/** The flows that this release brings, with who deploys them. */
export const shippedFlows = builtInPacks.flatMap(({ name, flows }) =>
  flows.map((definition) => ({ definition, by: packDeployer(name) })),
);

async function missingFlows({ pool }: Throughline, pack: (typeof builtInPacks)[number]): Promise<readonly Shipped[]> {
  const flows: Shipped[] = [];
  for (const definition of pack.flows) {
    const deployed = await readFlowVersion(pool, definition.name);
    if (deployed === undefined) flows.push({ definition, isNew: true });
    // Comparing costs a millisecond; checking and compiling what is deployed already would cost each command a third of a second.
    else if (!isSame(deployed.definition, definition) && (await isOurs(pool, deployed.by, pack.name)))
      flows.push({ definition, isNew: false });
  }
  return flows;
}

/** A flow that somebody else has put in force is not touched by a new release. */
async function isOurs(pool: Throughline['pool'], by: string, pack: string): Promise<boolean> {
  return by === packDeployer(pack) || (await kindOfCarrier(pool, by)) === shippedKind;
}

function isSame(one: FlowDefinition, other: FlowDefinition): boolean {
  return canonical(one as unknown as Json) === canonical(other as unknown as Json);
}

/**
 * The newest version of a flow, compiled. One that a pack brings is deployed when it is first asked for; where nothing may be
 * written (`deploys: false`), it is the one that would be.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function findFlow(throughline: Throughline, name: string, { deploys = true } = {}): Promise<CompiledFlow> {
  const pack = builtInPacks.find(({ flows }) => flows.some((flow) => flow.name === name));
  if (pack !== undefined && throughline.database === 'main') {
    if (deploys) await deployPacks(throughline);
    else {
      const missing = (await missingFlows(throughline, pack)).find(({ definition }) => definition.name === name);
      if (missing !== undefined) return compileFlow(missing.definition);
    }
  }
  const found = await readFlowVersion(throughline.pool, name);
  if (found !== undefined) return compileFlow(found.definition, found.version);
  const { latest } = await throughline.engine.clock();
  const shipped = builtInPacks.flatMap(({ flows }) => flows.map((flow) => flow.name));
  const expected = [...new Set([...Object.keys(latest), ...shipped])].sort().join(', ');
  throw new ThroughlineError('flow-unknown', `There is no flow ${name}`, { place: 'flow', expected });
}
