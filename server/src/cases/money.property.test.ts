import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { caseId, type Submission } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { openHouse } from '../../test/open-house.ts';
import { endOfStory, entity, person, tellStory } from '../../test/small-company.ts';
import { seesAll } from '../visible/visible.ts';
import { caseDetail } from './case-detail.ts';

const smallCompany = async (t: TestContext) => openHouse(t, await testDatabase('small_company', tellStory), 'demo');
const step = fc.oneof(
  fc.record({ type: fc.constantFrom('pay', 'reverse'), amount: fc.integer({ min: 1, max: 400_000 }) }),
  fc.record({ type: fc.constant('revise'), amount: fc.integer({ min: 0, max: 500_000 }) }),
);

test('[S214] the lines of the money sum to the balance, whatever was paid, taken back and revised', async (t) => {
  const house = await smallCompany(t);
  const finance = { ...person('sofia.brunner'), roles: ['billing', 'collections', 'finance-lead'] };
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      number += 1;
      const address = { flow: 'invoice', entity, key: `M-${number}` };
      const command = (type: string, data: JsonObject): Submission => ({
        case: address,
        input: { kind: 'command', type, data, actor: finance, reason: 'test' },
      });
      const bill = { number: address.key, customer: 'Sum', currency: 'EUR', amount: 300_000, dueOn: '2026-06-01' };
      await house.engine.dispatch([
        command('create', { ...bill, deliveryReference: 'DR', contact: 'sum@nordwind.example' }),
        command('send', {}),
        ...steps.map(({ type, amount }) => command(type, { amount })),
      ]);
      const { money, data } = await caseDetail(house, caseId(address), { now: endOfStory, visible: seesAll });
      const amountOf = (field: string) => Number(data.find(({ name }) => name === field)?.value);
      assert.equal(money?.balance.amount, amountOf('amount') - amountOf('paid'));
      assert.equal(
        money.lines.reduce((sum, line) => sum + line.amount, 0),
        money.balance.amount,
      );
    }),
    { numRuns: 25 },
  );
});
