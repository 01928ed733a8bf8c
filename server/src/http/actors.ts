import type { Person } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type Actor, kernelRoles } from '@throughline/language';
import { actorOf, people } from '../demo/company.ts';
import type { Caller, Desk } from '../sign-in/desk.ts';
import { keepName } from '../sign-in/names-of-people.ts';
import { grantsOf, providedBy } from '../sign-in/roles-held.ts';
import { findAccount, isWelcome } from '../sign-in/who.ts';
import type { Throughline } from '../throughline.ts';
import { HttpProblem } from './problem.ts';
import { allRoles, titleOfRole } from './roles.ts';

/** As whom a request to the demo acts that names nobody. */
export const defaultPerson = 'helene.amrein@halden.example';

const owner = { id: 'owner', kind: 'person', principal: 'owner' } as const;

/** Whoever asks what belongs to no company. Bears no role. */
export const localOwner: Actor = { ...owner, roles: kernelRoles };

/** Who asks, and in what. */
export interface WhoAsks {
  readonly desk: Desk;
  readonly caller: Caller | undefined;
  /** As whom of the demo's people. */
  readonly actAs: string | undefined;
}

/**
 * As whom a request acts: in the owner's company as the account says, without sign-in as the owner, who holds every role; in the demo as one of
 * its people. This is the only place where a request becomes an actor.
 *
 * @throws HttpProblem sign-in-required, act-as-real, person-unknown
 */
export async function actorIn(throughline: Throughline, latest: object, { desk, caller, actAs }: WhoAsks): Promise<Actor> {
  if (throughline.database === 'demo') {
    if (desk.isPublic) requireCaller(desk, caller);
    return actorInDemo(actAs ?? defaultPerson);
  }
  if (actAs !== undefined) throw new HttpProblem('act-as-real', 'In a real company everybody acts as themselves');
  if (desk.settings.signIn === 'on') return requireCaller(desk, caller).actor;
  return { ...owner, roles: await allRoles(throughline, latest) };
}

/** @throws HttpProblem sign-in-required */
export function requireCaller({ settings }: Desk, caller: Caller | undefined): Caller {
  if (caller !== undefined) return caller;
  const message = settings.signIn === 'on' ? 'Nobody has signed in' : 'Without sign-in this is for nobody';
  throw new HttpProblem('sign-in-required', message);
}

function actorInDemo(id: string): Actor {
  const actor = actorOf(id);
  if (actor !== undefined) return actor;
  throw new HttpProblem('person-unknown', `Nobody there is ${id}`, {
    place: 'Throughline-Act-As',
    expected: 'the id of a person',
  });
}

/** Somebody as they are shown. */
export async function personOf(throughline: Throughline, actor: Actor): Promise<Person> {
  const { id, principal, roles, rolesIn = {} } = actor;
  const titled = titledRoles([...roles, ...Object.values(rolesIn).flat()]);
  if (throughline.database === 'demo') {
    const { name = id, title = '' } = people.find((person) => person.id === id) ?? {};
    return { id, name, title, roles: titled };
  }
  const account = await findAccount(throughline, principal);
  if (account === undefined) return { id, name: 'You', title: 'Owner of this company', roles: titled };
  return { ...shown(account), id, roles: titled };
}

/** Who can act: in the demo everybody, in the owner's company those who can sign in. */
export async function peopleIn(throughline: Throughline, asking: Actor): Promise<readonly Person[]> {
  if (throughline.database === 'demo')
    return Promise.all(people.flatMap(({ id }) => actorOf(id) ?? []).map((actor) => personOf(throughline, actor)));
  const { cases } = await throughline.engine.list({ flow: 'account', open: true, limit: 500 });
  const known = cases.filter(isWelcome).map((account) => {
    const { id, name, title } = shown(account);
    keepName(throughline, id, name);
    const held = [...grantsOf(account).map(({ role }) => role), ...providedBy(account)];
    return { id, name, title, roles: titledRoles(held) };
  });
  return known.some(({ id }) => id === asking.principal) ? known : [await personOf(throughline, asking), ...known];
}

function shown({ key: id, data }: Pick<CaseView, 'key' | 'data'>) {
  const { name = id, title = '' } = data as { readonly name?: string; readonly title?: string };
  return { id, name, title };
}

function titledRoles(roles: readonly string[]): Person['roles'] {
  return [...new Set(roles)]
    .sort()
    .slice(0, 1000)
    .map((name) => ({ name, title: titleOfRole(name) }));
}
