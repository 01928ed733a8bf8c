import { type FlowDefinition, inWords, kernelRoles } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { readLatestFlows } from '../sql/read-latest-flows.ts';
import type { Throughline } from '../throughline.ts';

/** Roles are read again when a flow has been deployed; many who ask at once have them read once. */
const rolesByPool = new WeakMap<Throughline['pool'], { readonly latest: string; readonly roles: Promise<readonly string[]> }>();

/** What nobody is granted: the server acts in it for people in their own matters. */
const ungranted: ReadonlySet<string> = new Set(['account-holder']);

/** Every role that the flows in force and the packs that ship name, and the kernel's, in order. */
export async function allRoles({ pool }: Throughline, latestVersions: object): Promise<readonly string[]> {
  const latest = JSON.stringify(latestVersions);
  const known = rolesByPool.get(pool);
  if (known?.latest === latest) return known.roles;
  const roles = readRoles(pool);
  rolesByPool.set(pool, { latest, roles });
  roles.catch(() => rolesByPool.delete(pool));
  return roles;
}

async function readRoles(pool: Throughline['pool']): Promise<readonly string[]> {
  const roles = new Set<string>([...kernelRoles, ...builtInPacks.flatMap((pack) => Object.keys(pack.roles))]);
  for (const flow of await readLatestFlows(pool)) for (const role of rolesIn(flow)) roles.add(role);
  return [...roles].filter((role) => !ungranted.has(role)).sort();
}

/** All that a flow names as a role: owners, doers of tasks, approvers. Its data's schema names none. */
export function rolesIn({ data: _, ...definition }: FlowDefinition): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown, name: string) => {
    if (typeof value === 'string') {
      if (name === 'owner' || name === 'role' || name === 'roles') found.add(value);
    } else if (Array.isArray(value)) for (const item of value) walk(item, name);
    else if (typeof value === 'object' && value !== null) for (const [member, item] of Object.entries(value)) walk(item, member);
  };
  walk(definition, '');
  return found;
}

/** `head-of-finance`: what its pack calls it, else `Head of finance`. */
export function titleOfRole(role: string): string {
  const declared = builtInPacks.map(({ roles }) => roles[role]?.title).find((title) => title !== undefined);
  return declared ?? inWords(role);
}
