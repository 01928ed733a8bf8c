import type { Actor } from './input.ts';

/**
 * The actor as they stand in an entity: the roles held everywhere and those held there, as one list in ascending order. What a decision
 * sees, and its event keeps. An actor without roles of single entities is returned as they are.
 */
export function actorAt(actor: Actor, entity: string): Actor {
  const { rolesIn, ...everywhere } = actor;
  if (rolesIn === undefined) return actor;
  const there = Object.hasOwn(rolesIn, entity) ? (rolesIn[entity] ?? []) : [];
  return { ...everywhere, roles: [...new Set([...actor.roles, ...there])].sort() };
}

/** The actor with every role that they hold in any entity: what they may somewhere, where it is not said where. */
export function actorAnywhere(actor: Actor): Actor {
  const { rolesIn, ...everywhere } = actor;
  if (rolesIn === undefined) return actor;
  return { ...everywhere, roles: [...new Set([...actor.roles, ...Object.values(rolesIn).flat()])].sort() };
}
