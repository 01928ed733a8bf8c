import type { Database, Person } from '@throughline/api';
import { type Actor, type FlowDefinition, kernelRoles } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { actorOf, people } from '../demo/company.ts';
import { readLatestFlows } from '../sql/read-latest-flows.ts';
import type { Throughline } from '../throughline.ts';
import { HttpProblem } from './problem.ts';

/** As whom a request to the demo acts that names nobody. */
export const defaultPerson = 'helene.amrein@halden.example';

const owner = { id: 'owner', kind: 'person', principal: 'owner' } as const;

/** Without sign-in the server answers on its own machine only: whoever asks there owns the company. Bears no role. */
export const localOwner: Actor = { ...owner, roles: kernelRoles };

/** As whom a request acts: in the demo one of its people, in the owner's company the owner, who holds every role. */
export async function actorIn(throughline: Throughline, latest: object, asked: string | undefined): Promise<Actor> {
  if (throughline.database === 'demo') return actorInDemo(asked ?? defaultPerson);
  if (asked !== undefined) throw new HttpProblem('act-as-real', 'In a real company everybody acts as themselves');
  return { ...owner, roles: await rolesOf(throughline, JSON.stringify(latest)) };
}

function actorInDemo(id: string): Actor {
  const actor = actorOf(id);
  if (actor !== undefined) return actor;
  throw new HttpProblem('person-unknown', `Nobody there is ${id}`, {
    place: 'Throughline-Act-As',
    expected: 'the id of a person',
  });
}

/** Roles are read again when a flow has been deployed. */
const rolesByPool = new WeakMap<Throughline['pool'], { readonly latest: string; readonly roles: readonly string[] }>();

async function rolesOf({ pool }: Throughline, latest: string): Promise<readonly string[]> {
  const known = rolesByPool.get(pool);
  if (known?.latest === latest) return known.roles;
  const roles = new Set<string>([...kernelRoles, ...builtInPacks.flatMap((pack) => Object.keys(pack.roles))]);
  for (const flow of await readLatestFlows(pool)) for (const role of rolesIn(flow)) roles.add(role);
  const sorted = [...roles].sort();
  rolesByPool.set(pool, { latest, roles: sorted });
  return sorted;
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

/** Somebody as they are shown. */
export function personOf(database: Database, { id, roles }: Actor): Person {
  const titled = roles.map((name) => ({ name, title: roleTitle(name) }));
  if (database === 'main') return { id, name: 'You', title: 'Owner of this company', roles: titled };
  const { name = id, title = '' } = people.find((person) => person.id === id) ?? {};
  return { id, name, title, roles: titled };
}

export function peopleIn(database: Database, asking: Actor): readonly Person[] {
  if (database === 'main') return [personOf('main', asking)];
  return people.flatMap(({ id }) => {
    const actor = actorOf(id);
    return actor === undefined ? [] : [personOf('demo', actor)];
  });
}

/** `head-of-finance`: what its pack calls it, else `Head of finance`. */
function roleTitle(role: string): string {
  const declared = builtInPacks.map(({ roles }) => roles[role]?.title).find((title) => title !== undefined);
  const words = role.replaceAll(/[-_]/g, ' ');
  return declared ?? words.charAt(0).toUpperCase() + words.slice(1);
}
