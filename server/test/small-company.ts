import assert from 'node:assert/strict';
import type { Actor, JsonObject } from '@throughline/language';
import { builtInPacks } from '../src/built-in-packs.ts';
import { actorOf } from '../src/demo/company.ts';
import { simulatedMail } from '../src/demo/simulate.ts';
import { attach, initialiseVirtual, type Throughline } from '../src/throughline.ts';

/*
 * A company under a virtual clock, with one invoice for each thing that can be seen of one:
 *
 * I-1  chased to the last rung, which waits for an approval          I-4  disputed; the acceptance waits for an approval
 * I-2  paid in part, disputed, found right, paid by P-2, closed      I-5  created in another currency, for the second customer
 * I-3  blocked for want of its delivery reference, and overdue       R-1  a release, planned
 */

export const entity = 'Halden Components GmbH (simulated)';
export const person = (name: string): Actor => {
  const actor = actorOf(`${name}@halden.example`);
  assert.ok(actor !== undefined, `${name} does not work there`);
  return actor;
};
const bank: Actor = { id: 'bank', kind: 'automation', principal: 'bank', roles: [] };
const instant = (text: string) => Date.parse(`${text}Z`);

/** When the story ends. */
export const endOfStory = instant('2026-05-20T12:00');

/** Asks for something, which must be applied. */
export async function ask(
  { engine }: Throughline,
  address: { readonly flow: string; readonly key: string },
  type: string,
  actor: Actor,
  data: JsonObject = {},
): Promise<void> {
  const [result] = await engine.dispatch([
    { case: { entity, ...address }, input: { kind: 'command', type, data, actor, reason: 'because' } },
  ]);
  assert.equal(result?.outcome, 'applied', JSON.stringify(result));
}

/** Makes the small company in an empty database: the template of tests that look at it at the end of its story. */
export async function tellStory(url: string): Promise<void> {
  const house = attach({ url, env: {}, database: 'demo', release: () => Promise.resolve() });
  try {
    await initialiseVirtual(house, instant('2026-03-01T06:00'));
    await house.engine.deploy(
      builtInPacks.flatMap(({ flows }) => flows),
      { by: 'test' },
    );
    await story(house);
  } finally {
    await house.close();
  }
}

async function story(house: Throughline): Promise<void> {
  const travel = (to: string) => house.engine.travel(instant(to), { sinks: { mail: simulatedMail } });
  const invoice = (key: string) => ({ flow: 'invoice', key });
  const bill = { customer: 'Nordwind', currency: 'EUR', amount: 100_000, dueOn: '2026-03-31', country: 'DE' };
  const billing = person('anna.roth');
  const collections = person('clara.stein');
  for (const number of ['I-1', 'I-2', 'I-4']) {
    const data = { ...bill, number, deliveryReference: `DR-${number}`, contact: `${number.toLowerCase()}@nordwind.example` };
    await ask(house, invoice(number), 'create', billing, data);
  }
  await ask(house, invoice('I-3'), 'create', billing, { ...bill, number: 'I-3', contact: 'i-3@nordwind.example' });
  await travel('2026-04-08T00:00');
  await ask(house, invoice('I-2'), 'pay', bank, { amount: 60_000 });
  await ask(house, invoice('I-2'), 'dispute', collections);
  await ask(house, invoice('I-4'), 'dispute', collections);
  // The invoice hears of its dispute first.
  await house.engine.settle({ sinks: { mail: simulatedMail } });
  await ask(house, invoice('I-4'), 'accept', collections);
  await travel('2026-04-16T12:00');
  await ask(house, invoice('I-2'), 'reject', collections);
  const payment = { flow: 'payment', key: 'P-2' };
  const received = { number: 'P-2', customer: 'Nordwind', currency: 'EUR', amount: 40_000, receivedOn: '2026-04-25' };
  await travel('2026-04-25T12:00');
  await ask(house, payment, 'receive', person('lena.fuchs'), { ...received, remittance: 'Invoice two, K. Nord' });
  await ask(house, payment, 'match', bank, { invoice: 'I-2', expected: 40_000 });
  await ask(house, payment, 'allocate', bank);
  await travel('2026-05-18T00:00');
  await ask(house, invoice('I-1'), 'assign', collections, { to: collections.id });
  await ask(house, invoice('I-1'), 'comment', collections, { text: 'They do not answer' });
  await ask(house, invoice('I-5'), 'create', billing, {
    ...{ number: 'I-5', customer: 'Brenner, Söhne', currency: 'JPY', amount: 250_000, dueOn: '2026-06-30' },
    deliveryReference: 'DR-5',
    contact: 'i-5@brenner.example',
  });
  const release = {
    title: 'Prices by contract',
    summary: 'By contract.',
    requester: 'sam',
    systems: ['Order desk', 'ERP'],
    flows: ['order'],
  };
  await ask(house, { flow: 'release', key: 'R-1' }, 'draft', person('lea.winter'), { number: 'R-1', ...release });
  await ask(house, { flow: 'release', key: 'R-1' }, 'plan', person('lea.winter'), { plannedOn: '2026-05-30' });
  await travel('2026-05-20T12:00');
}
