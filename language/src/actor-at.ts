import type { Actor } from './input.ts';

/**
 * The actor as they stand in an entity: the roles held everywhere and those held there, as one list in ascending order, and for whom they
 * stand in there. What a decision sees, and its event keeps. An actor with nothing of single entities is returned as they are.
 */
export function actorAt(actor: Actor, entity: string): Actor {
  const { rolesIn, deputyOf, ...everywhere } = actor;
  if (rolesIn === undefined && deputyOf === undefined) return actor;
  const there = rolesIn !== undefined && Object.hasOwn(rolesIn, entity) ? (rolesIn[entity] ?? []) : [];
  const lenders = (deputyOf ?? []).flatMap(({ principal, roles, entities }) =>
    entities?.includes(entity) === false ? [] : [{ principal, roles }],
  );
  return {
    ...everywhere,
    roles: rolesIn === undefined ? actor.roles : [...new Set([...actor.roles, ...there])].sort(),
    ...(lenders.length === 0 ? {} : { deputyOf: lenders }),
  };
}

/**
 * Whether somebody acts with the word of a person: as themselves (or a program of theirs), or for them, in one of these roles that the
 * person lent. The actor is one of the entity (`actorAt`).
 */
export function actsFor({ principal, deputyOf = [] }: Actor, person: string, roles: readonly string[]): boolean {
  if (principal === person) return true;
  return deputyOf.some((lender) => lender.principal === person && lender.roles.some((role) => roles.includes(role)));
}

/** The actor with every role that they hold in any entity: what they may somewhere, where it is not said where. */
export function actorAnywhere(actor: Actor): Actor {
  const { rolesIn, ...everywhere } = actor;
  if (rolesIn === undefined) return actor;
  return { ...everywhere, roles: [...new Set([...actor.roles, ...Object.values(rolesIn).flat()])].sort() };
}

/** A person acts, or a bot for one: automations that act for nobody name themselves. */
export function hasPersonBehind({ kind, id, principal }: Actor): boolean {
  return kind === 'person' || (kind === 'automation' && principal !== id);
}
