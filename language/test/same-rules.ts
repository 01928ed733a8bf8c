import type { CompiledFlow, MigrationDefinition } from '../src/index.ts';

/** The mapping to another version with the same rules: nothing is to be said. */
export function sameRules({ name, hash }: CompiledFlow): MigrationDefinition {
  const nothing = { states: {}, fields: {}, defaults: {}, rungs: {}, exceptions: {}, children: {} };
  return { flow: name, before: hash, after: hash, ...nothing, back: nothing, lossy: [], undecided: [] };
}
