import { type Actor, actorAt, type CompiledFlow, roleTitle } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';

/**
 * Whoever may not do it is told so before anything is computed for them. The engine asks the same again when it decides.
 *
 * @throws RefusedError role-required
 */
export function requireRole(
  { definition }: CompiledFlow,
  transitions: readonly { readonly roles?: readonly string[] }[],
  actor: Actor,
  entity: string,
): void {
  const roles = [...new Set(transitions.flatMap((transition) => transition.roles ?? []))];
  const held = actorAt(actor, entity).roles;
  if (actor.kind !== 'person' || roles.length === 0 || roles.some((role) => held.includes(role))) return;
  const titles = roles.map((role) => roleTitle(definition, role)).join(' or ');
  throw new RefusedError({ code: 'role-required', message: `This needs the role ${titles}`, expected: roles });
}
