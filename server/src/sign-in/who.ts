import { type CaseView, caseId } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { readNaming } from '../sql/read-loans.ts';
import type { Throughline } from '../throughline.ts';
import { accessEntity, type Delegated, type Held, heldBy, lentTo, limitedTo, rightsOf } from './roles-held.ts';

/** Somebody with an account, as they are now. */
export interface Holder {
  readonly person: string;
  readonly account: CaseView;
  readonly held: readonly Held[];
}

export function accountId(person: string): string {
  return caseId({ flow: 'account', entity: accessEntity, key: person });
}

export function findAccount({ engine }: Throughline, person: string): Promise<CaseView | undefined> {
  return engine.readCase(accountId(person));
}

/** Whether somebody may be let in: not those who are suspended or have left. */
export function isWelcome(account: CaseView | undefined): account is CaseView {
  return account?.state === 'active' || account?.state === 'invited';
}

/** What somebody holds on a day, by their account and by what is lent to them. Each is read anew: what is taken away is gone at once. */
export async function readHolder(
  throughline: Throughline,
  person: string,
  { day, all }: { readonly day: string; readonly all: readonly string[] },
): Promise<Holder | undefined> {
  const { engine, pool } = throughline;
  const [account, ids] = await Promise.all([
    findAccount(throughline, person),
    readNaming(pool, { flow: 'delegation', field: 'to', person, open: true }),
  ]);
  if (account === undefined) return undefined;
  const own = heldBy(account, day, all);
  if (ids.length === 0) return { person, account, held: own };
  const delegations = (await engine.readCases(ids)).filter((one) => countsNow(one, day) && one.data['to'] === person);
  const lenders = await engine.readCases([...new Set(delegations.map(({ data }) => accountId(String(data['from']))))]);
  const byLender = new Map(lenders.map((one) => [one.key, one]));
  const lent = delegations.flatMap((one) => {
    const delegated = one.data as unknown as Delegated;
    const lender = byLender.get(delegated.from);
    return lender?.state === 'active' ? lentTo(delegated, heldBy(lender, day, all)) : [];
  });
  return { person, account, held: [...own, ...lent] };
}

/** A delegation counts in its days, and only if whoever lends made it themselves: the log has who did. */
export function countsNow({ state, data, clocks }: CaseView, day: string): boolean {
  const { from, fromDay, untilDay } = data as unknown as Delegated;
  return state !== 'ended' && isOwn(clocks.principals?.['lend'], from) && fromDay <= day && day <= untilDay;
}

/** Whether an event was asked for by one person alone, themselves. */
export function isOwn(principals: readonly string[] | undefined, person: string): boolean {
  return principals?.length === 1 && principals[0] === person;
}

export function personActor({ person, held }: Holder, secondFactor: boolean): Actor {
  return { id: person, kind: 'person', principal: person, ...rightsOf(held), ...(secondFactor ? { secondFactor } : {}) };
}

/** A program that acts for somebody: with some of what they hold themselves, and never with a second factor. */
export function keyActor({ person, held }: Holder, key: CaseView): Actor {
  const own = held.filter(({ from }) => from !== 'lent');
  const limits = key.data as unknown as { readonly roles: readonly string[]; readonly entities?: readonly string[] };
  return { id: `key:${key.key}`, kind: 'person', principal: person, ...rightsOf(limitedTo(own, limits)) };
}
