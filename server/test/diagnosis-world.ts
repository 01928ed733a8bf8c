import assert from 'node:assert/strict';
import { caseId, type Submission } from '@throughline/engine';
import type { Actor, FlowDefinition, JsonObject } from '@throughline/language';
import { builtInPacks } from '../src/built-in-packs.ts';
import { insertBuildRecord, recordFinish } from '../src/demo/build-record.ts';
import { migrateServer } from '../src/migrations/migrate.ts';
import { initialiseVirtual, type Throughline } from '../src/throughline.ts';

/*
 * A company in the terms of the demo, drawn from a seed: half a year of deliveries, invoices and payments, in which something was
 * changed that has consequences, among other changes that have none. What was planted stands in the world; nothing of it in the company.
 */

export type Planted =
  /** A release of the interface of one carrier: its deliveries lose the reference, and who gets none pays a part. */
  | 'carrier'
  /** A version of the delivery flow that no longer asks for the purchase order: who gets none on the invoice pays a part. */
  | 'version'
  /** A release of the invoices of one kind in one country: they are paid in part. */
  | 'country-and-bill'
  | 'nothing'
  | 'everything'
  | 'mix';

export interface World {
  readonly seed: number;
  readonly planted: Planted;
  /** What a right answer names. */
  readonly carrier: string;
  readonly country: string;
  readonly billType: string;
  readonly release: string;
  readonly version: number;
  /** When it was changed, and the periods: days `YYYY-MM-DD`. */
  readonly changedOn: string;
  readonly before: { readonly from: string; readonly to: string };
  readonly after: { readonly from: string; readonly to: string };
  readonly invoices: number;
}

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const isoDay = (day: number) => new Date(start + day * dayMs).toISOString().slice(0, 10);
const carriers = ['Rheintal Logistik', 'Hansa Spedition', 'Trasporti Valsugana', 'Kurier Direkt', 'Alpen Express'];
const countries = ['DE', 'AT', 'IT', 'FR', 'NL', 'PL'];
const billTypes = ['Electronic', 'Paper', 'Portal'];
const segments = ['key', 'standard', 'public'];
export const entity = 'Halden Components GmbH (simulated)';

/** Random numbers from a seed: as many of one kind as of another never depend on each other. */
function diceOf(seed: number): (topic: string) => number {
  return (topic) => {
    let hash = 2_166_136_261 ^ seed;
    for (const char of topic) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
  };
}

/** Early ones are drawn more often: Zipf. */
function zipf<T>(values: readonly T[], random: number): T {
  const weights = values.map((_, index) => 1 / (index + 1));
  let left = random * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left <= 0) return values[index] as T;
  }
  return values.at(-1) as T;
}

const pick = <T>(values: readonly T[], random: number): T =>
  values[Math.min(values.length - 1, Math.floor(random * values.length))] as T;

export function drawWorld(seed: number, planted?: Planted): World {
  const dice = diceOf(seed);
  const changedAt = 92 + Math.floor(dice('changed') * 30);
  return {
    seed,
    planted: planted ?? pick<Planted>(['carrier', 'version', 'country-and-bill'], dice('planted')),
    carrier: pick(carriers.slice(0, 2), dice('carrier')),
    ...pick(
      [
        { country: 'DE', billType: 'Electronic' },
        { country: 'DE', billType: 'Paper' },
        { country: 'AT', billType: 'Electronic' },
      ],
      dice('kind'),
    ),
    release: `R-${20 + Math.floor(dice('release') * 60)}`,
    version: 2,
    changedOn: isoDay(changedAt),
    before: { from: isoDay(0), to: isoDay(90) },
    after: { from: isoDay(90), to: isoDay(180) },
    invoices: 2800 + Math.floor(dice('invoices') * 500),
  };
}

interface Drawn {
  readonly number: string;
  readonly day: number;
  readonly customer: string;
  readonly country: string;
  readonly segment: string;
  readonly billType: string;
  readonly carrier: string;
  readonly amount: number;
  readonly hasReference: boolean;
  readonly hasOrder: boolean;
  readonly paysPart: boolean;
}

/** Some countries and carriers have always had more trouble than others: that explains nothing. */
const usualCountry: Readonly<Record<string, number>> = { IT: 1.5, PL: 1.3, DE: 0.9 };
const usualCarrier: Readonly<Record<string, number>> = { 'Trasporti Valsugana': 1.4, 'Kurier Direkt': 1.2 };

function drawInvoice(world: World, index: number): Drawn {
  const number = String(1001 + index);
  const dice = diceOf(world.seed * 7919 + 13);
  const of = (topic: string) => dice(`${number} ${topic}`);
  const day = Math.floor((index / world.invoices) * 178);
  const isChanged = isoDay(day) >= world.changedOn;
  const customerNumber = Math.floor(of('customer') ** 1.5 * 160);
  const customer = `Customer ${customerNumber + 1}`;
  const shifts = world.planted === 'mix' && day >= 90 && of('shift') < 0.45;
  const country = shifts ? 'IT' : zipf(countries, dice(`country of ${customer}`));
  const billType = zipf(billTypes, of('bill'));
  const carrier = zipf(carriers, of('carrier'));
  const usual = (usualCountry[country] ?? 1) * (usualCarrier[carrier] ?? 1);
  const all = world.planted === 'everything' && isChanged ? 2.2 : 1;
  const losesReference = world.planted === 'carrier' && isChanged && carrier === world.carrier ? 0.6 : 0.035;
  const losesOrder = world.planted === 'version' && isChanged ? 0.3 : 0.06;
  const hasOrder = of('order') >= losesOrder;
  const hasReference = of('reference') >= losesReference;
  const isOfKind = country === world.country && billType === world.billType;
  const part =
    world.planted === 'country-and-bill' && isChanged && isOfKind
      ? 0.7
      : (world.planted === 'version' && !hasOrder) || (world.planted === 'carrier' && !hasReference)
        ? 0.55
        : (world.planted === 'mix' && country === 'IT' ? 0.3 : 0.1 * usual) * all;
  return {
    ...{ number, day, customer, country, billType, carrier, hasOrder, hasReference },
    segment: pick(segments, dice(`segment of ${customer}`)),
    amount: 20_000 + Math.floor(of('amount') ** 3 * 5_000_000),
    paysPart: of('part') < part,
  };
}

const erp: Actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] };

function fact(
  flow: string,
  key: string,
  type: string,
  day: number,
  hour: number,
  data: JsonObject,
  cause?: Submission['cause'],
): Submission {
  return {
    case: { flow, entity, key },
    input: {
      kind: 'fact',
      type,
      data,
      actor: erp,
      source: { name: 'erp', liveFrom: 0 },
      occurredAt: start + day * dayMs + hour * 3_600_000,
    },
    ...(cause === undefined ? {} : { cause }),
  };
}

/** A delivery from its plan to its confirmation, the invoice that comes of it, and its first payment: as far as they come by the end. */
function eventsOf(drawn: Drawn): readonly Submission[] {
  const { number, day, customer, country, segment, billType, carrier, amount, hasReference, hasOrder, paysPart } = drawn;
  const [delivery, invoice] = [`DEL-${number}`, `INV-${number}`];
  const common: JsonObject = {
    customer,
    country,
    segment,
    billType,
    carrier,
    amount,
    currency: 'EUR',
    ...(hasOrder ? { purchaseOrder: `PO-${number}` } : {}),
  };
  const reference: JsonObject = hasReference ? { deliveryReference: `POD-${number}` } : {};
  const cause = { case: caseId({ flow: 'delivery', entity, key: delivery }), seq: 4 };
  const pays = day + 20 + (Number(number) % 17);
  return [
    fact('delivery', delivery, 'plan', day, 6, { number: delivery, dueOn: isoDay(day), ...common }),
    fact('delivery', delivery, 'ship', day, 7, { carrier }),
    fact('delivery', delivery, 'deliver', day, 9, { deliveredOn: isoDay(day) }),
    fact('delivery', delivery, 'confirm', day, 10, hasReference ? { reference: `POD-${number}` } : {}),
    fact(
      'invoice',
      invoice,
      'create',
      day,
      10,
      { number: invoice, delivery, dueOn: isoDay(day + 30), issuedOn: isoDay(day), ...common, ...reference },
      cause,
    ),
    fact('invoice', invoice, 'send', day, 12, {}),
    ...(pays < 180 ? [fact('invoice', invoice, 'pay', pays, 9, { amount: paysPart ? Math.floor(amount * 0.7) : amount })] : []),
  ];
}

/** Other changes, which have no consequences, and the one that has, where it is a release. */
function releasesOf(world: World): readonly Submission[] {
  const dice = diceOf(world.seed * 31 + 5);
  const decoys = [0, 1, 2, 3].map((index) => ({
    key: `R-${index + 1}`,
    day: 12 + index * 22 + Math.floor(dice(`decoy ${index}`) * 18),
    title: pick(
      ['Web shop: prices by contract', 'Bank gateway: new certificates', 'Warehouse: hand scanners', 'Reports in two languages'],
      dice(`title ${index}`),
    ),
    flows: [pick(['order', 'payment', 'invoice', 'delivery'], dice(`flow ${index}`))],
  }));
  const changed = (Date.parse(world.changedOn) - start) / dayMs;
  const own = {
    carrier: [
      {
        key: world.release,
        day: changed,
        title: `Carrier interface: ${world.carrier} sends confirmations as messages`,
        flows: ['delivery'],
      },
    ],
    'country-and-bill': [
      { key: world.release, day: changed, title: `Invoices for ${world.country} in a new layout`, flows: ['invoice'] },
    ],
    version: [],
    nothing: [],
    everything: [],
    mix: [],
  }[world.planted];
  return [...decoys, ...own].flatMap(({ key, day, title, flows }) => [
    fact('release', key, 'draft', day - 3, 8, { number: key, title, summary: title, requester: 'somebody', systems: [], flows }),
    fact('release', key, 'release', day, 5, { releasedOn: isoDay(day) }),
  ]);
}

/** Lives the world: what comes before the change under the old versions, what comes after under the new ones. */
export async function liveWorld(house: Throughline, world: World): Promise<void> {
  await initialiseVirtual(house, start + 200 * dayMs);
  await migrateServer(house.pool);
  const flows = builtInPacks.flatMap((pack) => pack.flows);
  await house.engine.deploy(flows, { by: 'test' });
  await house.engine.source('erp', { liveFrom: 0 });
  const drawn = Array.from({ length: world.invoices }, (_, index) => drawInvoice(world, index));
  const isChanged = ({ day }: Drawn) => isoDay(day) >= world.changedOn;
  await write(house, [...releasesOf(world), ...drawn.filter((one) => !isChanged(one)).flatMap(eventsOf)]);
  if (world.planted === 'version') await house.engine.deploy([anew(flows, 'delivery')], { by: 'test' });
  else await house.engine.deploy([anew(flows, 'order')], { by: 'test' });
  await write(house, drawn.filter(isChanged).flatMap(eventsOf));
}

/** A server takes it for the simulated company. */
export async function asBuilt({ pool }: Throughline): Promise<void> {
  await pool.query('create schema throughline_demo');
  await insertBuildRecord(pool, { seed: 1, months: 6 });
  await recordFinish(pool);
}

/** The next version of a flow: it says something else of itself. */
function anew(flows: readonly FlowDefinition[], name: string): FlowDefinition {
  const found = flows.find((flow) => flow.name === name);
  assert.ok(found !== undefined);
  return { ...found, description: `${found.description ?? ''} The next version.` };
}

async function write({ engine }: Throughline, submissions: readonly Submission[]): Promise<void> {
  for (let at = 0; at < submissions.length; at += 4000) {
    const batch = submissions.slice(at, at + 4000);
    const results = await engine.dispatch(batch);
    const wrong = results.findIndex(({ outcome }) => outcome !== 'applied' && outcome !== 'deviated');
    assert.equal(wrong, -1, wrong < 0 ? '' : `${JSON.stringify(batch[wrong])}: ${JSON.stringify(results[wrong])}`);
  }
}
