import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Risk } from '@throughline/api';
import { orderToCash } from '@throughline/packs';
import { seededRandom, testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { lateNow, tellLateStory } from '../../test/late-company.ts';
import { openHouse } from '../../test/open-house.ts';
import { person } from '../../test/small-company.ts';
import { simulatedMail } from '../demo/simulate.ts';
import { deployPacks } from '../flows.ts';
import { initialiseVirtual, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { changeBefore, changesIn } from './changes.ts';
import { showHome } from './home.ts';
import { listRungsSoon } from './list-rungs-soon.ts';
import { measuredLately, measuringEnds } from './measuring.ts';

const head = person('helene.amrein');
const dayMs = 86_400_000;

async function lateCompany(t: TestContext): Promise<Throughline> {
  return await openHouse(t, await testDatabase('late_company', (url) => tellLateStory(url, seededRandom(11))), 'demo');
}

async function home(house: Throughline, actor = head) {
  const { now } = await house.engine.clock();
  return asContract('GET /{database}/home', await showHome(house, { actor, now, visible: seesAll }));
}

/** All pages of the rungs that fire soon. */
async function rungsListed(house: Throughline, reached?: string) {
  const items = [];
  let after: string | undefined;
  do {
    const query = { flow: 'invoice', ladder: 'dunning', limit: 4, ...(reached && { reached }), ...(after && { after }) };
    const page = asContract('GET /{database}/rungs', await listRungsSoon(house, { now: lateNow, visible: seesAll }, query));
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  assert.equal(new Set(items.map(({ case: { id }, name }) => `${id} ${name}`)).size, items.length);
  return items;
}

interface Counted {
  readonly rung: string | null;
  readonly paused: boolean;
  readonly currency: string;
  readonly open: number;
}

/** Late invoices, from the cases themselves. */
async function lateInvoices({ pool }: Throughline, today: string): Promise<readonly Counted[]> {
  const { rows } = await pool.query(
    `select c.state, d.data, d.clocks from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'invoice'`,
  );
  return rows.flatMap(({ state, data, clocks }): Counted[] => {
    const open = data.amount - data.paid;
    const isOpen = !['closed', 'credited', 'void', 'written_off'].includes(state);
    if (!isOpen || data.dueOn >= today || open <= 0) return [];
    const standings = clocks.ladders?.dunning?.rungs ?? {};
    const reached = ['remind', 'finance', 'sales', 'legal'].filter((rung) =>
      ['fired', 'awaiting'].includes(standings[rung]?.standing),
    );
    return [{ rung: reached.at(-1) ?? null, paused: ['disputed', 'promised'].includes(state), currency: data.currency, open }];
  });
}

function recount(all: readonly Counted[]): Pick<Risk, 'cases' | 'amounts'> {
  const currencies = [...new Set(all.map(({ currency }) => currency))].sort();
  const sum = (of: string) => all.filter(({ currency }) => currency === of).reduce((total, { open }) => total + open, 0);
  return { cases: all.length, amounts: currencies.map((currency) => ({ amount: sum(currency), currency })) };
}

test('[S301] money at risk is what the invoices themselves add up to, by rung and currency; rows add up to the totals', async (t) => {
  const house = await lateCompany(t);
  const { risk } = await home(house);
  const late = await lateInvoices(house, '2026-05-20');
  assert.ok(risk !== null && late.length >= 15, `${late.length} late`);
  const only = ({ cases, amounts }: Pick<Risk, 'cases' | 'amounts'>) => ({ cases, amounts });
  assert.deepEqual(only(risk), recount(late));
  assert.deepEqual(only(risk.paused), recount(late.filter(({ paused }) => paused)));
  for (const row of risk.rungs)
    assert.deepEqual(only(row), recount(late.filter(({ rung, paused }) => !paused && rung === row.rung)), String(row.rung));
  assert.deepEqual([risk.rungs.filter(({ cases }) => cases === 0), risk.amounts.length], [[], 3]);
  assert.ok(risk.paused.cases > 0);
  assert.deepEqual([risk.currency, risk.paused.states.toSorted()], ['currency', ['disputed', 'promised']]);
  assert.deepEqual(
    risk.rungs.map(({ rung, after }) => [rung, after]),
    [
      [null, null],
      ['remind', '10 days for key, 5 days for public, else 7 days (by Segment)'],
      ['finance', '21 days for public, else 14 days (by Segment)'],
      ['sales', '30 days'],
      ['legal', '75 days for public, else 45 days (by Segment)'],
    ],
  );

  const rows = [...risk.rungs, risk.lateBefore, risk.paused];
  const total = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  assert.deepEqual([total(({ cases }) => cases), total(({ soon }) => soon)], [risk.cases, risk.soon]);
  for (const { amount, currency } of risk.amounts)
    assert.equal(
      total(({ amounts }) => amounts.find((one) => one.currency === currency)?.amount ?? 0),
      amount,
    );
});

/** Invoices as a system lists them, the first import of a company at `now`: each owes 100 euros or francs. */
async function importedCompany(t: TestContext, now: string, dueDays: readonly string[]): Promise<Throughline> {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()), 'demo');
  await initialiseVirtual(house, Date.parse(now));
  await deployPacks(house);
  const source = await house.engine.source('file/invoice', { liveFrom: Date.parse(now) });
  const facts = dueDays.flatMap((dueOn, index) => {
    const of = { flow: 'invoice', entity: 'one', key: `H-${index}` };
    const actor = { id: 'file/invoice', kind: 'system', principal: 'file/invoice', roles: [] } as const;
    const fact = { kind: 'fact', source, actor, occurredAt: Date.parse(dueOn) - 30 * dayMs } as const;
    const currency = index % 2 === 0 ? 'EUR' : 'CHF';
    const data = { number: of.key, customer: 'Nordwind', currency, amount: 10_000, dueOn };
    return [
      { case: of, input: { ...fact, type: 'create', data } },
      { case: of, input: { ...fact, type: 'send', data: { channel: 'portal' } } },
    ] as const;
  });
  for (const result of await house.engine.dispatch(facts)) assert.equal(result.outcome, 'applied', JSON.stringify(result));
  return house;
}

test('[S307] what was late before it was live has a row of its own, by days late, until a rung that was still to come fires', async (t) => {
  const ago = (days: number) => new Date(lateNow - days * dayMs).toISOString().slice(0, 10);
  const days = [-3, 0, 3, 6, 7, 8, 13, 14, 29, 30, 44, 45, 90];
  const house = await importedCompany(t, new Date(lateNow).toISOString(), days.map(ago));
  const { risk } = await home(house);
  assert.ok(risk !== null);
  const { lateBefore, rungs } = risk;
  const euros = (row: Pick<Risk, 'amounts'>) =>
    row.amounts.map(({ amount, currency }) => `${amount / 100} ${currency}`).join(', ');
  assert.deepEqual([risk.cases, euros(risk)], [11, '500 CHF, 600 EUR']);
  assert.deepEqual(
    rungs.map(({ rung, cases, soon }) => [rung, cases, soon]),
    [[null, 2, 3], ...['remind', 'finance', 'sales', 'legal'].map((name) => [name, 0, 0])],
  );
  assert.deepEqual([lateBefore.rung, lateBefore.cases, lateBefore.soon], ['$historic', 9, 5]);
  assert.deepEqual(
    lateBefore.ages.map(({ days: { from, to }, due, cases }) => [from, to, due.from, due.to, cases]),
    [
      [1, 6, ago(6), ago(1), 0],
      [7, 13, ago(13), ago(7), 3],
      [14, 29, ago(29), ago(14), 2],
      [30, 44, ago(44), ago(30), 2],
      [45, null, null, ago(45), 2],
    ],
  );
  const own = { field: '$rung.dunning', comparison: '=', values: [lateBefore.rung] } as const;
  for (const { due, cases } of lateBefore.ages) {
    const until = { field: 'dueOn', comparison: '<=', values: [due.to] } as const;
    const since = due.from === null ? [] : [{ field: 'dueOn', comparison: '>=', values: [due.from] } as const];
    const groups = await house.engine.groups({ flow: 'invoice', open: true, where: [own, until, ...since] }, '$rung.dunning');
    assert.equal(groups[0]?.cases ?? 0, cases);
  }
  assert.equal((await rungsListed(house, lateBefore.rung)).length, lateBefore.soon);

  await house.engine.travel(lateNow + 7 * dayMs - 1, { sinks: { mail: simulatedMail } });
  const after = (await home(house)).risk;
  assert.ok(after !== null);
  assert.deepEqual(
    [...after.rungs, after.lateBefore].map(({ rung, cases }) => [rung, cases]),
    [
      [null, 1],
      ['remind', 3],
      ['finance', 3],
      ['sales', 1],
      ['legal', 1],
      ['$historic', 4],
    ],
  );
});

test('[S302] the rungs that are said to fire in seven days are those that fire in seven days', async (t) => {
  const house = await lateCompany(t);
  const { risk } = await home(house);
  const until = lateNow + 7 * dayMs;
  const listed = await rungsListed(house);
  assert.equal(listed.length, risk?.soon);
  assert.deepEqual(
    listed.map(({ dueAt }) => dueAt),
    listed.map(({ dueAt }) => dueAt).toSorted(),
  );
  for (const row of risk?.rungs ?? [])
    assert.equal((await rungsListed(house, row.rung ?? '$none')).length, row.soon, String(row.rung));
  await house.engine.travel(until - 1, { sinks: { mail: simulatedMail } });
  const { rows } = await house.pool.query<{ rung: string; asks: boolean }>(
    `select coalesce(outcome->>'fired', outcome->>'awaiting') as rung, outcome->>'awaiting' is not null as asks from throughline.event
      where flow = 'invoice' and type = 'rung' and recorded_at > to_timestamp($1::float8 / 1000)`,
    [lateNow],
  );
  const fired = rows.filter(({ rung }) => rung.startsWith('dunning/'));
  assert.ok(fired.length >= 5);
  assert.equal(risk?.soon, fired.length);
  const asking = fired.filter(({ asks }) => asks).length;
  assert.deepEqual(risk?.soonAsking, asking === 0 ? [] : [{ name: 'legal', title: 'Legal', count: asking }]);
});

test('[S303] a company that has not begun, and one where nothing is late, get answers too', async (t) => {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()));
  await deployPacks(house);
  const owner = { id: 'owner', kind: 'person', principal: 'owner', roles: ['billing', 'head-of-finance'] } as const;
  const first = await home(house, owner);
  assert.deepEqual([first.empty, first.risk, first.recent, first.changes], [true, null, [], []]);
  assert.deepEqual(first.decide, { decisions: 0, tasks: 0, groups: [], firstDue: null, items: [] });
  await measuringEnds(house);
  const measured = await home(house, owner);
  assert.equal(measured.broke.status, 'too-little');
  assert.ok(measured.metrics.length === 6 && measured.metrics.every(({ status, value }) => status !== 'alarm' && !value));

  const data = {
    number: 'I-1',
    customer: 'Nordwind',
    currency: 'EUR',
    amount: 1000,
    dueOn: '2099-03-31',
    deliveryReference: 'x',
  };
  const created = await house.engine.submit({
    case: { flow: 'invoice', entity: 'one', key: 'I-1' },
    input: { kind: 'command', type: 'create', data, actor: owner },
  });
  assert.equal(created.outcome, 'applied');
  const { empty, risk } = await home(house, owner);
  assert.equal(empty, false);
  assert.partialDeepStrictEqual(risk, { cases: 0, amounts: [], soon: 0, nextDue: { on: '2099-03-31', case: { key: 'I-1' } } });
});

test('[S304] metrics are measured in the background, once for the same log and instant, and again when time was moved', async (t) => {
  const house = await lateCompany(t);
  const metrics = orderToCash.metrics.filter(({ id }) => id === 'dso' || id === 'exception-volume');
  const ask = (now: number) => measuredLately(house, metrics, { now, timeZone: 'UTC', visible: seesAll });
  await ask(lateNow);
  await measuringEnds(house);
  const measured = await ask(lateNow);
  assert.equal(measured?.at, lateNow);
  assert.deepEqual([...measured.metrics.keys()].sort(), ['dso', 'exception-volume']);
  assert.equal(await ask(lateNow), measured);
  await ask(lateNow + dayMs);
  await measuringEnds(house);
  assert.equal((await ask(lateNow + dayMs))?.at, lateNow + dayMs);
});

test('[S305] what was changed before: a release of the three weeks before, or of the three days after; a flow’s new version', async (t) => {
  const house = await lateCompany(t);
  const before = async (day: string) => (await changeBefore(house, day, seesAll))?.key;
  const found = await Promise.all(['2026-04-30', '2026-05-01', '2026-05-10', '2026-05-25', '2026-05-26'].map(before));
  assert.deepEqual(found, [undefined, 'R-1', 'R-1', 'R-1', undefined]);
  const { changes } = await home(house);
  assert.partialDeepStrictEqual(changes, [
    { kind: 'release', title: 'Prices by contract', key: 'R-1', at: '2026-05-04T10:00:00.000Z', case: { state: 'released' } },
  ]);

  const real = await openHouse(t, await testDatabase('empty', () => Promise.resolve()));
  await deployPacks(real);
  const [flow] = orderToCash.flows;
  assert.ok(flow !== undefined);
  await real.engine.deploy([{ ...flow, description: 'As before, said otherwise' }], { by: 'test' });
  const deployed = await changesIn(real, { from: '2000-01-01', to: '2200-01-01', limit: 20 }, seesAll);
  assert.deepEqual(
    deployed.map(({ kind, key }) => [kind, key]),
    [['flow-version', `${flow.name}/2`]],
  );
});

test('[S306] what happened lately: the last two working days, rungs and exceptions counted by day, decisions and disputes one by one', async (t) => {
  const house = await lateCompany(t);
  const { recent } = await home(house);
  assert.ok(recent.length > 0 && recent.every(({ at }) => at >= '2026-05-19T00:00:00.000Z'));
  const { rows } = await house.pool.query<{ day: string; rungs: number }>(
    `select recorded_at::date::text as day, count(*)::int4 as rungs from throughline.event
      where type = 'rung' and flow = 'invoice' and recorded_at >= '2026-05-19'
        and coalesce(outcome->>'fired', outcome->>'awaiting') like 'dunning/%' group by 1 order by 1 desc`,
  );
  const ladders = recent.filter(({ title }) => title === 'Dunning');
  assert.deepEqual(
    ladders.map(({ at, text }) => [at.slice(0, 10), Number.parseInt(text, 10)]),
    rows.map(({ day, rungs }) => [day, rungs]),
  );
  const times = recent.map(({ at }) => at);
  assert.deepEqual(times, [...times].sort().reverse());
});
