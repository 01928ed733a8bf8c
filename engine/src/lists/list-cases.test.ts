import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFlow, type JsonObject } from '@throughline/language';
import fc from 'fast-check';
import { inTransaction } from '../database.ts';
import { type Bench, bench, closing, command, order, outcomes, place } from '../fixture.test.ts';
import type { CaseView } from '../sql/read-cases.ts';
import { type CaseQuery, type Comparison, type Filter, readSelection } from './case-query.ts';
import { readSettings } from './conditions-sql.ts';
import { foldedText } from './folded-text.ts';
import { readPage } from './list-cases.ts';
import { type ListRow, listRows } from './list-rows.ts';

const flow = compileFlow(order);
const customers = ['Nord AG', 'NORD AG', 'nordisk', 'Süd', 'süd 😀', 'Łódź', '\uffff', '😀', null] as const;
const days = ['2026-01-02', '2026-01-31', '2026-02-01', null] as const;

const entities = ['halden', 'Nord', 'nord'] as const;
/** The same at the entity of an order. */
const at = <T extends object>(index: number, { case: named, ...submission }: T & { readonly case: object }) => ({
  ...submission,
  case: { ...named, entity: entities[index % entities.length] } as { flow: string; entity: string; key: string },
});

/** Orders of all sorts: with and without values, some paid, some with an assignee or an open exception, of three entities. */
async function manyOrders({ engine }: Bench, count: number): Promise<readonly CaseView[]> {
  const births = Array.from({ length: count }, (_, index) => {
    const data: Record<string, JsonObject[string]> = { amount: (index * 37) % 50 };
    const [customer, dueOn] = [customers[index % customers.length] ?? null, days[(index >> 2) % days.length] ?? null];
    if (customer !== null) data['customer'] = customer;
    if (dueOn !== null) data['dueOn'] = dueOn;
    if (index % 3 === 0) data['paid'] = index % 20;
    if (index % 5 === 0) data['askedAt'] = `2026-01-0${1 + (index % 9)}T08:00:0${index % 2 === 0 ? '0' : '0.5'}Z`;
    return at(index, place(`${index % 2 === 0 ? 'a' : 'B'}${index}`, data));
  });
  const moves = births.flatMap((_, index) => {
    const key = `${index % 2 === 0 ? 'a' : 'B'}${index}`;
    if (index % 7 === 0) return [command(key, 'pay', { amount: 50 }), command(key, 'close')].map((each) => at(index, each));
    if (index % 11 === 0) return [at(index, command(key, 'assign', { to: index % 2 === 0 ? 'ann' : 'Bob' }))];
    return index % 13 === 0 ? [at(index, command(key, 'short'))] : [];
  });
  const results = await engine.dispatch([...births, ...moves]);
  assert.ok(results.every(({ outcome }) => outcome === 'applied'));
  return (await engine.list({ flow: 'order', limit: 1000 })).cases;
}

const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    field: fc.constantFrom('customer', '$key', '$entity', '$assignee', '$state', '$exception.stock'),
    comparison: fc.constantFrom<Comparison>('=', '!=', '^=', '^='),
    values: fc.uniqueArray(fc.constantFrom('nord', 'NORD AG', 'Nord AG', 'süd', '😀', 'a1', 'B', 'open', 'paid', 'ann'), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({
    field: fc.constantFrom('customer', 'dueOn'),
    comparison: fc.constantFrom<Comparison>('<', '<=', '>', '>='),
    values: fc.constantFrom(['2026-01-31']),
  }),
  fc.record({
    field: fc.constantFrom('amount', 'open', 'askedAt'),
    comparison: fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>='),
    values: fc.constantFrom([20], [0], [Date.UTC(2026, 0, 3)]),
  }),
);
const query: fc.Arbitrary<CaseQuery> = fc.record(
  {
    flow: fc.constant('order'),
    open: fc.boolean(),
    where: fc.array(filter, { maxLength: 3 }),
    entities: fc.subarray(['halden', 'Nord', 'NORD']),
    anyOf: fc.array(fc.array(filter, { maxLength: 2 }), { maxLength: 3 }),
    sort: fc.record(
      {
        field: fc.constantFrom('$key', '$state', '$assignee', '$due', 'customer', 'dueOn', 'amount', 'open', 'askedAt'),
        descending: fc.boolean(),
      },
      { requiredKeys: ['field'] },
    ),
  },
  { requiredKeys: ['flow'] },
);

/** The list as it must be, from the cases alone. */
function expected(
  cases: readonly CaseView[],
  { open, where = [], entities: of, anyOf, sort = { field: '$key' } }: CaseQuery,
): readonly string[] {
  const found = cases
    .map((each) => ({ each, rows: new Map(listRows(flow, each).map((row) => [row.field, row])) }))
    .filter(({ each }) => open === undefined || (each.state !== 'closed') === open)
    .filter(({ rows }) => where.every((one) => satisfies(rows.get(one.field), one)))
    .filter(({ each }) => of?.includes(each.entity) !== false)
    .filter(({ rows }) => anyOf?.some((all) => all.every((one) => satisfies(rows.get(one.field), one))) !== false)
    .map(({ each, rows }) => {
      const row = rows.get(sort.field);
      const value = sort.field === '$due' ? each.dueAt : (row?.text ?? row?.number ?? null);
      return { id: each.id, state: each.state, value };
    });
  const sign = sort.descending === true ? -1 : 1;
  return found
    .sort((a, b) => {
      if (a.value === null || b.value === null) {
        if (a.value !== b.value) return a.value === null ? 1 : -1;
        return ordered(a.state, b.state) || ordered(a.id, b.id);
      }
      return sign * (ordered(a.value, b.value) || ordered(a.id, b.id));
    })
    .map(({ id }) => id);
}

function satisfies(row: ListRow | undefined, { comparison, values }: Filter): boolean {
  const stored = row?.text ?? row?.number ?? null;
  const exact = row?.exact ?? stored;
  if (comparison === '!=') return !values.some((value) => value === exact);
  if (stored === null) return false;
  return values.some((value) => {
    if (comparison === '=') return value === exact;
    if (comparison === '^=') return String(stored).startsWith(foldedText(String(value)));
    const sign = ordered(stored, typeof value === 'string' ? foldedText(value) : value);
    return { '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[comparison];
  });
}

/** Texts by their bytes in UTF-8, which is not how JavaScript compares them. */
function ordered(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

async function allPages({ engine }: Bench, asked: CaseQuery, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await engine.list({ ...asked, limit, ...(after === undefined ? {} : { after }) });
    ids.push(...page.cases.map(({ id }) => id));
    if (page.next === undefined) return ids;
    assert.equal(page.cases.length, limit);
    after = page.next;
  }
}

test('[E124] [E125] [E330] [E331] lists are what the cases say, whatever the filters and the order, page by page and whichever way they are found', async (t) => {
  const house = await closing(bench(), t);
  const cases = await manyOrders(house, 150);
  assert.equal(cases.length, 150);
  await fc.assert(
    fc.asyncProperty(query, fc.integer({ min: 5, max: 60 }), async (asked, limit) => {
      const wanted = expected(cases, asked);
      assert.deepEqual(await allPages(house, asked, limit), wanted);
      const selection = readSelection(flow, asked);
      const sort = asked.sort ?? { field: '$key' };
      const column = { $due: 'due', amount: 'number', open: 'number', askedAt: 'number' }[sort.field as string] ?? 'text';
      const order = { field: sort.field, column: column as 'text', descending: sort.descending ?? false };
      for (const selective of [undefined, ...selection.where.filter(({ comparison }) => comparison !== '!=')]) {
        const found = await inTransaction(
          house.pool,
          (client) => readPage(client, { selection, order, after: undefined, selective: () => selective, limit: 1000 }),
          readSettings.page,
        );
        assert.deepEqual(
          found.map(({ id }) => id),
          wanted,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('[E125] pages stay whole while cases are born and change', async (t) => {
  const house = await closing(bench(), t);
  const { engine } = house;
  await engine.dispatch(['b', 'd', 'f', 'h'].map((key) => place(key, { customer: key })));
  const asked = { flow: 'order', sort: { field: 'customer', descending: true }, limit: 2 };
  const first = await engine.list(asked);
  assert.deepEqual(
    first.cases.map(({ key }) => key),
    ['h', 'f'],
  );
  await engine.dispatch([place('g', { customer: 'g' }), place('c', { customer: 'c' }), place('z')]);
  const rest = await engine.list({ ...asked, limit: 10, ...(first.next && { after: first.next }) });
  assert.deepEqual(
    rest.cases.map(({ key }) => key),
    ['d', 'c', 'b', 'z'],
  );
  assert.equal(rest.next, undefined);
  assert.match(first.next ?? '', /^[\w-]+$/);
});

test('[E125] [E126] what a query may not say is refused with its place', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), place('B')]);
  const { next } = await engine.list({ flow: 'order', limit: 1 });
  assert.ok(next !== undefined);
  const refused = (asked: Partial<CaseQuery>, code: string, at: string) =>
    assert.rejects(engine.list({ flow: 'order', ...asked }), (error: Error & { code: string; details: { place: string } }) => {
      assert.deepEqual([error.code, error.details.place], [code, at], error.message);
      assert.ok(error.message.startsWith(at) || code === 'flow-unknown', error.message);
      return true;
    });
  const where = (field: string, comparison: string, ...values: unknown[]) => ({
    where: [{ field, comparison, values } as Filter],
  });
  await refused({ flow: 'ordr' }, 'flow-unknown', '/flow');
  await refused(where('custmer', '=', 'x'), 'list-field-unknown', '/where/0/field');
  await refused(where('contact', '=', 'x'), 'list-field-unknown', '/where/0/field');
  await refused(where('$rung.none', '=', 'x'), 'list-field-unknown', '/where/0/field');
  await refused({ sort: { field: 'paid' } }, 'list-field-unknown', '/sort/field');
  await refused(where('customer', '~', 'x'), 'list-value-invalid', '/where/0/comparison');
  await refused(where('amount', '^=', 1), 'list-value-invalid', '/where/0/comparison');
  await refused(where('customer', '='), 'list-value-invalid', '/where/0/values');
  await refused(where('customer', '<', 'a', 'b'), 'list-value-invalid', '/where/0/values');
  await refused(where('customer', '=', 'a', 7), 'list-value-invalid', '/where/0/values/1');
  await refused(where('customer', '=', 'a\0'), 'list-value-invalid', '/where/0/values/0');
  await refused(where('amount', '=', 0.5), 'list-value-invalid', '/where/0/values/0');
  await refused(where('dueOn', '=', 'soon'), 'list-value-invalid', '/where/0/values/0');
  await refused(where('askedAt', '>', 'noon'), 'list-value-invalid', '/where/0/values/0');
  await refused({ limit: 0 }, 'list-value-invalid', '/limit');
  await refused(
    { where: Array.from({ length: 21 }, () => where('amount', '=', 1).where).flat() },
    'list-value-invalid',
    '/where',
  );
  for (const after of ['zzz', '', Buffer.from('[]').toString('base64url'), `${next}x`.slice(3)])
    await refused({ after }, 'list-cursor-invalid', '/after');
  for (const other of [{ open: true }, { sort: { field: '$key', descending: true } }, where('amount', '=', 1)])
    await refused({ ...other, after: next }, 'list-cursor-invalid', '/after');
  assert.equal((await engine.list({ flow: 'order', sort: { field: '$key' }, after: next })).cases.length, 1);
});

test('[E126] cases of an older version, in which a field was not listed, have no value there', async (t) => {
  const { engine } = await closing(bench(), t);
  assert.deepEqual(outcomes(await engine.dispatch([place('old', { parcel: 'P1' })])), ['applied']);
  const newer = structuredClone(order) as unknown as { data: { properties: { parcel: JsonObject } } };
  newer.data.properties.parcel = { ...newer.data.properties.parcel, list: true };
  await engine.deploy([newer as unknown as typeof order], { by: 'test' });
  await engine.dispatch([place('new', { parcel: 'P2' })]);
  const { cases } = await engine.list({ flow: 'order', sort: { field: 'parcel' } });
  assert.deepEqual(
    cases.map(({ key }) => key),
    ['new', 'old'],
  );
  assert.equal(
    (await engine.list({ flow: 'order', where: [{ field: 'parcel', comparison: '=', values: ['P1'] }] })).cases.length,
    0,
  );
});
