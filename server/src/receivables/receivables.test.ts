import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Receivables } from '@throughline/api';
import { seededRandom, testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { lateNow, tellLateStory } from '../../test/late-company.ts';
import { entity } from '../../test/small-company.ts';
import { builtInPacks } from '../built-in-packs.ts';
import { caseTotals } from '../cases/case-list.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { receivableLines } from './lines.ts';
import { type ReceivablesQuestion, receivables } from './receivables.ts';

let house: Throughline;
before(async () => {
  const { url, close } = await testDatabase('late_company', (address) => tellLateStory(address, seededRandom(11)));
  house = attach({ url, env: {}, database: 'demo', release: close });
});
after(() => house.close());

const show = async (question: ReceivablesQuestion = {}, visible: Visible = seesAll): Promise<Receivables> => {
  const found = asContract('GET /{database}/receivables', await receivables(house, { visible, now: lateNow }, question));
  assert.ok(found !== null);
  return found;
};

const builtInLeakage = builtInPacks.flatMap((pack) => pack.receivables?.leakage ?? []);

type Figure = Pick<Receivables['open'], 'cases' | 'amounts' | 'where'>;

/** The same of the list that a figure opens. */
async function listed({ where }: Figure, { flow = 'invoice', sum = 'open', open = true as boolean | null } = {}) {
  const { cases, sums } = await caseTotals(house, { flow, where, sum, ...(open === null ? {} : { open }) }, seesAll);
  return { cases, amounts: sums.toSorted((a, b) => ((a.currency ?? '~') < (b.currency ?? '~') ? -1 : 1)) };
}

async function expectListed(figure: Figure, about: string, of?: Parameters<typeof listed>[1]): Promise<void> {
  const { cases, amounts } = figure;
  assert.deepEqual({ cases, amounts }, await listed(figure, of), `${about}: ${figure.where.join(' ')}`);
}

test('[S540] each figure of receivables is what its list comes to, each currency by itself, also of one customer', async () => {
  for (const question of [{}, { where: ['customer=Customer 3'] }, { where: [`$entity=${entity}`], by: '$entity' }]) {
    const shown = await show(question);
    assert.ok(shown.open.cases > 0 && shown.late.cases > 0);
    await expectListed(shown.open, 'open');
    await expectListed(shown.late, 'late');
    for (const age of shown.ages) await expectListed(age, age.title);
    for (const group of shown.groups.items) await expectListed(group, String(group.value));
    for (const rung of shown.ladder) await expectListed(rung, rung.title);
    await expectListed(shown.promises, 'promises');
    if (shown.disputes !== null) await expectListed(shown.disputes, 'disputes', { flow: 'dispute', sum: 'amount' });
    for (const reason of shown.shortfalls?.reasons ?? [])
      await expectListed(reason, reason.title, { flow: 'shortfall', sum: 'amount' });
    for (const leak of shown.leakage) {
      const sum = builtInLeakage.find(({ title }) => title === leak.title)?.amount ?? '';
      await expectListed(leak, leak.title, { flow: leak.flow, sum, open: leak.open });
    }
  }
});

test('[S541] ages, rungs and groups add up to the whole; each amount is in one age', async () => {
  const { open, late, ages, ladder, groups } = await show();
  const cases = (all: readonly { readonly cases: number }[]) => all.reduce((sum, one) => sum + one.cases, 0);
  assert.equal(cases(ages), open.cases);
  assert.equal(cases(ages.filter((age) => age.late)), late.cases);
  assert.equal(cases(ladder), late.cases);
  assert.equal(cases(groups.items), open.cases);
  for (const { amount, currency } of open.amounts) {
    const sum = ages.reduce(
      (total, { amounts }) => total + (amounts.find((money) => money.currency === currency)?.amount ?? 0),
      0,
    );
    assert.equal(sum, amount);
  }
  assert.ok(open.amounts.length === 3, 'three currencies');
});

test('[S542] what may not be seen is not summed: not of other entities, not where the amount is hidden', async () => {
  const elsewhere = await show({}, { ...seesAll, flows: () => [{ flow: 'invoice', entities: ['elsewhere'] }] });
  assert.deepEqual([elsewhere.open.cases, elsewhere.open.amounts], [0, []]);
  const hidden: Visible = { ...seesAll, column: () => ({ needs: ['finance'] }) };
  await assert.rejects(show({}, hidden), { code: 'field-hidden' });
  await assert.rejects(show({ by: 'nothing' }), { code: 'field-unknown' });
  await assert.rejects(show({ where: ['amount=5'] }), { code: 'field-unknown' });
  await assert.rejects(show({ where: ['customer^=C'] }), { code: 'filter-invalid' });
});

test('[S543] leakage rows name their owner and the oldest; the file has a line a value and currency', async () => {
  const shown = await show();
  assert.ok(shown.leakage.length > 3);
  for (const leak of shown.leakage) {
    assert.ok(leak.owner.title !== '' && (leak.cases === 0) === (leak.oldest === null), leak.title);
  }
  const linesOf = (rows: readonly Pick<Figure, 'amounts'>[], least = 1) =>
    rows.reduce((sum, { amounts }) => sum + Math.max(least, amounts.length), 0);
  assert.equal([...receivableLines(shown)].length, 1 + linesOf(shown.groups.items, 0));
  for (const [table, rows] of [
    ['ages', shown.ages],
    ['ladder', shown.ladder],
    ['shortfalls', shown.shortfalls?.reasons ?? []],
    ['leakage', shown.leakage],
  ] as const) {
    const [head, ...lines] = receivableLines(shown, table);
    assert.equal(lines.length, linesOf(rows), table);
    for (const line of lines) assert.equal(line.length, head?.length, table);
  }
});

test('[S544] the filter of a currency finds what each amount is of', async () => {
  const shown = await show();
  assert.equal(shown.currency, 'currency');
  for (const age of shown.ages) {
    for (const money of age.amounts) {
      const { amounts } = await listed({ ...age, where: [...age.where, `${shown.currency}=${money.currency}`] });
      assert.deepEqual(amounts, [money], age.title);
    }
  }
});
