import type { Actor } from '@throughline/language';

/*
 * Halden Components GmbH: a company that does not exist. Names, customers and addresses are made up; mail addresses end in
 * .example, which nobody can own. What is wrong with the company on purpose is told in docs/demo.md.
 */

export const entity = 'Halden Components GmbH (simulated)';

/** The first day of the simulation, and how many months it lasts. */
export const firstDay = Date.UTC(2025, 4, 1);
export const monthsMax = 18;

const staff = {
  'ida.brandt': ['order-desk'],
  'jonas.weber': ['sales'],
  'mara.lindt': ['sales'],
  'peter.voss': ['credit-manager'],
  'nils.hagen': ['fulfilment'],
  'tom.krueger': ['fulfilment'],
  'anna.roth': ['billing'],
  'clara.stein': ['collections'],
  'ben.kaya': ['collections'],
  'eva.marquardt': ['collections-lead'],
  'lena.fuchs': ['cash-application'],
  'oliver.kern': ['finance'],
  'sofia.brunner': ['finance-lead'],
  'helene.amrein': ['head-of-finance'],
  'marc.oswald': ['head-of-finance', 'finance-lead'],
  'rosa.thal': ['operations'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const people: readonly Actor[] = Object.entries(staff).map(([name, roles]) => {
  const id = `${name}@halden.example`;
  return { id, kind: 'person', principal: id, roles };
});

/** Who holds a role, in a fixed order. A role that nobody holds falls to operations. */
export function holdersOf(role: string): readonly [Actor, ...Actor[]] {
  const [first, ...others] = people.filter((person) => person.roles.includes(role));
  if (first !== undefined) return [first, ...others];
  return [{ id: 'rosa.thal@halden.example', kind: 'person', principal: 'rosa.thal@halden.example', roles: ['operations', role] }];
}

/** A program of the company, which acts in its own name. */
export function automation(name: string): Actor {
  return { id: name, kind: 'automation', principal: name, roles: [] };
}

export interface Customer {
  readonly name: string;
  readonly country: string;
  readonly segment: Segment;
  readonly billType: 'Electronic' | 'Paper';
}

/** What customers of a kind order, how long they have to pay, and how long after that they do. */
export const segments = {
  industry: { weight: 5, termDays: 30, amounts: [40_000, 1_800_000], daysAfterDue: [-10, 4] },
  trade: { weight: 4, termDays: 14, amounts: [15_000, 350_000], daysAfterDue: [-6, 8] },
  'key account': { weight: 3, termDays: 60, amounts: [600_000, 9_500_000], daysAfterDue: [-14, 3] },
  /** Planted: the public sector pays late, always did. */
  public: { weight: 2, termDays: 30, amounts: [80_000, 2_400_000], daysAfterDue: [9, 41] },
} as const satisfies Readonly<
  Record<
    string,
    { weight: number; termDays: number; amounts: readonly [number, number]; daysAfterDue: readonly [number, number] }
  >
>;
export type Segment = keyof typeof segments;

const names: Readonly<Record<Segment, readonly (readonly [string, string])[]>> = {
  industry: [
    ['Nordlicht Anlagenbau', 'DE'],
    ['Pfisterer Pumpen', 'DE'],
    ['Alpwerk Maschinen', 'AT'],
    ['Officine Brentana', 'IT'],
    ['Van Doorn Techniek', 'NL'],
    ['Ateliers Morvan', 'FR'],
    ['Kowalik Hydraulika', 'PL'],
    ['Steinacker Turbinen', 'DE'],
    ['Meccanica Lariana', 'IT'],
    ['Oberland Prozesstechnik', 'AT'],
  ],
  trade: [
    ['Teile Jansen', 'DE'],
    ['Rohr und Ventil Kassel', 'DE'],
    ['Forniture Adige', 'IT'],
    ['Comptoir du Rhône', 'FR'],
    ['Groothandel Zwolle', 'NL'],
    ['Armaturen Linz', 'AT'],
    ['Hurtownia Odra', 'PL'],
    ['Industriebedarf Fulda', 'DE'],
  ],
  'key account': [
    ['Vesterholm Chemie', 'DE'],
    ['Aurelia Energie', 'FR'],
    ['Gruppo Sant’Elmo', 'IT'],
    ['Donau Stahl', 'AT'],
  ],
  public: [
    ['Stadtwerke Lindenau', 'DE'],
    ['Wasserverband Eifel', 'DE'],
    ['Syndicat des eaux de Saône', 'FR'],
    ['Waterschap Oost', 'NL'],
  ],
};

export const customers: readonly Customer[] = (Object.keys(names) as Segment[]).flatMap((segment) =>
  names[segment].map(([name, country], index) => ({
    name,
    country,
    segment,
    billType: index % 4 === 3 ? ('Paper' as const) : ('Electronic' as const),
  })),
);

export const carriers = ['Rheintal Logistik', 'Hansa Spedition', 'Trasporti Valsugana', 'Kurier Direkt'] as const;

/** Planted: since this day one carrier hands in most deliveries without the customer's reference. */
const referencesLostSince = Date.UTC(2026, 6, 1);

export function referenceLostRate(carrier: string, now: number): number {
  return carrier === 'Rheintal Logistik' && now >= referencesLostSince ? 0.6 : 0.03;
}

/** Planted: since this day the price list for Italy is wrong. */
const italianPricesWrongSince = Date.UTC(2026, 1, 1);

export function disputeRate(country: string, now: number): number {
  return country === 'IT' && now >= italianPricesWrongSince ? 0.3 : 0.03;
}

export function contactOf({ name }: Customer): string {
  const host = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .trim()
    .replaceAll(/ +/g, '-');
  return `accounts@${host}.example`;
}
