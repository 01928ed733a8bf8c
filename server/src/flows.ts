import { type CompiledFlow, canonical, compileFlow, type FlowDefinition, type Json, kernelFlows } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { allFlows, checkDefinitions } from './check-file.ts';
import type { Definitions } from './definitions.ts';
import { ThroughlineError } from './errors.ts';
import { readFlowVersion } from './sql/read-flow-version.ts';
import type { Throughline } from './throughline.ts';

/** Who deploys the packs that ship; a flow that someone else has deployed is not touched by a new release. */
const packDeployer = (pack: string) => `pack/${pack}`;

/** Deploys the flows of a file, each at once or none. */
export async function deployDefinitions({ engine }: Throughline, definitions: Definitions): Promise<readonly FlowDefinition[]> {
  const findings = checkDefinitions(definitions);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const message = `The checker finds ${errors.length} error${errors.length === 1 ? '' : 's'} in the definition`;
    throw new ThroughlineError('flow-has-errors', message, { place: definitions.file, details: findings });
  }
  const flows = allFlows(definitions);
  await engine.deploy(flows, { by: 'command line' });
  return flows;
}

/** Deploys the packs that ship where they, or newer ones of ours, are missing. */
export async function deployPacks(throughline: Throughline): Promise<void> {
  for (const pack of builtInPacks) {
    const by = packDeployer(pack.name);
    const flows: FlowDefinition[] = [];
    for (const flow of pack.flows) {
      const deployed = await readFlowVersion(throughline.pool, flow.name);
      // Comparing costs a millisecond; checking and compiling what is deployed already would cost each command a third of a second.
      if (deployed === undefined || (deployed.by === by && !isSame(deployed.definition, flow))) flows.push(flow);
    }
    if (flows.length > 0) await throughline.engine.deploy(flows, { by });
  }
}

function isSame(one: FlowDefinition, other: FlowDefinition): boolean {
  return canonical(one as unknown as Json) === canonical(other as unknown as Json);
}

/**
 * The newest version of a flow, compiled. One that a pack brings is deployed when it is first asked for.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function findFlow(throughline: Throughline, name: string): Promise<CompiledFlow> {
  const isShipped = builtInPacks.some(({ flows }) => flows.some((flow) => flow.name === name));
  if (isShipped && throughline.database === 'main') await deployPacks(throughline);
  const found = await readFlowVersion(throughline.pool, name);
  if (found !== undefined) return compileFlow(found.definition, found.version);
  const { latest } = await throughline.engine.clock();
  const shipped = builtInPacks.flatMap(({ flows }) => flows.map((flow) => flow.name));
  const expected = [...new Set([...Object.keys(latest), ...shipped])].sort().join(', ');
  throw new ThroughlineError('flow-unknown', `There is no flow ${name}`, { place: 'flow', expected });
}

/** The version of a flow that a case runs, compiled. */
export async function flowOf({ pool }: Throughline, { flow, version }: { flow: string; version: number }): Promise<CompiledFlow> {
  const kernel = kernelFlows.get(flow);
  const found = await readFlowVersion(pool, flow, version);
  if (found === undefined) throw new ThroughlineError('flow-unknown', `There is no version ${version} of ${flow}`);
  return compileFlow(found.definition, version, kernel?.ownerField === undefined ? {} : { ownerField: kernel.ownerField });
}
