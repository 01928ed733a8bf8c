import { type CompiledFlow, canonical, compileFlow, type FlowDefinition, type Json } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { allFlows, checkDefinitions } from './definitions/check-files.ts';
import type { Definitions } from './definitions/load-definitions.ts';
import { ThroughlineError } from './errors.ts';
import { readFlowVersion } from './sql/read-flow-version.ts';
import type { Throughline } from './throughline.ts';

/** Who deploys the packs that ship; a flow that someone else has deployed is not touched by a new release. */
const packDeployer = (pack: string) => `pack/${pack}`;

/** @throws ThroughlineError flow-has-errors */
export function refuseErrors(definitions: Definitions): void {
  const findings = checkDefinitions(definitions);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const message = `The checker finds ${errors.length} error${errors.length === 1 ? '' : 's'} in the definition`;
    throw new ThroughlineError('flow-has-errors', message, { place: definitions.file, details: findings });
  }
}

/** Deploys the flows of a file, each at once or none. */
export async function deployDefinitions({ engine }: Throughline, definitions: Definitions): Promise<readonly FlowDefinition[]> {
  refuseErrors(definitions);
  const flows = allFlows(definitions);
  await engine.deploy(flows, { by: 'command line' });
  return flows;
}

/** Deploys the packs that ship where they, or newer ones of ours, are missing. */
export async function deployPacks(throughline: Throughline): Promise<void> {
  for (const pack of builtInPacks) {
    const flows = await missingFlows(throughline, pack);
    if (flows.length > 0) await throughline.engine.deploy(flows, { by: packDeployer(pack.name) });
  }
}

/** The flows that this release brings, with who deploys them. */
export const shippedFlows = builtInPacks.flatMap(({ name, flows }) =>
  flows.map((definition) => ({ definition, by: packDeployer(name) })),
);

async function missingFlows({ pool }: Throughline, pack: (typeof builtInPacks)[number]): Promise<readonly FlowDefinition[]> {
  const flows: FlowDefinition[] = [];
  for (const flow of pack.flows) {
    const deployed = await readFlowVersion(pool, flow.name);
    const isOurs = deployed?.by === packDeployer(pack.name);
    // Comparing costs a millisecond; checking and compiling what is deployed already would cost each command a third of a second.
    if (deployed === undefined || (isOurs && !isSame(deployed.definition, flow))) flows.push(flow);
  }
  return flows;
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
      const missing = (await missingFlows(throughline, pack)).find((flow) => flow.name === name);
      if (missing !== undefined) return compileFlow(missing);
    }
  }
  const found = await readFlowVersion(throughline.pool, name);
  if (found !== undefined) return compileFlow(found.definition, found.version);
  const { latest } = await throughline.engine.clock();
  const shipped = builtInPacks.flatMap(({ flows }) => flows.map((flow) => flow.name));
  const expected = [...new Set([...Object.keys(latest), ...shipped])].sort().join(', ');
  throw new ThroughlineError('flow-unknown', `There is no flow ${name}`, { place: 'flow', expected });
}
