import { bornPredicate } from './history.ts';
import { literals, type Parameters } from './sql-text.ts';

/** Cases that somebody may see: those of a flow that satisfy all that is said. */
export interface SeenCases {
  readonly flow: string;
  /** Only of these entities; absent: of all. */
  readonly entities?: readonly string[];
  /** Only what is owned by cases of these flows; absent: whoever owns them. */
  readonly ownedBy?: readonly string[];
}

/** Events of cases that somebody may see, of some flows; `seen` absent: of all cases. Nothing else is read, windows included. */
export function seenPredicate(
  flows: string | readonly string[],
  seen: readonly SeenCases[] | undefined,
  params: Parameters,
): string {
  const named = `flow in (${literals(flows)})`;
  if (seen === undefined) return named;
  const asked = new Set([flows].flat());
  const parts = seen.filter(({ flow }) => asked.has(flow)).map((part) => `(${partPredicate(part, params)})`);
  return `${named} and (${parts.length === 0 ? 'false' : parts.join(' or ')})`;
}

function partPredicate({ flow, entities, ownedBy }: SeenCases, params: Parameters): string {
  const conditions = [`flow = ${params.add(flow, 'text')}`];
  if (entities !== undefined) conditions.push(among('entity', entities, params));
  if (ownedBy !== undefined) {
    const owners = `select case_id from throughline.event_log where ${bornPredicate} and ${among('flow', ownedBy, params)}`;
    conditions.push(`parent in (${owners})`);
  }
  return conditions.join(' and ');
}

function among(column: string, values: readonly string[], params: Parameters): string {
  return values.length === 0 ? 'false' : `${column} in (${values.map((value) => params.add(value, 'text')).join(', ')})`;
}
