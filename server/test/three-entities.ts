import assert from 'node:assert/strict';
import {
  type Actor,
  Currency,
  Day,
  defineFlow,
  Email,
  Fields,
  type FlowDefinition,
  type JsonObject,
  Money,
  Text,
} from '@throughline/language';
import { builtInPacks } from '../src/built-in-packs.ts';
import { simulatedMail } from '../src/demo/simulate.ts';
import { migrateServer } from '../src/migrations/migrate.ts';
import { attach, initialiseVirtual, type Throughline } from '../src/throughline.ts';

/*
 * A company of three entities. Whatever only some may see holds a mark that nothing else holds: `zqe1` the first entity and what its
 * cases are called, `zqp1` its personal data, `zqf1` what is confidential there, `zqv1` a case of the vault, which only the board reads.
 */

export const places = [1, 2, 3] as const;
export type Place = (typeof places)[number];
export const entityOf = (place: Place) => `zqe${place} GmbH`;
/** An amount by which a confidential number is known, and what is computed of it. */
export const costOf = (place: Place) => 73_100_000 + 1111 * place;
export const amountOf = (place: Place) => 91_000_000 + place;

export const marks = (place: Place) => ({
  cases: [`zqe${place}`, String(amountOf(place))],
  personal: [`zqp${place}`],
  confidential: [`zqf${place}`, String(costOf(place)), String(amountOf(place) - costOf(place))],
  vault: [`zqv${place}`],
});

/** Who looks; what they see is said by hand, entity by entity. */
export interface Looker {
  readonly name: string;
  readonly actor: Actor;
  readonly cases: readonly Place[];
  readonly personal: readonly Place[];
  readonly confidential: readonly Place[];
  readonly vault: readonly Place[];
}

const person = (id: string, roles: readonly string[], rolesIn?: Actor['rolesIn']): Actor => ({
  ...{ id: `${id}@looks.example`, kind: 'person', principal: `${id}@looks.example`, roles, secondFactor: true },
  ...(rolesIn === undefined ? {} : { rolesIn }),
});
const nowhere = { cases: [], personal: [], confidential: [], vault: [] } as const;

export const everyRole = [
  ...new Set([
    'desk',
    'chief',
    'guest',
    'board',
    'auditor',
    'privacy',
    'operator',
    'legal',
    'administrator',
    ...builtInPacks.flatMap(({ roles }) => Object.keys(roles)),
  ]),
];

export const lookers: readonly Looker[] = [
  { ...nowhere, name: 'nobody', actor: person('nobody', []) },
  { ...nowhere, name: 'a guest of one entity', actor: person('guest', [], { [entityOf(1)]: ['guest'] }), cases: [1] },
  {
    ...nowhere,
    name: 'the desk of one entity',
    actor: person('desk', [], { [entityOf(2)]: ['desk', 'collections'] }),
    cases: [2],
    personal: [2],
  },
  {
    ...{ name: 'a guest everywhere, chief of one entity', actor: person('mixed', ['guest'], { [entityOf(3)]: ['chief'] }) },
    ...{ cases: places, personal: [3], confidential: [3], vault: [] },
  },
  {
    ...nowhere,
    name: 'the board of one entity',
    actor: person('board', [], { [entityOf(3)]: ['board'] }),
    cases: [3],
    vault: [3],
  },
  { name: 'an auditor', actor: person('auditor', ['auditor']), cases: places, personal: [], confidential: places, vault: places },
  { name: 'everybody', actor: person('all', everyRole), cases: places, personal: places, confidential: places, vault: places },
];

const dossier = defineFlow({
  name: 'dossier',
  title: 'Dossier',
  owner: 'chief',
  key: 'number',
  roles: { desk: {}, chief: {}, guest: {} },
  data: Fields({
    number: Text(),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 0 }),
    cost: Money({ list: true, confidential: true, minimum: 0 }),
    remark: Text({ list: true, confidential: true }),
    patient: Text({ personal: true }),
    email: Email({ personal: true }),
    dueOn: Day({ list: true }),
  }),
  computed: { margin: 'data.amount - data.cost', called: 'data.patient + "!"' },
  columns: { margin: { kind: 'money' } },
  exceptions: { doubt: { title: 'Doubt', owner: 'desk', severity: 'high', within: { days: 2 }, resolutions: ['gone'] } },
  mails: { remind: { subject: 'About {{ data.patient }}', text: 'Hello {{ data.patient }}' } },
  links: { vault: { flow: 'vault' } },
  events: { doubt: { title: 'Doubt' }, finish: { title: 'Finish' } },
  start: { open: { to: 'open', task: { role: 'desk', title: 'Look at it' } } },
  states: {
    open: {
      owner: 'desk',
      within: { days: 300 },
      on: {
        doubt: { raise: 'doubt', by: 'person' },
        finish: { to: 'done', by: 'person', reason: true, approval: { roles: ['chief'] } },
      },
    },
    done: { final: 'done' },
  },
  ladders: {
    chase: {
      anchor: 'data.dueOn',
      during: ['open'],
      rungs: [{ name: 'remind', after: { days: 1 }, effects: [{ kind: 'mail', template: 'remind', to: 'data.email' }] }],
    },
  },
} as never) as FlowDefinition;

const vault = {
  ...{ name: 'vault', title: 'Vault', owner: 'board', key: 'number', roles: { board: {} }, reads: { cases: ['board'] } },
  data: Fields({ number: Text(), customer: Text({ list: true }), dossier: Text() }),
  exceptions: { leak: { title: 'Leak', owner: 'board', severity: 'high', within: { days: 2 }, resolutions: ['shut'] } },
  links: { dossier: { flow: 'dossier' } },
  events: { leak: { title: 'Leak' } },
  start: { open: { to: 'open', link: { dossier: 'data.dossier' } } },
  states: {
    open: {
      owner: 'board',
      within: { days: 300 },
      on: { leak: { raise: 'leak', by: 'person', roles: ['board'] }, shut: { to: 'shut' } },
    },
    shut: { final: 'done' },
  },
} as unknown as FlowDefinition;

const start = Date.UTC(2026, 0, 5, 8);
const all = person('writer', everyRole);

/** Makes the company in an empty database. */
export async function tellOfThree(url: string): Promise<void> {
  const house = attach({ url, env: {}, database: 'demo', release: () => Promise.resolve() });
  try {
    await initialiseVirtual(house, start);
    await migrateServer(house.pool);
    await house.engine.deploy([...builtInPacks.flatMap(({ flows }) => flows), dossier, vault], { by: 'test' });
    for (const place of places) await fill(house, place);
    await house.engine.travel(start + 40 * 86_400_000, { sinks: { mail: simulatedMail } });
  } finally {
    await house.close();
  }
}

async function fill(house: Throughline, place: Place): Promise<void> {
  const number = `D-zqe${place}`;
  const ask = async (flow: string, key: string, type: string, data: JsonObject, reason = 'because') => {
    const [result] = await house.engine.dispatch([
      { case: { entity: entityOf(place), flow, key }, input: { kind: 'command', type, data, actor: all, reason } },
    ]);
    assert.equal(result?.outcome, 'applied', JSON.stringify(result));
  };
  await ask('dossier', number, 'open', {
    ...{ number, customer: `zqe${place} Ltd`, currency: 'EUR', amount: amountOf(place), cost: costOf(place) },
    ...{
      remark: `zqf${place} below cost`,
      patient: `zqp${place} Person`,
      email: `zqp${place}@mail.example`,
      dueOn: '2026-01-20',
    },
  });
  // What is kept back now had another value before, of which texts may speak.
  await ask(
    'dossier',
    number,
    'revise',
    { patient: `zqp${place} Later` },
    `no longer zqp${place} Person, who knew of zqf${place} below cost`,
  );
  await ask('dossier', number, 'comment', { text: `called zqp${place}@mail.example` });
  await ask('dossier', number, 'doubt', {});
  await ask('dossier', number, 'finish', {}, `zqp${place} Later agrees`);
  await ask('vault', `V-zqv${place}`, 'open', { number: `V-zqv${place}`, customer: `zqv${place} Ltd`, dossier: number });
  await ask('vault', `V-zqv${place}`, 'leak', {});
  await ask('invoice', `I-zqe${place}`, 'create', {
    ...{ number: `I-zqe${place}`, customer: `zqe${place} Buyer`, currency: 'EUR', amount: amountOf(place), dueOn: '2026-01-10' },
    ...{ contact: `zqp${place}@buyer.example`, deliveryReference: `zqe${place} note` },
  });
}
