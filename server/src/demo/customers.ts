import { type Entity, sellerIn } from './company.ts';

export interface Customer {
  readonly name: string;
  readonly country: string;
  /** Which of Halden's legal units sells to them. */
  readonly seller: Entity;
  readonly segment: Segment;
  readonly billType: 'Electronic' | 'Paper';
}

/**
 * What customers of a kind order (`amounts` in minor units), how long they have to pay, and how many days after the due day they
 * do. `weight`: how often one of them orders, beside the others; key accounts order every four weeks instead (orders.ts).
 */
export const segments = {
  industry: { weight: 5, termDays: 30, amounts: [40_000, 1_800_000], daysAfterDue: [-12, 3] },
  trade: { weight: 4, termDays: 14, amounts: [15_000, 350_000], daysAfterDue: [-9, 6] },
  'key account': { weight: 0, termDays: 60, amounts: [1_800_000, 5_400_000], daysAfterDue: [-16, 2] },
  /** Planted: the public sector pays late, always did. */
  public: { weight: 2, termDays: 30, amounts: [80_000, 2_400_000], daysAfterDue: [9, 41] },
} as const satisfies Readonly<
  Record<
    string,
    { weight: number; termDays: number; amounts: readonly [number, number]; daysAfterDue: readonly [number, number] }
  >
>;
export type Segment = keyof typeof segments;

const names: Readonly<Record<Segment, readonly (readonly [name: string, country: string])[]>> = {
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
    ['Brunnthal Armaturenbau', 'DE'],
    ['Ashdown Process Engineering', 'GB'],
    ['Calder Pumps', 'GB'],
    ['Tyneforge Turbines', 'GB'],
    ['Lakeshore Fluid Systems', 'US'],
    ['Redstone Hydraulics', 'US'],
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
    ['Mersey Pipe Supplies', 'GB'],
    ['Wolds Industrial', 'GB'],
    ['Severn Filtration', 'GB'],
    ['Prairie Pipe and Supply', 'US'],
    ['Keystone Valve Works', 'US'],
  ],
  'key account': [
    ['Vesterholm Chemie', 'DE'],
    ['Aurelia Energie', 'FR'],
    ['Gruppo Sant’Elmo', 'IT'],
    ['Donau Stahl', 'AT'],
    ['Northmoor Chemicals', 'GB'],
    ['Altamont Energy', 'US'],
  ],
  public: [
    ['Stadtwerke Lindenau', 'DE'],
    ['Wasserverband Eifel', 'DE'],
    ['Syndicat des eaux de Saône', 'FR'],
    ['Waterschap Oost', 'NL'],
    ['Marlow Vale Water', 'GB'],
    ['Cedar County Water District', 'US'],
  ],
};

export const customers: readonly Customer[] = (Object.keys(names) as Segment[]).flatMap((segment) =>
  names[segment].map(([name, country], index) => ({
    name,
    country,
    seller: sellerIn(country),
    segment,
    billType: index % 4 === 3 ? ('Paper' as const) : ('Electronic' as const),
  })),
);

const byName: ReadonlyMap<unknown, Customer> = new Map(customers.map((customer) => [customer.name, customer]));

/** The customer of that name; `undefined` for one that somebody else has thought of. */
export function customerNamed(name: unknown): Customer | undefined {
  return byName.get(name);
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
