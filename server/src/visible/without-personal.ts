import type { Visible } from './visible.ts';

/** The same, but for personal data: files go further than pages do, and have it only where it is asked for. */
export function withoutPersonal(visible: Visible): Visible {
  return {
    cases: (flow) => visible.cases(flow),
    sees: (found) => visible.sees(found),
    field: (flow, field, entity) =>
      typeof flow !== 'string' && flow.data.personal.has(field) ? { needs: [] } : visible.field(flow, field, entity),
    column: (flow, field) => visible.column(flow, field),
    hidden: (flow, entity) =>
      new Map([...visible.hidden(flow, entity), ...[...flow.data.personal].map((field) => [field, { needs: [] }] as const)]),
    selection: (flow) => visible.selection(flow),
    search: () => visible.search(),
    seen: () => visible.seen(),
    flows: () => visible.flows(),
  };
}
