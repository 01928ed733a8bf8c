import type { Actor, CompiledFlow } from '@throughline/language';
import { access } from '@throughline/packs';
import { HttpProblem } from '../http/problem.ts';

/** Puts cases right by hand, whatever their flow. */
const repairs = 'operator';

/** What says who may do what is no record of another system: accounts, loans and keys come about by what their flows allow, and never by a file. */
export function isImportable({ name }: Pick<CompiledFlow, 'name'>): boolean {
  return !access.flows.some((flow) => flow.name === name);
}

/** Taking back puts cases right by hand. @throws HttpProblem role-required */
export function requireRetractor({ roles }: Actor): void {
  if (roles.includes(repairs)) return;
  throw new HttpProblem('role-required', 'An import is taken back by who puts cases right by hand', {
    place: 'roles',
    expected: repairs,
  });
}

/**
 * Rows of a file become facts, which no flow refuses: so they are brought in by whoever answers for the flow, or puts cases right by hand; in any
 * entity, since each row names its own.
 *
 * @throws HttpProblem role-required
 */
export function requireImporter({ roles }: Actor, owners: readonly string[]): void {
  const needed = [...new Set([...owners, repairs])].sort();
  if (roles.some((role) => needed.includes(role))) return;
  throw new HttpProblem('role-required', 'This is for whoever answers for the flow, in all entities', {
    place: 'roles',
    expected: needed.join(', '),
  });
}
