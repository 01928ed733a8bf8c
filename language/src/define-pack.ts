import type { FlowDefinition } from './definition/flow.ts';

/** A folder of flows, metrics and roles that belong together. The kernel knows no invoice: packs make the product. */
export interface Pack<M extends { readonly id: string } = { readonly id: string }> {
  /** Lower case with hyphens: `order-to-cash`. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** Roles that all flows of the pack may name, beside their own. */
  readonly roles: Readonly<Record<string, { readonly title?: string }>>;
  readonly flows: readonly FlowDefinition[];
  readonly metrics: readonly M[];
}

/** Puts flows, metrics and roles together. Returns plain data, unchecked: `checkPack` judges it. */
export function definePack<M extends { readonly id: string } = { readonly id: string }>(pack: {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly roles?: Pack['roles'];
  readonly flows: readonly FlowDefinition[];
  readonly metrics?: readonly M[];
}): Pack<M> {
  return JSON.parse(JSON.stringify({ roles: {}, metrics: [], ...pack })) as Pack<M>;
}
