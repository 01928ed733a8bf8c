import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Action, CaseRow, Delegation } from '@throughline/api';
import { access, change, orderToCash } from '@throughline/packs';
import * as testing from '@throughline/testing';
import { type Browser, claimedHouse, invited } from '../../test/signed-in.ts';
import { withThroughline } from '../throughline.ts';

const limit = { timeout: 300_000 };
const seed = Number(process.env['THROUGHLINE_FUZZ_SEED'] ?? 20_261_122);
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const packs = [access, change, orderToCash];
const flows = [...change.flows, ...orderToCash.flows.filter(({ name }) => name === 'order' || name === 'shortfall')];
const everyRole = [...new Set(packs.flatMap(({ roles }) => Object.keys(roles)))];
const working = everyRole.filter((role) => !['owner', 'administrator', 'auditor'].includes(role));
/** Access is lent by nobody here, and who holds it is told by other tests. */
const lentRoles = 3;

async function fill(env: Readonly<Record<string, string>>): Promise<void> {
  const boss = { id: 'boss', kind: 'person', principal: 'boss', roles: everyRole, secondFactor: true } as const;
  await withThroughline({ env, database: 'main' }, async ({ engine }) => {
    for (const definition of flows)
      for (const { key, steps } of testing.journeysOf(testing.stageOf(definition, { roles: everyRole }), 4))
        for (const step of steps) {
          const named = { flow: definition.name, entity: 'Acme AG', key };
          await engine.dispatch([{ case: named, input: { kind: 'command', ...step, actor: boss, reason: 'so' } }]);
        }
  });
}

/** What somebody is offered of a case, and whether they may; `undefined`: they do not see it. */
async function offeredTo(who: Browser, { id }: CaseRow): Promise<readonly string[] | undefined> {
  const answer = await who.ask(`GET /main/cases/${id}/actions`);
  if (answer.status === 404) return undefined;
  return answer.json<{ items: Action[] }>().items.map(({ type, of, allowed }) => `${type} ${of ?? ''} ${allowed}`);
}

test(
  `[S474] [S475] who was lent a role may what the lender may, from the first day to the last, and nothing else (seed ${seed})`,
  limit,
  async (t) => {
    const company = await claimedHouse(t, testing);
    await fill(company.house.env);
    const random = testing.seededRandom(seed);
    const eve = await invited(company, 'Eve', []);
    const counts = { alike: 0, hidden: 0, refused: 0 };
    for (const [turn, role] of random.shuffled(working).slice(0, lentRoles).entries()) {
      const lender = await invited(company, `Len${turn}`, [turn === 0 ? { role, entities: ['Acme AG'] } : { role }]);
      const listed = await Promise.all(flows.map(({ name }) => lender.ask(`GET /main/cases?flow=${name}&limit=50`)));
      const rows = random.shuffled(listed.flatMap((answer) => answer.json<{ items: CaseRow[] }>().items)).slice(0, 4);
      const lend = (fromDay: string, untilDay: string) =>
        lender.ask('POST /main/delegations', { to: 'eve', roles: [role], fromDay, untilDay, reason: 'holiday' });
      assert.equal((await lend(day(1), day(3))).status, 201);
      for (const row of rows) assert.equal(await offeredTo(eve, row), undefined, `${role} is lent from tomorrow on`);
      const lent = await lend(day(0), day(3));
      assert.equal(lent.status, 201, lent.text);
      for (const row of rows) {
        const where = `${row.flow} ${row.state}, ${role} lent`;
        const own = await offeredTo(lender, row);
        assert.deepEqual(await offeredTo(eve, row), own, where);
        counts.alike += 1;
        for (const refused of (own ?? []).filter((one) => one.endsWith(' false')).slice(0, 2)) {
          const payload = { type: refused.split(' ')[0], data: {}, reason: 'asked for' };
          const done = await eve.ask(`POST /main/cases/${row.id}/commands`, payload);
          assert.ok(done.status >= 400 && done.status < 500, `${refused} of ${where}: ${done.status}`);
          counts.refused += 1;
        }
      }
      const { case: id } = lent.json<Delegation>();
      assert.equal((await eve.ask(`POST /main/delegations/${id}/end`, { reason: 'back early' })).status, 200);
      for (const row of rows) {
        assert.equal(await offeredTo(eve, row), undefined, `${role} was lent until now`);
        counts.hidden += 1;
      }
    }
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.alike > 6 && counts.refused > 6 && counts.hidden > 6);
    const imports = await importersAmong(company, random);
    t.diagnostic(JSON.stringify(imports));
    assert.ok(imports.may > 3 && imports.mayNot > 20);
  },
);

/** Of roles that answer for flows and others, everywhere and in one entity, who may bring in a file for which flow. */
async function importersAmong(company: Awaited<ReturnType<typeof claimedHouse>>, random: testing.SeededRandom) {
  const owners = new Set(orderToCash.flows.map(({ owner }) => owner));
  const some = random.shuffled([...owners]).slice(0, 2);
  const held = [...some, 'operator', ...random.shuffled(working.filter((role) => !owners.has(role))).slice(0, 1)];
  const counts = { may: 0, mayNot: 0 };
  for (const [turn, role] of held.entries()) {
    const isEverywhere = turn !== 1;
    const person = await invited(company, `Imp${turn}`, [isEverywhere ? { role } : { role, entities: ['Acme AG'] }]);
    for (const { name, owner } of packs.flatMap((pack) => pack.flows)) {
      const isOfAccess = access.flows.some((flow) => flow.name === name);
      const { status } = await person.ask(`GET /main/uploads/${randomUUID()}/suggestion?flow=${name}`);
      const may = isEverywhere && (role === owner || role === 'operator');
      // Who may is told that there is no such upload.
      if (may && !isOfAccess) assert.equal(status, 404, `${name} by ${role}`);
      else if (!may) assert.equal(status, 403, `${name} by ${role}`);
      counts[may && !isOfAccess ? 'may' : 'mayNot'] += 1;
    }
  }
  return counts;
}
