import type { FlowDefinition } from './definition/flow.ts';
import type { MetricDefinition } from './definition/metric.ts';

/** A folder of flows, metrics and roles that belong together. The kernel knows no invoice: packs make the product. */
export interface Pack {
  /** Lower case with hyphens: `order-to-cash`. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** Roles that all flows of the pack may name, beside their own. */
  readonly roles: Readonly<Record<string, { readonly title?: string }>>;
  readonly flows: readonly FlowDefinition[];
  readonly metrics: readonly MetricDefinition[];
}

/** Puts flows, metrics and roles together. Returns plain data, unchecked: `checkPack` judges it. */
export function definePack(pack: Omit<Pack, 'roles' | 'metrics'> & Partial<Pick<Pack, 'roles' | 'metrics'>>): Pack {
  return JSON.parse(JSON.stringify({ roles: {}, metrics: [], ...pack })) as Pack;
}
