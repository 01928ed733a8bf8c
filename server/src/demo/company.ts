import type { Actor } from '@throughline/language';

/*
 * Halden Components: a company that does not exist. Names, customers and addresses are made up; mail addresses end in .example,
 * which nobody can own. What is wrong with the company on purpose is in planted.ts, and told in docs/demo.md.
 */

/** A legal unit, which invoices in its currency. All that one case says to another stays within it. */
export interface Entity {
  readonly name: string;
  readonly currency: string;
  /** The first ships a third of the goods; of the rest each as much as the others. */
  readonly carriers: readonly [string, string, ...string[]];
}

export const headquarters: Entity = {
  name: 'Halden Components GmbH (simulated)',
  currency: 'EUR',
  carriers: ['Rheintal Logistik', 'Hansa Spedition', 'Trasporti Valsugana', 'Kurier Direkt'],
};
const british: Entity = {
  name: 'Halden Components Ltd (simulated)',
  currency: 'GBP',
  carriers: ['Rheintal Logistik', 'Hansa Spedition', 'Pennine Haulage', 'Solent Couriers'],
};
const american: Entity = {
  name: 'Halden Components Inc (simulated)',
  currency: 'USD',
  carriers: ['Rheintal Logistik', 'Hansa Spedition', 'Great Lakes Freight', 'Piedmont Express'],
};

export const entities: readonly Entity[] = [headquarters, british, american];

/** Which of them sells to a country. */
export function sellerIn(country: string): Entity {
  return { GB: british, US: american }[country] ?? headquarters;
}

/** The first day of the simulation, and how many months it lasts before a visitor comes. */
export const firstDay = Date.UTC(2025, 4, 1);
export const monthsMax = 18;

/** The end of the last month of a simulation of so many months. */
export function endOf(months: number): number {
  const first = new Date(firstDay);
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + months, 1);
}

/** Somebody who works there. A visitor acts as one of them. */
export interface Person {
  /** The mail address, and the id under which they act. */
  readonly id: string;
  readonly name: string;
  /** What they do there. */
  readonly title: string;
  /** Roles that they hold in all legal units. */
  readonly roles: readonly string[];
  /** By legal unit, roles that they hold there only. */
  readonly rolesIn?: Readonly<Record<string, readonly string[]>>;
}

const smallFinance = ['billing', 'cash-application', 'collections', 'finance'];
const smallLead = ['billing-lead', 'collections-lead', 'credit-manager', 'finance-lead', 'head-of-finance'];
const staff: readonly (readonly [name: string, title: string, roles: readonly string[], only?: Entity])[] = [
  ['Ida Brandt', 'Order desk', ['order-desk']],
  ['Jonas Weber', 'Sales', ['sales', 'requester']],
  ['Mara Lindt', 'Sales', ['sales']],
  ['Peter Voss', 'Credit manager', ['credit-manager']],
  ['Nils Hagen', 'Fulfilment', ['fulfilment']],
  ['Tom Krueger', 'Lead of fulfilment', ['fulfilment', 'fulfilment-lead']],
  ['Anna Roth', 'Lead of billing', ['billing', 'billing-lead']],
  ['Clara Stein', 'Collections', ['collections']],
  ['Ben Kaya', 'Collections', ['collections']],
  ['Eva Marquardt', 'Lead of collections', ['collections-lead']],
  ['Lena Fuchs', 'Cash application', ['cash-application']],
  ['Oliver Kern', 'Finance', ['finance', 'requester']],
  ['Sofia Brunner', 'Lead of finance', ['finance-lead', 'requester']],
  ['Helene Amrein', 'Head of finance', ['head-of-finance']],
  ['Marc Oswald', 'Head of finance', ['head-of-finance', 'finance-lead']],
  ['Rosa Thal', 'Lead of operations', ['operations', 'operations-lead', 'requester']],
  ['Lea Winter', 'Lead of systems', ['systems-lead']],
  ['Jan Otto', 'Systems', ['systems-lead', 'integration-owner', 'incident-lead']],
  ['Viktor Amsel', 'Release manager', ['release-manager']],
  // The small units keep their own books: these see and decide what is theirs, and nothing else.
  ['Grace Holloway', 'Finance, Ltd', smallFinance, british],
  ['Owen Prichard', 'Head of finance, Ltd', smallLead, british],
  ['Dana Whitfield', 'Finance, Inc', smallFinance, american],
  ['Carl Jensen', 'Head of finance, Inc', smallLead, american],
  ['Katrin Sommer', 'Lead of sales', ['sales-lead']],
  ['Iris Vogel', 'Auditor', ['auditor']],
  ['Uwe Lorenz', 'Administrator of accounts', ['administrator']],
  ['Nora Falk', 'Systems analyst', ['systems-analyst']],
  ['Felix Arndt', 'Lead of data', ['data-lead']],
  ['Yusuf Demir', 'Lead of security', ['security-lead']],
  ['Regina Holt', 'Chief financial officer', ['executive']],
  ['Stefan Lauer', 'Chief revenue officer', ['executive']],
  ['Greta Lund', 'Sales operations', ['requester']],
  ['Malte Fink', 'Support', ['requester']],
  ['Ines Kolb', 'Human resources', ['requester']],
];

export const people: readonly Person[] = staff.map(([name, title, roles, only]) => {
  const id = `${name.toLowerCase().replace(' ', '.')}@halden.example`;
  return { id, name, title, ...(only === undefined ? { roles } : { roles: [], rolesIn: { [only.name]: roles } }) };
});

function actorFor({ id, roles, rolesIn }: Person): Actor {
  return { id, kind: 'person', principal: id, roles, ...(rolesIn === undefined ? {} : { rolesIn }) };
}

/** Who somebody of the company is to the engine; `undefined`: nobody there has that id. */
export function actorOf(id: string): Actor | undefined {
  const person = people.find((other) => other.id === id);
  return person === undefined ? undefined : actorFor(person);
}

/** Who holds a role in a legal unit, in a fixed order. A role that nobody holds falls to the lead of operations. */
export function holdersOf(role: string, entity: string): readonly [Actor, ...Actor[]] {
  const holds = ({ roles, rolesIn }: Person) => roles.includes(role) || rolesIn?.[entity]?.includes(role) === true;
  const [first, ...others] = people.filter(holds).map(actorFor);
  if (first !== undefined) return [first, ...others];
  const id = 'rosa.thal@halden.example';
  return [{ id, kind: 'person', principal: id, roles: ['operations', role] }];
}

/** A program of the company, which acts in its own name. */
export function automation(name: string): Actor {
  return { id: name, kind: 'automation', principal: name, roles: [] };
}
