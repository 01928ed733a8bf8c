import type { CompiledFlow } from '../compile/compiled.ts';
import { canonical, type Json } from '../json.ts';

/** Two versions, ready to decide. */
export interface Compiled {
  readonly before: CompiledFlow;
  readonly after: CompiledFlow;
}

/** A member that the record has itself. */
export function own<V>(record: Readonly<Record<string, V>> | undefined, name: string): V | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Whether two JSON values say the same. */
export function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonical(a as Json) === canonical(b as Json);
}
