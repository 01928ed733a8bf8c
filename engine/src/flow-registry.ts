import { type CompiledFlow, compileFlow, type FlowDefinition, kernelFlows } from '@throughline/language';
import type { Queryable } from './database.ts';
import { readFlowVersion } from './sql/flow-versions.ts';

/** The compiled versions of flows; a version never changes, so they are kept. */
export interface FlowRegistry {
  /** A version that has been loaded. */
  get(flow: string, version: number): CompiledFlow | undefined;
  /** Makes sure that the versions which exist are loaded. */
  load(client: Queryable, versions: Iterable<readonly [flow: string, version: number]>): Promise<void>;
}

export function createFlowRegistry(): FlowRegistry {
  const compiled = new Map<string, CompiledFlow>();
  const nameOf = (flow: string, version: number) => `${flow}/${version}`;
  return {
    get: (flow, version) => compiled.get(nameOf(flow, version)),
    async load(client, versions) {
      for (const [flow, version] of versions) {
        if (compiled.has(nameOf(flow, version))) continue;
        const definition = await readFlowVersion(client, flow, version);
        if (definition !== undefined) compiled.set(nameOf(flow, version), compileStored(definition, version));
      }
    },
  };
}

function compileStored(definition: FlowDefinition, version: number): CompiledFlow {
  const kernel = kernelFlows.get(definition.name);
  return compileFlow(definition, version, kernel?.ownerField === undefined ? {} : { ownerField: kernel.ownerField });
}
