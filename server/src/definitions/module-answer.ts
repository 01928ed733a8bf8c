/** What running a module gave. */
export type ModuleAnswer =
  | { readonly kind: 'ran'; readonly exported: readonly Exported[]; readonly texts: readonly ModuleText[] }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string };

export interface Exported {
  readonly name: string;
  readonly json: string;
}

export interface ModuleText {
  readonly path: string;
  readonly text: string;
  /** The same without types; of the same length. */
  readonly plain: string;
}

/** Whether a value is a flow, a pack or a metric, as far as its members tell. */
export function looksDeclared(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return isPack(value) || isFlow(value) || isMetric(value);
}

export const isPack = (value: object) => 'flows' in value && 'metrics' in value;
export const isFlow = (value: object) => 'states' in value || 'start' in value;
export const isMetric = (value: object) => 'formula' in value;
