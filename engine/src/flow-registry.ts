import { type CompiledFlow, compileFlow, type FlowDefinition, kernelFlows } from '@throughline/language';
import { EngineError } from './errors.ts';
import type { SettingsRegistry } from './settings/settings.ts';
import type { Transaction } from './store/transaction.ts';

/** The compiled versions of flows; a version never changes, so they are kept. */
export interface FlowRegistry {
  /** A version that has been loaded. */
  get(flow: string, version: number): CompiledFlow | undefined;
  /** Makes sure that the versions which exist are loaded. */
  load(tx: Pick<Transaction, 'readFlowVersion'>, versions: Iterable<readonly [flow: string, version: number]>): Promise<void>;
}

export function createFlowRegistry(): FlowRegistry {
  const compiled = new Map<string, CompiledFlow>();
  const nameOf = (flow: string, version: number) => `${flow}/${version}`;
  return {
    get: (flow, version) => compiled.get(nameOf(flow, version)),
    async load(tx, versions) {
      for (const [flow, version] of versions) {
        if (compiled.has(nameOf(flow, version))) continue;
        const definition = await tx.readFlowVersion(flow, version);
        if (definition !== undefined) compiled.set(nameOf(flow, version), compileStored(definition, version));
      }
    },
  };
}

/** Where versions are found. */
export interface Versions {
  readonly store: { readonly alone: Transaction };
  readonly flows: FlowRegistry;
  readonly settings: SettingsRegistry;
}

/**
 * The newest version of a flow.
 *
 * @throws EngineError flow-unknown
 */
export async function newestVersion(versions: Versions, flow: string): Promise<CompiledFlow> {
  const [newest] = await newestVersions(versions, [flow]);
  if (newest === undefined) throw unknownFlow(flow);
  return newest;
}

/** The newest versions of some flows; where none are named, of all but the kernel's own. */
export async function newestVersions(
  { store: { alone }, flows, settings }: Versions,
  names?: readonly string[],
): Promise<readonly CompiledFlow[]> {
  const { latest } = await settings.moment(alone);
  const wanted = names ?? Object.keys(latest).filter((name) => !kernelFlows.has(name));
  const versions = wanted.map((name) => [name, latest[name] ?? 0] as const);
  await flows.load(alone, versions);
  return versions.map(([name, version]) => {
    const flow = flows.get(name, version);
    if (flow === undefined) throw unknownFlow(name);
    return flow;
  });
}

function unknownFlow(name: string): EngineError {
  return new EngineError('flow-unknown', `No version of the flow "${name}" is deployed`, {
    details: { place: '/flow', flow: name },
  });
}

/** A stored version, ready to decide; the kernel’s own flows say which field names an owner. */
export function compileStored(definition: FlowDefinition, version: number): CompiledFlow {
  const kernel = kernelFlows.get(definition.name);
  return compileFlow(definition, version, kernel?.ownerField === undefined ? {} : { ownerField: kernel.ownerField });
}
