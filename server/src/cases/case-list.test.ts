import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { caseId, createEngine } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, entity, person, tellStory } from '../../test/small-company.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { type CsvLine, caseLines, decimalText, eventLines } from './case-csv.ts';
import { caseGroups, caseList, caseTotals } from './case-list.ts';
import { search } from './search.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');
const moment = { now: endOfStory, visible: seesAll };
const signal = new AbortController().signal;
const flow = 'invoice';

test('[S200] filters as an address has them: comparisons, several values, escapes, fields of the kernel', async (t) => {
  const house = await smallCompany(t);
  const keys = async (...where: string[]) => {
    const { items } = asContract('GET /{database}/cases', await caseList(house, { flow, where }, moment));
    return items.map(({ key }) => key).join(' ');
  };
  const table: readonly (readonly [where: readonly string[], expected: string])[] = [
    [[], 'I-1 I-2 I-3 I-4 I-5'],
    [['dueOn<2026-04-01'], 'I-1 I-2 I-3 I-4'],
    [['dueOn>=2026-04-01'], 'I-5'],
    [['$state=sent,blocked'], 'I-1 I-3 I-5'],
    [['$state!=sent,blocked'], 'I-2 I-4'],
    [['customer^=bren'], 'I-5'],
    [['customer=Brenner\\, Söhne'], 'I-5'],
    [['open>0', 'currency=EUR'], 'I-1 I-3 I-4'],
    [['amount=100000', 'paid=100000'], 'I-2'],
    [['$rung.dunning=legal'], 'I-1'],
    [['$exception.missingDeliveryReference=open'], 'I-3'],
    [['$assignee=clara.stein@halden.example'], 'I-1'],
    [['$key=I-4,I-5'], 'I-4 I-5'],
  ];
  for (const [where, expected] of table) assert.equal(await keys(...where), expected, where.join(' and '));
});

test('[S201] what a filter, an order or a cursor gets wrong is told with its place', async (t) => {
  const house = await smallCompany(t);
  const ask = (query: object) => caseList(house, { flow, ...query }, moment);
  const table: readonly (readonly [query: object, code: string, place: string])[] = [
    [{ where: ['open>0', 'dueOn'] }, 'filter-invalid', 'where[1]'],
    [{ where: ['=5'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['dueOn<'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['dueOn<tomorrow'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['amount>much'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['amount>1.5'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['amount>1,2'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['customer=a\\b'] }, 'filter-invalid', 'where[0]'],
    [{ where: ['open>0', 'open>0', 'colour=red'] }, 'field-unknown', 'where[2]'],
    [{ where: ['$rung.none=legal'] }, 'field-unknown', 'where[0]'],
    [{ sort: 'colour' }, 'field-unknown', 'sort'],
    [{ after: 'nonsense' }, 'cursor-invalid', 'after'],
  ];
  for (const [query, code, place] of table) await assert.rejects(ask(query), { code, place }, JSON.stringify(query));
  await assert.rejects(ask({ flow: 'none' }), { code: 'flow-unknown' });
  await assert.rejects(caseTotals(house, { flow, sum: 'dueOn' }, seesAll), { code: 'field-unknown', place: 'sum' });
  await assert.rejects(caseGroups(house, { flow, by: 'colour' }, seesAll), { code: 'field-unknown', place: 'by' });
});

test('[S202] pages, orders, totals by currency and groups by title', async (t) => {
  const house = await smallCompany(t);
  const query = { flow, sort: '-amount', limit: 2 };
  const first = await caseList(house, query, moment);
  assert.equal(first.items[0]?.key, 'I-5');
  const second = await caseList(house, { ...query, ...(first.next === undefined ? {} : { after: first.next }) }, moment);
  assert.equal(new Set([...first.items, ...second.items].map(({ key }) => key)).size, 4);
  const due = await caseList(house, { flow, open: true, sort: '$due' }, moment);
  assert.deepEqual(
    due.items.map(({ key, next }) => `${key} ${next?.title}`),
    ['I-5 Dunning: reminder', 'I-3 Target of Blocked', 'I-4 Target of Disputed', 'I-1 Dunning: legal'],
  );
  assert.deepEqual(
    asContract('GET /{database}/cases/totals', await caseTotals(house, { flow, open: true, sum: 'open' }, seesAll)),
    {
      cases: 4,
      sums: [
        { amount: 300_000, currency: 'EUR' },
        { amount: 250_000, currency: 'JPY' },
      ],
    },
  );
  assert.deepEqual(await caseTotals(house, { flow, where: ['customer=nobody'] }, seesAll), { cases: 0, sums: [] });
  const groups = async (by: string) => {
    const body = await caseGroups(house, { flow, by }, seesAll);
    const { items } = asContract('GET /{database}/cases/groups', body);
    return items.map(({ title, cases }) => `${title} ${cases}`).sort();
  };
  assert.deepEqual(await groups('$state'), ['Blocked 1', 'Closed 1', 'Disputed 1', 'Sent 2']);
  assert.deepEqual(await groups('$rung.dunning'), ['Finance task 1', 'Legal 1', 'None 2', 'Reminder 1']);
  assert.deepEqual(await groups('$assignee'), ['Clara Stein 1', 'None 4']);
  assert.deepEqual(await groups('currency'), ['EUR 4', 'JPY 1']);
});

test('[S203] a page of many rows takes as few statements as a page of one', async (t) => {
  const house = await smallCompany(t);
  const bear = (number: number) => ({
    case: { flow, entity, key: `M-${number}` },
    input: {
      kind: 'command' as const,
      type: 'create',
      data: { number: `M-${number}`, customer: 'Many', currency: 'EUR', amount: 100, dueOn: '2026-06-01' },
      actor: person('anna.roth'),
    },
  });
  await house.engine.dispatch(Array.from({ length: 60 }, (_, index) => bear(index)));
  const statements = async (limit: number) => {
    const counted = counting(house);
    const { items } = await caseList(counted.house, { flow, limit, sort: '-open', where: ['open>0'] }, moment);
    assert.equal(items.length, limit);
    return counted.statements();
  };
  await statements(1); // The flow is compiled once.
  const one = await statements(1);
  assert.equal(await statements(50), one);
  assert.ok(one <= 13, `${one} statements`);
});

/** The same house, whose statements are counted; the beginning and the end of transactions among them. */
function counting(house: Throughline): { readonly house: Throughline; statements(): number } {
  let statements = 0;
  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const member: unknown = Reflect.get(of, name, of);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (name === 'query') statements += 1;
          const result: unknown = Reflect.apply(member, of, args);
          return name === 'connect' && result instanceof Promise ? result.then((client: object) => watched(client)) : result;
        };
      },
    });
  const pool = watched(house.pool);
  return { house: { ...house, pool, engine: createEngine({ database: pool }) }, statements: () => statements };
}

test('[S204] CSV has the whole list: the columns of the table, ISO dates, decimal money beside its currency', async (t) => {
  const house = await smallCompany(t);
  const lines: CsvLine[] = [];
  for await (const line of caseLines(house, { flow, limit: 1, sort: 'dueOn', where: ['$state=sent'] }, { ...moment, signal }))
    lines.push(line);
  assert.deepEqual(lines[0], [
    ...['Key', 'Entity', 'State', 'Owner', 'Assigned to'],
    ...['Customer', 'Segment', 'Currency', 'Amount', 'Paid', 'Due on', 'Country', 'Open'],
    ...['Rung', 'Days late', 'Next', 'Next due', 'Exceptions', 'Entered', 'Id'],
  ]);
  assert.deepEqual(
    lines.slice(1).map((line) => line.slice(0, -2)),
    [
      [
        ...['I-1', entity, 'Sent', 'Collections', 'Clara Stein', 'Nordwind', null, 'EUR', '1000.00', '0.00', '2026-03-31', 'DE'],
        ...['1000.00', 'Legal', 50, 'Dunning: legal', '2026-05-15T09:00:00.000Z', null],
      ],
      [
        ...['I-5', entity, 'Sent', 'Collections', null, 'Brenner, Söhne', null, 'JPY', '250000', '0', '2026-06-30', null],
        ...['250000', null, -41, 'Dunning: reminder', '2026-07-07T09:00:00.000Z', null],
      ],
    ],
  );
  const events: CsvLine[] = [];
  for await (const line of eventLines(house, caseId({ flow, entity, key: 'I-2' }), { ...moment, signal })) events.push(line);
  assert.deepEqual(events.at(-1)?.slice(0, 8), [
    1,
    'Created',
    'create',
    'command',
    null,
    'Created',
    'Anna Roth',
    '2026-03-01T06:00:00.000Z',
  ]);
  assert.equal(events.length, Number(events[1]?.[0]) + 1);
  await assert.rejects(eventLines(house, caseId({ flow, entity, key: 'none' }), { ...moment, signal }).next(), {
    code: 'case-unknown',
  });
  assert.deepEqual(
    [decimalText(5, 'EUR'), decimalText(-123456, 'EUR'), decimalText(7, 'JPY'), decimalText(-1, 'KWD'), decimalText(0, null)],
    ['0.05', '-1234.56', '7', '-0.001', '0.00'],
  );
});

test('[S205] search finds cases by key and by what lists show, flows and metrics by title', async (t) => {
  const house = await smallCompany(t);
  const found = async (q: string) => asContract('GET /{database}/search', await search(house, { q }));
  assert.deepEqual((await found('i-3')).cases, [
    {
      ...{ id: caseId({ flow, entity, key: 'I-3' }), flow, flowTitle: 'Invoice', entity, key: 'I-3', stateTitle: 'Blocked' },
      found: null,
    },
  ]);
  assert.deepEqual(
    (await found('brenner')).cases.map(({ key, found }) => [key, found]),
    [['I-5', { field: 'Customer', value: 'Brenner, Söhne' }]],
  );
  const named = await found('invoic');
  assert.deepEqual(named.flows, [{ name: 'invoice', title: 'Invoice' }]);
  assert.ok(named.metrics.some(({ id }) => id === 'invoice-error-rate'));
  assert.deepEqual(await found('  '), { cases: [], flows: [], metrics: [] });
});
