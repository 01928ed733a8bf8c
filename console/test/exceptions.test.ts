import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { ExceptionOverview } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { caseFigures, expectListed, numberOf } from './figures.ts';
import { csvOf, expectFits, failReads, looks } from './page-checks.ts';
import { openSharedConsole, type SharedConsole } from './test-console.ts';

let served: SharedConsole;
let ask: Asked;
before(async () => {
  served = await openSharedConsole({ months: 18 });
  ask = askApi(served.address);
});

const region = (page: Page, name: string) => page.getByRole('region', { name });

async function openExceptions(
  t: Parameters<typeof openPage>[0],
  search = '',
  options: Partial<Parameters<typeof openPage>[1]> = {},
) {
  const page = await openPage(t, { address: served.address, path: `/demo/exceptions${search}`, ...options });
  await region(page, 'Longest past their target').locator('tr[data-index]').first().waitFor();
  return page;
}

test('[K510] each number of the exceptions opens as many, also where they are narrowed', async (t) => {
  const overview = await ask.get<ExceptionOverview>('/exceptions');
  const [owner] = overview.owners;
  for (const search of ['', `?owner=${owner?.role}`]) {
    const page = await openExceptions(t, search);
    const figures = await caseFigures(page);
    // Each kind stands in the map (by stage and in all) and among the ages.
    assert.ok(figures.length >= 3, `only ${figures.length} figures`);
    await expectListed(figures, ask);
  }
});

test('[K511] a figure opens its list; what opened this week opens its events', async (t) => {
  const page = await openExceptions(t);
  const figure = region(page, 'By kind and stage').locator('a').first();
  const count = await figure.textContent();
  await figure.click();
  await page
    .locator('#main')
    .getByText(count === '1' ? '1 exception' : `${count} exceptions`, { exact: true })
    .waitFor();
  await page.goBack();
  const week = page.getByRole('link', { name: / opened$/ });
  const opened = numberOf(await week.textContent());
  await week.click();
  const search = new URL(page.url()).search;
  const { items } = await ask.get<{ items: unknown[] }>(`/log${search}&limit=200`);
  assert.equal(items.length, opened);
  await page
    .locator('#main')
    .getByText(`${opened} event${opened === 1 ? '' : 's'}`, { exact: true })
    .waitFor();
});

test('[K512] filters go by keys, stand in the address, and an address opens them again', async (t) => {
  const page = await openExceptions(t);
  const { owners } = await ask.get<ExceptionOverview>('/exceptions');
  const last = owners.at(-1);
  await page.keyboard.press('f');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Value stream');
  await page.getByLabel('Owner', { exact: true }).selectOption(last?.title ?? '');
  await page.waitForURL((url) => url.searchParams.get('owner') === last?.role);
  await page
    .getByRole('link', { name: `${last?.open} exception`, exact: false })
    .first()
    .waitFor();
  await page.reload();
  await page
    .getByRole('link', { name: `${last?.open} exception`, exact: false })
    .first()
    .waitFor();
  assert.equal(await page.getByLabel('Owner', { exact: true }).inputValue(), last?.role);
  await page.getByLabel('Severity', { exact: true }).selectOption('critical');
  await page.getByLabel('Stage', { exact: true }).selectOption({ index: 1 });
  await page.waitForURL((url) => url.searchParams.has('stage') && url.searchParams.get('severity') === 'critical');
});

test('[K513] files have what the tables have; J, K and Enter go through the oldest', async (t) => {
  const page = await openExceptions(t);
  const overview = await ask.get<ExceptionOverview>('/exceptions');
  const linesOf = (rows: readonly { readonly amounts: readonly unknown[] }[]) =>
    rows.reduce((sum, { amounts }) => sum + Math.max(1, amounts.length), 0);
  const kinds = await csvOf(page, page.getByRole('heading', { level: 1 }).locator('xpath=ancestor::header[1]'));
  assert.equal(kinds.length, 1 + linesOf(overview.buckets));
  const owners = await csvOf(page, region(page, 'Load of owners'));
  assert.equal(owners.length, 1 + linesOf(overview.owners));
  const trend = await csvOf(page, region(page, 'Opened and closed by week'));
  assert.deepEqual(trend.length, 1 + overview.trend.length);
  const open = await csvOf(page, region(page, 'Longest past their target'));
  assert.equal(open.length, 1 + overview.open);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/case/*');
});

test('[K514] exceptions in light and dark, wide and narrow', async (t) => {
  for (const { scheme, width } of looks) {
    const page = await openExceptions(t, '', { scheme, width });
    await expectAccessible(page);
    await expectFits(page, width);
    await region(page, 'Opened and closed by week').getByRole('button', { name: 'Table' }).click();
    await region(page, 'Opened and closed by week').getByRole('row').nth(12).waitFor();
  }
});

test('[K515] no exception, none like that, and exceptions that cannot be read, say so', async (t) => {
  const empty = await openPage(t, { address: served.address, path: '/main/exceptions' });
  await empty.getByText('No exception is open.').waitFor();
  const narrow = await openPage(t, { address: served.address, path: '/demo/exceptions?owner=nobody' });
  await narrow.getByText('No open exception is like that.').waitFor();
  const page = await openPage(t, { address: served.address, path: '/demo/log', expected: /500/ });
  await failReads(page, '**/api/v1/demo/exceptions*');
  await page.goto(`${served.address}/demo/exceptions`);
  await page.getByRole('alert').getByText('internal').first().waitFor();
  await expectAccessible(page);
  await page.unroute('**/api/v1/demo/exceptions*');
  await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
  await region(page, 'By kind and stage').waitFor();
});
