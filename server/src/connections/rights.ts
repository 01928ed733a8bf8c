import type { Actor } from '@throughline/language';
import { titleOfRole } from '../http/roles.ts';
import { requireRole } from '../sign-in/accounts.ts';
import type { DeclaredConnection } from './declarations.ts';

/** Keep connections as such, whoever owns them. */
const keepers = ['administrator', 'operator'] as const;

/** The role that a connection names as its owner; where the declaration cannot be read, whoever keeps connections. */
export function ownerOf({ checked }: DeclaredConnection): { readonly name: string; readonly title: string } {
  const name = checked.ok ? checked.declaration.owner : 'operator';
  return { name, title: titleOfRole(name) };
}

/** Whether somebody may see a connection: its owners, whoever keeps connections, and auditors. */
export function seesConnection({ roles }: Actor, declared: DeclaredConnection): boolean {
  return roles.some(
    (role) => role === ownerOf(declared).name || role === 'auditor' || role === 'owner' || keepers.some((one) => one === role),
  );
}

/** @throws HttpProblem role-required */
export function requireSeer(actor: Actor, declared: DeclaredConnection): void {
  if (!seesConnection(actor, declared)) requireRole(actor, ...keepers, ownerOf(declared).name, 'auditor');
}

/** Its records as they came, running, pausing and settling: by its owner, or whoever keeps connections. @throws HttpProblem role-required */
export function requireKeeper(actor: Actor, declared: DeclaredConnection): void {
  if (actor.roles.includes('owner')) return;
  requireRole(actor, ...keepers, ownerOf(declared).name);
}
