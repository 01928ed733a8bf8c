import type { CaseView } from '@throughline/engine';
import type { Actor, Deputy } from '@throughline/language';

/** The legal unit of what belongs to the company as a whole: accounts, delegations, keys. */
export const accessEntity = 'company';

/** Every role that the flows name, as a grant. */
export const ownerGrant = 'owner';
/** The server's own, in what one does to one's own account. */
export const holderRole = 'account-holder';

export interface Grant {
  readonly role: string;
  readonly entities?: readonly string[];
  /** Days, both included. */
  readonly from?: string;
  readonly until?: string;
}

/** A role that somebody holds, and where it comes from. */
export interface Held {
  readonly role: string;
  /** Absent: in all legal units. */
  readonly entities?: readonly string[] | undefined;
  readonly from: 'granted' | 'single-sign-on' | 'lent';
  readonly lentBy?: string;
  readonly until?: string | undefined;
}

export interface Delegated {
  readonly from: string;
  readonly to: string;
  readonly roles: readonly string[];
  readonly entities?: readonly string[];
  readonly fromDay: string;
  readonly untilDay: string;
}

export function grantsOf({ data }: Pick<CaseView, 'data'>): readonly Grant[] {
  return (data['grants'] ?? []) as unknown as readonly Grant[];
}

export function providedBy({ data }: Pick<CaseView, 'data'>): readonly string[] {
  return (data['provided'] ?? []) as unknown as readonly string[];
}

/** What an account itself gives on a day. `owner` stands for all roles. */
export function heldBy(account: Pick<CaseView, 'data'>, day: string, all: readonly string[]): readonly Held[] {
  const granted = grantsOf(account)
    .filter((grant) => countsOn(grant, day))
    .flatMap(({ role, entities, until }) =>
      rolesOfGrant(role, all).map((name) => ({ role: name, entities, from: 'granted' as const, until })),
    );
  const provided = providedBy(account).flatMap((role) =>
    rolesOfGrant(role, all).map((name) => ({ role: name, from: 'single-sign-on' as const })),
  );
  return [...granted, ...provided];
}

export function countsOn({ from, until }: Grant, day: string): boolean {
  return (from === undefined || from <= day) && (until === undefined || day <= until);
}

function rolesOfGrant(role: string, all: readonly string[]): readonly string[] {
  if (role === ownerGrant) return all;
  return role === holderRole ? [] : [role];
}

/** What somebody is lent: of the roles named, those that the lender holds, where both the lender and the loan say. */
export function lentTo(delegation: Delegated, lender: readonly Held[]): readonly Held[] {
  return lender
    .filter(({ role }) => delegation.roles.includes(role))
    .flatMap(({ role, entities }) => {
      const both = within(entities, delegation.entities);
      const until = delegation.untilDay;
      return both?.length === 0 ? [] : [{ role, entities: both, from: 'lent' as const, lentBy: delegation.from, until }];
    });
}

/** Of what somebody holds themselves, what a key may use. */
export function limitedTo(
  held: readonly Held[],
  { roles, entities }: { readonly roles: readonly string[]; readonly entities?: readonly string[] },
): readonly Held[] {
  return held
    .filter(({ role }) => roles.includes(role))
    .flatMap((one) => {
      const both = within(one.entities, entities);
      return both?.length === 0 ? [] : [{ ...one, entities: both }];
    });
}

/** `undefined` is everywhere. */
function within(one: readonly string[] | undefined, other: readonly string[] | undefined): readonly string[] | undefined {
  if (one === undefined) return other;
  return other === undefined ? one : one.filter((entity) => other.includes(entity));
}

/** The rights of an actor: what it holds everywhere, what it holds somewhere, what of it is only lent, and for whom it stands in. */
export function rightsOf(held: readonly Held[]): Pick<Actor, 'roles' | 'rolesIn' | 'lent' | 'deputyOf'> {
  const everywhere = new Set<string>();
  const somewhere = new Map<string, Set<string>>();
  const lenders = new Map<string, Set<string>>();
  const own = new Set<string>();
  for (const { role, entities, from, lentBy } of held) {
    if (entities === undefined) everywhere.add(role);
    else for (const entity of entities) somewhere.set(entity, (somewhere.get(entity) ?? new Set()).add(role));
    if (lentBy !== undefined) lenders.set(role, (lenders.get(role) ?? new Set()).add(lentBy));
    // What one holds in one legal unit does not make a loan in another one's own.
    if (from !== 'lent' && entities === undefined) own.add(role);
  }
  const lent = [...lenders].filter(([role]) => !own.has(role));
  return {
    roles: [...everywhere].sort(),
    ...(somewhere.size === 0 ? {} : { rolesIn: sortedRecord(somewhere) }),
    ...(lent.length === 0 ? {} : { lent: sortedRecord(new Map(lent)) }),
    ...deputies(held),
  };
}

/** For whom somebody stands in, where they have lent them something. */
function deputies(held: readonly Held[]): Pick<Actor, 'deputyOf'> {
  const loans = Map.groupBy(
    held.filter(({ lentBy }) => lentBy !== undefined),
    ({ lentBy, entities }) => JSON.stringify([lentBy, entities]),
  );
  const deputyOf = [...loans.values()].map((lent): Deputy => {
    const [{ lentBy = '', entities } = {}] = lent;
    return { principal: lentBy, roles: lent.map(({ role }) => role).sort(), ...(entities === undefined ? {} : { entities }) };
  });
  return deputyOf.length === 0 ? {} : { deputyOf };
}

function sortedRecord(map: ReadonlyMap<string, ReadonlySet<string>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => [name, [...values].sort()]));
}
