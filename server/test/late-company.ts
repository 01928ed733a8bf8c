import type { JsonObject } from '@throughline/language';
import { builtInPacks } from '../src/built-in-packs.ts';
import { simulatedMail } from '../src/demo/simulate.ts';
import { attach, initialiseVirtual, type Throughline } from '../src/throughline.ts';
import { ask, entity, person } from './small-company.ts';

/*
 * A company with eighty invoices in three currencies, drawn from a seed: paid, paid in part, disputed, promised or left alone, so
 * that at the end some stand on each rung of the ladder. One dispute is to be accepted, one invoice to be written off; both wait
 * for an approval. R-1 went live on 4 May.
 */

const instant = (text: string) => Date.parse(`${text}Z`);

/** When the story ends: a Wednesday. */
export const lateNow = instant('2026-05-20T12:00');
const invoiceCount = 80;

/** Chance that a seed repeats. */
export interface Chance {
  integer(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
}

/** Makes it in an empty database. */
export async function tellLateStory(url: string, random: Chance): Promise<void> {
  const house = attach({ url, env: {}, database: 'demo', release: () => Promise.resolve() });
  try {
    await initialiseVirtual(house, instant('2026-03-01T06:00'));
    const flows = builtInPacks.flatMap((pack) => pack.flows);
    await house.engine.deploy(flows, { by: 'test' });
    await story(house, random);
  } finally {
    await house.close();
  }
}

const invoice = (key: string) => ({ flow: 'invoice', key });
const numbers = Array.from({ length: invoiceCount }, (_, index) => `I-${String(index + 1).padStart(2, '0')}`);

async function story(house: Throughline, random: Chance): Promise<void> {
  const travel = (to: string) => house.engine.travel(instant(to), { sinks: { mail: simulatedMail } });
  await createInvoices(house, random);
  for (const day of ['2026-03-20', '2026-04-10', '2026-05-02']) {
    await travel(`${day}T10:00`);
    for (const number of numbers) await act(house, random, number, day);
  }
  await release(house, travel);
  await travel('2026-05-18T10:00');
  await house.engine.settle({ sinks: { mail: simulatedMail } });
  await askApprovals(house);
  await travel('2026-05-20T12:00');
}

async function createInvoices({ engine }: Throughline, random: Chance): Promise<void> {
  const actor = person('anna.roth');
  const births = numbers.map((number) => {
    const data: JsonObject = {
      ...{ number, customer: `Customer ${random.integer(1, 9)}`, currency: random.pick(['EUR', 'EUR', 'GBP', 'USD']) },
      amount: random.integer(1_000, 900_000),
      dueOn: new Date(instant('2026-03-10T00:00') + random.integer(0, 90) * 86_400_000).toISOString().slice(0, 10),
      ...{ deliveryReference: `DR-${number}`, contact: `${number.toLowerCase()}@customer.example` },
    };
    return { case: { entity, ...invoice(number) }, input: { kind: 'command', type: 'create', data, actor } } as const;
  });
  await engine.dispatch(births);
}

/** Most days nothing happens to an invoice. */
async function act(house: Throughline, random: Chance, number: string, day: string): Promise<void> {
  const chance = random.integer(0, 99);
  const found = await house.engine.findCase({ entity, ...invoice(number) });
  const clara = person('clara.stein');
  if (found === undefined || !['sent', 'partially_paid'].includes(found.state)) return;
  const owed = Number(found.data.amount) - Number(found.data.paid);
  if (chance < 18) await ask(house, invoice(number), 'pay', clara, { amount: owed });
  else if (chance < 30) await ask(house, invoice(number), 'pay', clara, { amount: Math.ceil(owed / 3) });
  else if (chance < 37) await ask(house, invoice(number), 'dispute', clara);
  else if (chance < 42 && found.data.promisedOn === undefined)
    await ask(house, invoice(number), 'promise', clara, { promisedOn: day });
}

async function release(house: Throughline, travel: (to: string) => Promise<unknown>): Promise<void> {
  const address = { flow: 'release', key: 'R-1' };
  const lea = person('lea.winter');
  const data = { number: 'R-1', title: 'Prices by contract', summary: 'By contract.', requester: 'sam', systems: [], flows: [] };
  await ask(house, address, 'draft', lea, data);
  await ask(house, address, 'plan', lea, { plannedOn: '2026-05-04' });
  await ask(house, address, 'submit', lea);
  await ask(house, address, 'approve', person('viktor.amsel'), { of: 'submit' });
  await travel('2026-05-04T10:00');
  await ask(house, address, 'release', person('viktor.amsel'), { releasedOn: '2026-05-04' });
}

/** Two days before the end: a dispute is to be accepted, and something to be written off. */
async function askApprovals(house: Throughline): Promise<void> {
  const clara = person('clara.stein');
  const states = await Promise.all(numbers.map((number) => house.engine.findCase({ entity, ...invoice(number) })));
  const disputed = states.find((found) => found?.state === 'disputed');
  const sent = states.find((found) => found?.state === 'sent' && found.clocks.pending === undefined);
  if (disputed === undefined || sent === undefined) throw new Error('The seed leaves nothing to decide: take another');
  await ask(house, invoice(disputed.key), 'accept', clara);
  await ask(house, invoice(sent.key), 'writeOff', clara);
}
