import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Actor, days, defineFlow, Fields, Integer, List, Text } from '@throughline/language';
import { seededRandom, testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { lateNow, tellLateStory } from '../../test/late-company.ts';
import { openHouse } from '../../test/open-house.ts';
import { ask, entity, person } from '../../test/small-company.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { decisionsOf, listDecisions, waitingDecisions } from './decisions.ts';
import { allTasks, listTasks } from './tasks.ts';
import { countWork } from './work-counts.ts';

const everybody = 'all' as const;
const head = person('helene.amrein');

async function lateCompany(t: TestContext): Promise<Throughline> {
  return await openHouse(t, await testDatabase('late_company', (url) => tellLateStory(url, seededRandom(11))), 'demo');
}

const context = (actor: Actor) => ({ actor, now: lateNow, visible: seesAll });

/** All pages of a list, each of a few items. */
async function pages<T>(page: (after: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next?: string }>) {
  const found: T[] = [];
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const { items, next } = await page(after);
    found.push(...items);
    after = next;
  }
  return found;
}

const following = (after: string | undefined) => (after === undefined ? {} : { after });

test('[S310] every approval that waits is a decision, with who asked, what it is worth and what to know; soonest due first', async (t) => {
  const house = await lateCompany(t);
  const listed = await pages(async (after) =>
    asContract(
      'GET /{database}/decisions',
      await listDecisions(house, context(head), { whose: everybody, limit: 3, ...following(after) }),
    ),
  );
  const { rows } = await house.pool.query<{ key: string; of: string; open: number }>(
    `select key, jsonb_object_keys(clocks->'pending') as of, (data->>'amount')::float8 - (data->>'paid')::float8 as open
      from throughline.case_data where clocks ? 'pending'`,
  );
  const named = (all: readonly { key: string; of: string; open: number }[]) =>
    all.map(({ key, of, open }) => `${key} ${of} ${open}`).sort();
  assert.ok(rows.length >= 5);
  assert.deepEqual(named(listed.map((one) => ({ key: one.case.key, of: one.of, open: one.amount?.amount ?? 0 }))), named(rows));
  const asked = listed.map(({ askedAt }) => askedAt);
  assert.deepEqual(asked, [...asked].sort());

  const legal = listed.find(({ of }) => of === 'dunning/legal');
  assert.ok(legal !== undefined);
  assert.equal(legal.title, 'Approve legal');
  assert.deepEqual([legal.askedBy.kind, legal.mayDecide, legal.why], ['system', true, undefined]);
  assert.deepEqual(
    legal.facts.slice(0, 5).map(({ title }) => title),
    ['Customer', 'Open', 'Due on', 'Days late', 'Dunning'],
  );
  const accept = listed.find(({ of }) => of === 'accept');
  assert.deepEqual([accept?.title, accept?.askedBy.name], ['Approve: accept the dispute', 'Clara Stein']);
  assert.deepEqual([accept?.mayDecide, accept?.why], [false, 'This needs the role Lead of finance']);
  assert.equal(accept?.facts.find(({ title }) => title.endsWith('eason'))?.value, 'because');
});

test('[S311] what is mine to decide is what I may decide: not what I asked for; whether I may is what the flow says when I do', async (t) => {
  const house = await lateCompany(t);
  const { rows } = await house.pool.query<{ key: string }>(
    `select d.key from throughline.case_data d join throughline.case_ c on c.bucket = d.bucket and c.id = d.id
      where c.flow = 'invoice' and c.state = 'sent' and not d.clocks ? 'pending' limit 1`,
  );
  const key = rows[0]?.key ?? '';
  await ask(house, { flow: 'invoice', key }, 'writeOff', { ...head, roles: [...head.roles, 'collections'] });
  const isAsked = ({ case: row, of }: { case: { key: string }; of: string }) => row.key === key && of === 'writeOff';
  const mine = await listDecisions(house, context(head), { whose: 'mine', limit: 50 });
  assert.ok(mine.items.every(({ roles }) => roles.some(({ name }) => name === 'head-of-finance')));
  assert.ok(mine.items.some(({ of }) => of === 'writeOff'));
  assert.ok(mine.items.every(({ mayDecide }) => mayDecide));
  const all = await listDecisions(house, context(head), { whose: everybody, limit: 50 });
  assert.deepEqual(
    all.items.filter(({ mayDecide }) => mayDecide).map(({ case: row, of }) => `${row.key} ${of}`),
    mine.items.map(({ case: row, of }) => `${row.key} ${of}`),
  );
  assert.equal(mine.items.some(isAsked), false);
  assert.equal(all.items.some(isAsked), true);
  assert.equal((await countWork(house, context(head))).decisions, mine.items.length);
  const clara = person('clara.stein');
  assert.deepEqual((await listDecisions(house, context(clara), { whose: 'mine', limit: 50 })).items, []);

  for (const actor of [clara, head]) {
    const { items } = await listDecisions(house, context(actor), { whose: everybody, limit: 50 });
    for (const { of, case: row, dataHash, mayDecide } of items.slice(0, 4)) {
      const command = { kind: 'command', type: 'approve', data: { of, dataHash }, actor } as const;
      const result = await house.engine.submit({ case: { flow: row.flow, entity: row.entity, key: row.key }, input: command });
      assert.equal(result.outcome === 'applied', mayDecide, `${actor.id} ${of} ${row.key}`);
    }
    const left = await waitingDecisions(house, context(actor), everybody);
    assert.equal(left.length, items.length - items.slice(0, 4).filter(({ mayDecide }) => mayDecide).length);
  }
});

/** Work for the one person whom it names. */
const errand = defineFlow({
  name: 'errand',
  title: 'Errand',
  owner: 'billing',
  key: 'number',
  data: Fields({ number: Text(), whose: Text() }),
  start: { give: { to: 'given', task: { role: 'finance', only: 'whose', title: 'Run it', within: days(2) } } },
  states: { given: { owner: 'billing', within: days(9), on: { end: 'ended' } }, ended: { final: 'done' } },
});

/** A payout that each of the teams named in it must agree to, and above the limit a head. */
const payout = defineFlow({
  name: 'payout',
  title: 'Payout',
  owner: 'billing',
  key: 'number',
  data: Fields({ number: Text(), amount: Integer(), teams: List(Text(), { default: [] }) }),
  parameters: { headAbove: { type: 'integer', default: 1000, owner: 'billing' } },
  start: { draft: 'drafted' },
  states: {
    drafted: {
      owner: 'billing',
      within: days(9),
      on: {
        pay: {
          to: 'paid',
          approval: {
            roles: ['finance-lead'],
            each: 'data.teams + (data.amount > parameters.headAbove ? ["head-of-finance"] : [])',
          },
        },
      },
    },
    paid: { final: 'done' },
  },
});

test('[L403] [S311] an approval of several sides is mine while my side is missing, by the parameters in force; it tells who has agreed', async (t) => {
  const house = await lateCompany(t);
  await house.engine.deploy([payout], { by: 'test' });
  await house.engine.changeParameters({ flow: 'payout', values: { headAbove: 10 }, by: 'test', reason: 'tuned' });
  const one = { flow: 'payout', key: 'PO-1' };
  const billing = { ...person('anna.roth'), roles: ['billing'] };
  const side = (id: string, ...roles: string[]): Actor => ({ id, kind: 'person', principal: id, roles });
  await ask(house, one, 'draft', billing, { number: 'PO-1', amount: 50, teams: ['sales-lead', 'finance-lead'] });
  await ask(house, one, 'pay', billing);
  const of = async (actor: Actor, whose: 'mine' | 'all' = 'mine') =>
    (await listDecisions(house, context(actor), { whose, limit: 50 })).items.find(({ case: row }) => row.key === 'PO-1');
  const sales = side('sal', 'sales-lead');
  for (const actor of [sales, side('fin', 'finance-lead'), side('hea', 'head-of-finance')])
    assert.equal((await of(actor))?.mayDecide, true, actor.id);
  assert.equal(await of(side('ops', 'operations-lead')), undefined);
  await ask(house, one, 'approve', sales, { of: 'pay' });
  assert.equal(await of(sales), undefined);
  const left = asContract('GET /{database}/decisions', { items: [await of(sales, 'all')] }).items[0];
  assert.deepEqual(left?.approvals, { given: 1, needed: 3, missing: ['Lead of finance', 'Head of finance'] });
  assert.deepEqual(
    left?.roles.map(({ name }) => name),
    ['finance-lead', 'head-of-finance'],
  );
  assert.equal(left?.why, 'The approval of Lead of finance and Head of finance is missing');
  const facts = Object.fromEntries((left?.facts ?? []).map(({ title, value }) => [title, value]));
  assert.deepEqual([facts['Agreed'], facts['Still to agree']], ['Lead of sales: sal', 'Lead of finance, Head of finance']);
});

test('[S312] an approval whose task somebody ticked off still waits; one that is gone meanwhile is left out', async (t) => {
  const house = await lateCompany(t);
  const before = await waitingDecisions(house, context(head), everybody);
  const [one] = before;
  assert.ok(one !== undefined);
  const task = (await house.engine.children(one.id)).find(({ data }) => data.name === `approve ${one.of}`);
  assert.ok(task !== undefined);
  const ticked = await house.engine.submit({
    case: { id: task.id },
    input: { kind: 'command', type: 'done', data: {}, actor: head },
  });
  assert.equal(ticked.outcome, 'applied', JSON.stringify(ticked));
  assert.equal((await waitingDecisions(house, context(head), everybody)).length, before.length);

  const found = await house.engine.readCase(one.id);
  await ask(house, { flow: 'invoice', key: found?.key ?? '' }, 'decline', head, { of: one.of });
  assert.equal((await decisionsOf(house, context(head), before)).length, before.length - 1);
});

interface PlainTask {
  readonly id: string;
  readonly owner: string;
  readonly state: string;
  readonly dueAt: string | null;
}

async function plainTasks({ pool }: Throughline): Promise<readonly PlainTask[]> {
  const { rows } = await pool.query<PlainTask>(
    `select c.id, d.data->>'owner' as owner, c.state, d.data->>'dueAt' as "dueAt" from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id where c.flow = 'task' and d.data->>'name' not like 'approve %'`,
  );
  return rows;
}

test('[S313] [L426] tasks are mine by role or because I have them on the desk, or for me alone, soonest due first, page by page; approvals are not among them', async (t) => {
  const house = await lateCompany(t);
  const plain = await plainTasks(house);
  const open = plain.filter(({ state }) => state === 'open');
  const finance = person('oliver.kern');
  const [first] = open.filter(({ owner }) => owner === 'sales');
  assert.ok(first !== undefined);
  const assigned = await house.engine.submit({
    case: { id: first.id },
    input: { kind: 'command', type: 'assign', data: { to: finance.id }, actor: person('jonas.weber') },
  });
  assert.equal(assigned.outcome, 'applied', JSON.stringify(assigned));
  const of = async (whose: 'mine' | 'all', status: 'open' | 'late' | 'done', actor = finance) =>
    await pages(async (after) =>
      asContract(
        'GET /{database}/tasks',
        await listTasks(house, context(actor), { whose, status, limit: 4, ...following(after) }),
      ),
    );
  const ids = (tasks: readonly { readonly id: string }[]) => tasks.map(({ id }) => id).sort();

  const mine = await of('mine', 'open');
  assert.deepEqual(ids(mine), ids([...open.filter(({ owner }) => owner === 'finance'), first]));
  const due = mine.map(({ dueAt }) => dueAt ?? '~');
  assert.deepEqual(due, [...due].sort());
  assert.ok(mine.length > 4 && mine.every((task) => task.mine && task.about !== null && task.role.title !== ''));
  const now = new Date(lateNow).toISOString();
  assert.deepEqual(ids(await of('all', 'late')), ids(open.filter(({ dueAt }) => dueAt !== null && dueAt < now)));
  assert.deepEqual(ids(await of('all', 'open')), ids(open));
  assert.deepEqual(ids(await of('all', 'done')), ids(plain.filter(({ state }) => state !== 'open')));
  const exported = await Array.fromAsync(allTasks(house, context(finance), { whose: everybody, status: 'open' }));
  assert.deepEqual(ids(exported), ids(open));

  await house.engine.deploy([errand], { by: 'test' });
  const billing = { ...person('anna.roth'), roles: ['billing'] };
  await ask(house, { flow: 'errand', key: 'E-1' }, 'give', billing, { number: 'E-1', whose: finance.id });
  const lent = { principal: finance.id, roles: ['finance'] };
  const kim: Actor = { id: 'kim', kind: 'person', principal: 'kim', roles: ['finance'] };
  const here = { ...kim, deputyOf: [{ ...lent, entities: ['Elsewhere', entity] }] };
  for (const [actor, isMine] of [
    [finance, true],
    [kim, false],
    [{ ...kim, deputyOf: [lent] }, true],
    [here, true],
    [{ ...kim, deputyOf: [{ ...lent, entities: ['Elsewhere'] }] }, false],
    [{ ...kim, deputyOf: [{ ...lent, roles: ['sales'] }] }, false],
  ] as const) {
    const named = ({ about }: { readonly about: { readonly key: string } | null }) => about?.key === 'E-1';
    assert.equal((await of('mine', 'open', actor)).some(named), isMine, JSON.stringify(actor));
    assert.equal((await of('all', 'open', actor)).find(named)?.mine, isMine, JSON.stringify(actor));
  }

  const { next } = await listTasks(house, context(finance), { whose: 'all', status: 'open', limit: 2 });
  assert.ok(next !== undefined);
  for (const after of [next, 'nonsense', Buffer.from('[1]').toString('base64url')])
    await assert.rejects(listTasks(house, context(finance), { whose: 'all', status: 'late', limit: 2, after }), {
      code: 'cursor-invalid',
    });
});

test('[S314] what waits for me is counted: decisions, tasks, exceptions of my roles', async (t) => {
  const house = await lateCompany(t);
  const { rows } = await house.pool.query<{ exceptions: number }>(
    `select count(*)::int4 as exceptions from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'exception' and c.state = 'open' and d.data->>'owner' = 'collections'`,
  );
  const clara = asContract('GET /{database}/work/counts', await countWork(house, context(person('clara.stein'))));
  assert.equal(clara.exceptions, rows[0]?.exceptions);
  assert.ok(clara.exceptions > 0);
  const mine = await countWork(house, context(head));
  assert.equal(mine.decisions, (await waitingDecisions(house, context(head), 'mine')).length);
  const oliver = await countWork(house, context(person('oliver.kern')));
  const financeTasks = (await plainTasks(house)).filter(({ owner, state }) => owner === 'finance' && state === 'open');
  assert.equal(oliver.tasks, financeTasks.length);
  assert.equal(oliver.teamTasks, (await plainTasks(house)).filter(({ state }) => state === 'open').length);
});
