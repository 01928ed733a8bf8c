import type { FlowScope, Visible } from './visible.ts';

/** Scopes as two columns for `unnest`: flow and entity, where no entity means all. `null`, twice: everything is seen. */
export function scopeColumns(
  scopes: readonly FlowScope[] | undefined,
): readonly [flows: readonly string[] | null, entities: readonly (string | null)[] | null] {
  if (scopes === undefined) return [null, null];
  const pairs = scopes.flatMap(({ flow, entities = [null] }: { flow: string; entities?: readonly (string | null)[] }) =>
    entities.map((entity) => ({ flow, entity })),
  );
  return [pairs.map(({ flow }) => flow), pairs.map(({ entity }) => entity)];
}

/** The entities in which cases of a flow are seen, as a parameter; `null`: in all. */
export function entitiesOf(visible: Visible, flow: string): readonly string[] | null {
  const scope = visible.cases(flow);
  return scope === 'all' ? null : scope;
}
