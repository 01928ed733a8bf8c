import type { CaseView } from '@throughline/engine';
import { type Actor, actorAt } from '@throughline/language';
import { actorOf, people } from '../demo/company.ts';
import { localOwner } from '../http/actors.ts';
import { allRoles } from '../http/roles.ts';
import { type Delegated, heldBy, lentTo } from '../sign-in/roles-held.ts';
import { readSignInSettings } from '../sign-in/settings.ts';
import { countsNow, isWelcome, personActor } from '../sign-in/who.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { visibleIn } from '../visible/visible-in.ts';

/** Somebody who can be told something. */
export interface Recipient {
  /** As which they act, and under which cases are assigned to them. */
  readonly id: string;
  readonly name: string;
  /** `null`: nothing can be mailed to them. */
  readonly email: string | null;
  readonly actor: Actor;
  readonly visible: Visible;
}

type Known = Omit<Recipient, 'visible'>;

/** So many accounts are read at once. */
const pageSize = 500;

/**
 * All who can be told something, with what they hold and see now: those with an account, lent roles included; without sign-in the owner; in
 * the simulated company its people.
 */
export async function readAudience(throughline: Throughline): Promise<readonly Recipient[]> {
  const { latest } = await throughline.engine.clock();
  const known = await knownTo(throughline, latest);
  return Promise.all(known.map(async (one) => ({ ...one, visible: await visibleIn(throughline, latest, one.actor) })));
}

async function knownTo(throughline: Throughline, latest: Readonly<Record<string, number>>): Promise<readonly Known[]> {
  if (throughline.database === 'demo')
    return people.flatMap(({ id, name }) => {
      const actor = actorOf(id);
      return actor === undefined ? [] : [{ id, name, email: id, actor }];
    });
  const all = await allRoles(throughline, latest);
  if (readSignInSettings(throughline.env).signIn === 'off')
    return [{ id: localOwner.id, name: 'Owner', email: null, actor: { ...localOwner, roles: all } }];
  return await holders(throughline, all);
}

/** Everybody with an account that is let in, in a few statements: what they hold themselves, and what is lent to them today. */
async function holders(throughline: Throughline, all: readonly string[]): Promise<readonly Known[]> {
  const { now } = await throughline.engine.clock();
  const day = new Date(now).toISOString().slice(0, 10);
  const accounts = await openCases(throughline, 'account');
  const byPerson = new Map(accounts.map((account) => [account.key, account]));
  const delegations = (await openCases(throughline, 'delegation')).filter((one) => countsNow(one, day));
  const loans = Map.groupBy(delegations, ({ data }) => String(data['to']));
  return accounts.filter(isWelcome).map((account) => {
    const { key: person, data } = account;
    const lent = (loans.get(person) ?? []).flatMap((one) => {
      const delegated = one.data as unknown as Delegated;
      const lender = byPerson.get(delegated.from);
      return lender?.state === 'active' ? lentTo(delegated, heldBy(lender, day, all)) : [];
    });
    const { name, email } = data as { readonly name?: string; readonly email?: string };
    const actor = personActor({ person, account, held: [...heldBy(account, day, all), ...lent] }, false);
    // Who has not yet taken up the invitation is mailed nothing.
    const address = account.state === 'active' ? (email ?? null) : null;
    return { id: person, name: name ?? person, email: address, actor };
  });
}

async function openCases({ engine }: Throughline, flow: string): Promise<readonly CaseView[]> {
  const found: CaseView[] = [];
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await engine.list({ flow, open: true, limit: pageSize, ...(after === undefined ? {} : { after }) });
    found.push(...page.cases);
    after = page.next;
  }
  return found;
}

export function holdsRole({ actor }: Recipient, role: string, entity: string): boolean {
  return actorAt(actor, entity).roles.includes(role);
}
