import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import type { ResultOf } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openSharedConsole, type SharedConsole } from './test-console.ts';

type Metric = ResultOf<'GET /{database}/metrics/{metric}'>;
type Parts = ResultOf<'GET /{database}/metrics/{metric}/parts'>;
type Behind = ResultOf<'GET /{database}/metrics/{metric}/cases'>;

let served: SharedConsole;
let ask: Asked;
before(async () => {
  served = await openSharedConsole({ months: 18 });
  ask = askApi(served.address);
});

const window = 'from=2026-10-04&to=2026-11-01';
const region = (page: Page, name: string) => page.getByRole('region', { name });

test('[K470] a metric: what it is, its course, its value, what moved it, what it is made of; in light and dark, wide and narrow', async (t) => {
  const { metric, values } = await ask.get<Metric>(`/metrics/invoice-error-rate?${window}`);
  const before = 'againstFrom=2026-09-06&againstTo=2026-10-04';
  const { parts } = await ask.get<Parts>(`/metrics/invoice-error-rate/parts?${window}&${before}`);
  assert.ok(parts.length > 0);
  for (const { scheme, width } of [
    { scheme: 'light', width: 1440 },
    { scheme: 'dark', width: 800 },
    { scheme: 'light', width: 320 },
  ] as const) {
    const path = `/demo/metrics/invoice-error-rate?${window}`;
    const page = await openPage(t, { address: served.address, path, scheme, width });
    await page.getByRole('heading', { level: 1, name: metric.title }).waitFor();
    await page.getByText(metric.description).waitFor();
    await region(page, 'Value')
      .getByText(((values[0]?.value ?? 0) * 100).toFixed(1), { exact: true })
      .waitFor();
    await region(page, 'By period')
      .getByRole('img', { name: `${metric.title}: ` })
      .waitFor();
    for (const { title } of parts.slice(0, 3))
      await region(page, 'What moved it').getByRole('rowheader', { name: title, exact: true }).waitFor();
    await region(page, 'Cases behind it').locator('tr[data-index]').first().waitFor();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
    assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
  }
});

test('[K471] the chart has a table of the same numbers, and each opens its period', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/metrics/exception-volume?grain=month' });
  await region(page, 'By period').getByRole('button', { name: 'Table' }).click();
  const link = region(page, 'By period').locator('table').getByRole('link').first();
  const shown = (await link.textContent()) ?? '';
  await link.click();
  await page.waitForURL(/from=\d{4}-\d\d-01&to=\d{4}-\d\d-01/);
  await region(page, 'Value').getByText(shown, { exact: true }).waitFor();
  await page.getByLabel('Period', { exact: true }).selectOption('all');
  await page.waitForURL((url) => !url.searchParams.has('from'));
  const [all] = (await ask.get<Metric>('/metrics/exception-volume')).values;
  await region(page, 'Value')
    .getByText(new Intl.NumberFormat('en-GB').format(all?.value ?? 0), { exact: true })
    .waitFor();
});

test('[K472] a part opens by itself; the cases behind it are those of the API, as a list and as CSV', async (t) => {
  const page = await openPage(t, { address: served.address, path: `/demo/metrics/exception-volume?${window}&by=ofFlow` });
  const parts = await ask.get<Metric>(`/metrics/exception-volume?${window}&by=ofFlow`);
  const part = parts.values.find(({ segment }) => segment === 'delivery') ?? parts.values[0];
  await region(page, 'Made of')
    .getByRole('link', { name: part?.segment ?? '' })
    .click();
  await region(page, 'Value').getByText(String(part?.value), { exact: true }).waitFor();
  const behind = await ask.get<Behind>(`/metrics/exception-volume/cases?${window}&where=ofFlow=${part?.segment}&limit=200`);
  await region(page, 'Cases behind it').getByText(`${behind.items.length} cases`, { exact: true }).waitFor();
  const saved = page.waitForEvent('download');
  await region(page, 'Cases behind it').getByRole('button', { name: 'CSV' }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  assert.equal(text.trim().split('\r\n').length, behind.items.length + 1);
  await page.getByLabel(`Only: of flow ${part?.segment}`).click();
  await page.waitForURL((url) => !url.searchParams.has('where'));
  await region(page, 'Cases behind it').getByRole('link').first().click();
  await page.waitForURL('**/case/*');
});

test('[K473] a metric that there is not, and a question that makes no sense, are told with their code', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/metrics/nothing', expected: /404/ });
  await page.getByRole('alert').getByText('metric-unknown').first().waitFor();
  await expectAccessible(page);
  const path = '/demo/metrics/dso?from=2026-11-01&to=2026-10-01';
  const wrong = await openPage(t, { address: served.address, path, expected: /400/ });
  await wrong.getByRole('alert').getByText('metric-request').first().waitFor();
});
