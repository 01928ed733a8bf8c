import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Receivables } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { caseFigures, expectListed } from './figures.ts';
import { csvOf, expectFits, failReads, looks } from './page-checks.ts';
import { openSharedConsole, type SharedConsole } from './test-console.ts';

let served: SharedConsole;
let ask: Asked;
before(async () => {
  served = await openSharedConsole({ months: 18 });
  ask = askApi(served.address);
});

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** What a flow's cases are worth here. */
const amounts: Readonly<Record<string, string>> = {
  ...{ invoice: 'open', delivery: 'open', order: 'uninvoiced', payment: 'unallocated' },
  ...{ dispute: 'amount', shortfall: 'amount', 'credit-note': 'amount' },
};
const amountOf = (flow: string) => amounts[flow] ?? '';

function hasDisputes(found: Receivables): found is Receivables & { readonly disputes: NonNullable<Receivables['disputes']> } {
  return (found.disputes?.cases ?? 0) > 0;
}

async function openReceivables(
  t: Parameters<typeof openPage>[0],
  search = '',
  options: Partial<Parameters<typeof openPage>[1]> = {},
) {
  const page = await openPage(t, { address: served.address, path: `/demo/receivables${search}`, ...options });
  await region(page, 'Leakage').getByRole('row').nth(1).waitFor();
  return page;
}

test('[K520] each figure of receivables opens a list that comes to the same, each currency by itself', async (t) => {
  const page = await openReceivables(t);
  const figures = await caseFigures(page);
  const money = figures.filter(({ text }) => text.includes('.'));
  assert.ok(figures.length - money.length > 40 && money.length > 80, `${figures.length} figures, ${money.length} of money`);
  // Each row of customers is made alike; a fifth of the figures has some of each column and table.
  await expectListed(
    figures.filter((_, index) => index < 60 || index % 5 === 0),
    ask,
    amountOf,
  );
  const leaks = figures.filter(({ href }) => /cases\/(order|delivery|payment|credit-note)/.test(href));
  await expectListed(leaks, ask, amountOf);
  assert.ok(leaks.length > 2);
  const eur = region(page, 'By age')
    .getByRole('row', { name: /^Not due/ })
    .getByRole('link')
    .nth(1);
  const shown = await eur.textContent();
  await eur.click();
  await page.locator('#main').getByText(`EUR ${shown}`, { exact: true }).waitFor();
  assert.match(page.url(), /currency%3DEUR/);
});

test('[K521] one customer has the same page, by a click and by its address; so have segments', async (t) => {
  const page = await openReceivables(t);
  const { groups } = await ask.get<Receivables>('/receivables');
  const [most] = groups.items;
  await region(page, 'By whom')
    .getByRole('link', { name: most?.value ?? '', exact: true })
    .click();
  await page.waitForURL((url) => url.searchParams.get('where') === `customer=${most?.value}`);
  await page
    .getByRole('link', { name: `${most?.cases} invoice` })
    .first()
    .waitFor();
  await expectListed(await caseFigures(page), ask, amountOf);
  await page.reload();
  await page.getByLabel(`Only: customer ${most?.value}`).click();
  await page.waitForURL((url) => !url.searchParams.has('where'));
  const other = groups.choices.find(({ name }) => name === 'segment') ?? groups.choices.at(-1);
  await page.getByLabel('By', { exact: true }).selectOption(other?.name ?? '');
  await page.waitForURL((url) => url.searchParams.get('by') === other?.name);
  await region(page, 'By whom')
    .getByRole('columnheader', { name: other?.title ?? '' })
    .waitFor();
});

test('[K522] each table has its file, with what the table has', async (t) => {
  const page = await openReceivables(t);
  const found = await ask.get<Receivables>('/receivables');
  const linesOf = (rows: readonly { readonly amounts: readonly unknown[] }[]) =>
    rows.reduce((sum, row) => sum + Math.max(1, row.amounts.length), 0);
  for (const [name, lines] of [
    ['By age', linesOf(found.ages)],
    ['Rungs of the ladder', linesOf(found.ladder)],
    ['By whom', linesOf(found.groups.items)],
    ...(found.promises.cases > 0 ? ([['Promises', found.promises.cases]] as const) : []),
    ['Shortfalls by reason', linesOf(found.shortfalls?.reasons ?? [])],
    ...(hasDisputes(found) ? ([['Disputes', found.disputes.cases]] as const) : []),
    ['Leakage', linesOf(found.leakage)],
  ] as const) {
    const file = await csvOf(page, region(page, name));
    assert.equal(file.length, 1 + lines, name);
  }
});

test('[K523] receivables in light and dark, wide and narrow; disputes by keys', async (t) => {
  for (const { scheme, width } of looks) {
    const page = await openReceivables(t, '', { scheme, width });
    await expectAccessible(page);
    await expectFits(page, width);
  }
  const page = await openReceivables(t);
  const found = await ask.get<Receivables>('/receivables');
  if (!hasDisputes(found)) return void (await region(page, 'Disputes').getByText('Nothing is disputed.').waitFor());
  await region(page, 'Disputes').locator('tr[data-index]').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/case/*');
});

test('[K524] a company to which nobody owes anything, nobody like that, and what cannot be read, say so', async (t) => {
  const empty = await openPage(t, { address: served.address, path: '/main/receivables', expected: /404/ });
  await empty.getByText(/Nobody owes anything|No pack of this company/).waitFor();
  await expectAccessible(empty);
  const none = await openPage(t, { address: served.address, path: '/demo/receivables?where=customer%3DNobody' });
  await none.getByText('Nothing is open like that.').waitFor();
  const page = await openPage(t, { address: served.address, path: '/demo/log', expected: /500/ });
  await failReads(page, '**/api/v1/demo/receivables*');
  await page.goto(`${served.address}/demo/receivables`);
  await page.getByRole('alert').getByText('internal').first().waitFor();
  await page.unroute('**/api/v1/demo/receivables*');
  await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
  await region(page, 'By age').waitFor();
});
