import assert from 'node:assert/strict';
import { type Actor, defineCalendar, type FlowDefinition, type JsonObject } from '@throughline/language';
import { attach, initialiseVirtual, type Throughline } from '../src/throughline.ts';

/*
 * A company with one flow that uses what flows can say beyond those of the packs: facts that come early, rungs that come again,
 * approvals by several and up to a limit, windows in which nothing is paid, business days, lines that a claim owns, runbooks.
 */

export const entity = 'berlin';
export const start = Date.UTC(2026, 0, 5, 8);
export const day = 86_400_000;

const text = { type: 'string', maxLength: 100 };
const fields = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  ...{ type: 'object', additionalProperties: false, properties },
  required,
});

const line = {
  ...{ name: 'claim-line', title: 'Claim line', owner: 'desk', key: 'number' },
  data: fields({ number: { type: 'string', maxLength: 9 } }, ['number']),
  start: { begin: { to: 'open' } },
  states: { open: { owner: 'desk', within: { days: 90 }, on: { settle: { to: 'settled' } } }, settled: { final: 'done' } },
};

export const runbook = 'Call the customer.\nAsk for the photographs.';

const yearEnd = [{ from: '2026-12-24', to: '2027-01-03' }];

const claim = {
  ...{ name: 'claim', title: 'Claim', owner: 'desk', key: 'number' },
  roles: { desk: {}, head: { title: 'Head of claims' }, board: {} },
  calendar: { default: 'office', entities: { tokyo: 'tokyo' } },
  calendars: {
    tokyo: defineCalendar({
      timeZone: 'Asia/Tokyo',
      from: '2026-01-01',
      to: '2027-12-31',
      week: { friday: [['10:00', '18:00']] },
      windows: { yearEnd },
    }),
    office: defineCalendar({
      timeZone: 'Europe/Berlin',
      from: '2026-01-01',
      to: '2027-12-31',
      week: {
        monday: [['09:00', '17:00']],
        tuesday: [['09:00', '17:00']],
        wednesday: [['09:00', '17:00']],
        thursday: [['09:00', '17:00']],
      },
      windows: { yearEnd },
    }),
  },
  expected: { within: { days: 2 }, owner: 'desk' },
  data: fields(
    {
      number: text,
      customer: { ...text, list: true },
      currency: { type: 'string', pattern: '^[A-Z]{3}$', kind: 'currency', list: true },
      amount: { type: 'integer', minimum: 0, kind: 'money', list: true },
      paid: { type: 'integer', minimum: 0, default: 0, kind: 'money' },
      dueOn: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', kind: 'day', list: true },
      lines: { type: 'array', default: [], maxItems: 5, items: { type: 'string', maxLength: 9 } },
    },
    ['number', 'customer', 'currency', 'amount', 'paid', 'dueOn', 'lines'],
  ),
  computed: { open: 'data.amount - data.paid', nextDay: 'addBusinessDays(data.dueOn, 1)' },
  columns: { open: { kind: 'money' } },
  children: { lines: { flow: 'claim-line' } },
  exceptions: {
    noPhotos: { title: 'No photographs', owner: 'desk', severity: 'high', within: { days: 2 }, resolutions: ['came'], runbook },
  },
  mails: { ask: { subject: 'Claim {{ data.number }}', text: 'Please answer' } },
  events: {
    pay: {
      title: 'Payment',
      data: fields({ amount: { type: 'integer', minimum: 0, maximum: 1_000_000_000 } }, ['amount']),
      set: { paid: 'data.paid + event.amount' },
      lands: 'stay',
    },
    halt: { lands: 'held' },
    doubt: { title: 'Doubt' },
    settle: { title: 'Settle' },
    release: { title: 'Release the money' },
  },
  start: {
    file: { to: 'filed', open: [{ child: 'lines', event: 'begin', each: 'data.lines', key: 'item', with: { number: 'item' } }] },
  },
  states: {
    filed: {
      owner: 'desk',
      on: {
        pay: {},
        halt: { to: 'held' },
        doubt: { raise: 'noPhotos', by: 'person' },
        settle: { to: 'settled', by: 'person', closed: 'yearEnd', approval: { roles: ['head', 'board'], quorum: 2 } },
        release: {
          to: 'settled',
          by: 'person',
          approval: { roles: ['head', 'board'], limit: { of: 'data.amount', by: { head: '500000' } } },
        },
      },
    },
    held: { owner: 'desk', within: { days: 60 }, on: { settle: { to: 'settled', by: 'person' } } },
    settled: { final: 'done' },
  },
  ladders: {
    chase: {
      anchor: 'data.dueOn',
      during: ['filed'],
      pauseWhile: ['held'],
      stopWhen: 'computed.open <= 0',
      rungs: [
        {
          name: 'remind',
          title: 'Reminder',
          after: { businessDays: 1 },
          every: { days: 7 },
          atMost: 3,
          task: { role: 'desk', title: 'Call' },
        },
        { name: 'board', after: { days: 60 }, task: { role: 'board', title: 'Decide' } },
      ],
    },
  },
};

export const claimFlows = [line, claim].map((flow) => JSON.parse(JSON.stringify(flow)) as FlowDefinition);

export const person = (id: string, ...roles: string[]): Actor => ({ id, kind: 'person', principal: id, roles });
const bank: Actor = { id: 'bank', kind: 'source', principal: 'bank', roles: [] };
export const claimOf = (key: string) => ({ flow: 'claim', entity, key });

/** Asks for something of a claim, which must be applied. */
export async function ask(
  { engine }: Throughline,
  key: string,
  type: string,
  actor: Actor,
  data: JsonObject = {},
): Promise<void> {
  const input = { kind: 'command', type, data, actor, reason: 'because' } as const;
  const [result] = await engine.dispatch([{ case: claimOf(key), input }]);
  assert.equal(result?.outcome, 'applied', JSON.stringify(result));
}

/** The bank says that something happened to a claim. */
export async function tell(
  { engine }: Throughline,
  key: string,
  type: string,
  { data = {}, at }: { readonly data?: JsonObject; readonly at: number },
): Promise<void> {
  const source = { name: 'bank', liveFrom: start - 100 * day };
  const [result] = await engine.dispatch([
    { case: claimOf(key), input: { kind: 'fact', type, data, actor: bank, source, occurredAt: at } },
  ]);
  assert.equal(result?.outcome, 'applied', JSON.stringify(result));
}

export const claimData = (number: string, more: JsonObject = {}): JsonObject => ({
  ...{ number, customer: 'Nordwind', currency: 'EUR', amount: 800_000, dueOn: '2026-01-08', lines: [] },
  ...more,
});

/** An empty company with the flows of claims, under a virtual clock. */
export async function foundClaims(url: string): Promise<void> {
  const house = attach({ url, env: {}, database: 'demo', release: () => Promise.resolve() });
  try {
    await initialiseVirtual(house, start);
    await house.engine.deploy(claimFlows, { by: 'test' });
  } finally {
    await house.close();
  }
}
