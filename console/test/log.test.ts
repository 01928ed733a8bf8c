import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import type { LogDetail, LogEvent } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { csvOf, expectFits, failReads, looks } from './page-checks.ts';
import { openSharedConsole, type SharedConsole } from './test-console.ts';

interface Events {
  readonly items: readonly LogEvent[];
}

let served: SharedConsole;
let ask: Asked;
before(async () => {
  served = await openSharedConsole({ months: 18 });
  ask = askApi(served.address);
});

const rows = (page: Page) => page.locator('tbody tr[data-index]');
const causes = (page: Page) => page.getByRole('list', { name: 'What it follows from, and what follows from it' });

async function openLog(t: Parameters<typeof openPage>[0], search = '', options: Partial<Parameters<typeof openPage>[1]> = {}) {
  const page = await openPage(t, { address: served.address, path: `/demo/log${search}`, ...options });
  await rows(page).first().waitFor();
  return page;
}

test('[K530] the log is narrowed by what people choose, which stands in the address; the list has the events of the API', async (t) => {
  const page = await openLog(t);
  await page.keyboard.press('f');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Flow');
  await page.getByLabel('Flow', { exact: true }).selectOption('Invoice');
  await page.waitForURL((url) => url.searchParams.get('flow') === 'invoice');
  await page.getByLabel('Kind', { exact: true }).selectOption('deadline');
  await page.getByLabel('Recorded from').fill('2026-10-06');
  await page.getByLabel('Recorded to, this day included').fill('2026-10-07');
  await page.waitForURL((url) => url.searchParams.get('to') === '2026-10-08');
  const { items } = await ask.get<Events>('/log?flow=invoice&kind=deadline&from=2026-10-06&to=2026-10-08&limit=200');
  assert.ok(items.length > 0);
  const said = `${items.length} event${items.length === 1 ? '' : 's'}`;
  await page.locator('#main').getByText(said, { exact: true }).waitFor();
  await page.reload();
  await page.locator('#main').getByText(said, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL((url) => url.search === '');
  const [first] = (await ask.get<Events>('/log?flow=invoice&limit=1')).items;
  await page.getByLabel('Key of a case').fill(first?.case.key ?? '');
  await page.keyboard.press('Enter');
  const of = await ask.get<Events>(`/log?key=${first?.case.key}&limit=200`);
  await page.locator('#main').getByText(`${of.items.length} events`, { exact: true }).waitFor();
});

test('[K531] an event says what it changed, by whose right, and what it follows from; keys and causes lead from one to the next', async (t) => {
  const page = await openLog(t, '?flow=exception&type=open');
  const [effect] = (await ask.get<Events>('/log?flow=exception&type=open&limit=1')).items;
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('event') === `${effect?.case.id}/${effect?.seq}`);
  await page
    .locator('#main')
    .getByText(effect?.hash ?? '', { exact: true })
    .waitFor();
  const detail = await ask.get<LogDetail>(`/log/${effect?.case.id}/${effect?.seq}`);
  assert.equal(await causes(page).getByRole('listitem').count(), 1 + detail.causes.length + detail.caused.length);
  const [cause] = detail.causes;
  await causes(page)
    .getByRole('link')
    .nth(detail.causes.length - 1)
    .click();
  await page
    .locator('#main')
    .getByText(cause?.hash ?? '', { exact: true })
    .waitFor();
  await page.getByText('As it is written').click();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('event'));
});

test('[K532] the files have what the list has', async (t) => {
  const search = '?flow=exception&type=open&from=2026-10-20';
  const page = await openLog(t, search);
  const { items } = await ask.get<Events>(`/log${search}&limit=200`);
  const main = page.locator('#main');
  assert.equal((await csvOf(page, main)).length, 1 + items.length);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    main.getByRole('button', { name: 'XES', exact: true }).click(),
  ]);
  const xes = await readFile(await saved.path(), 'utf8');
  assert.equal(xes.split('<event>').length - 1, items.length);
});

test('[K533] the log and an event in light and dark, wide and narrow', async (t) => {
  const [event] = (await ask.get<Events>('/log?flow=exception&type=open&limit=1')).items;
  for (const { scheme, width } of looks) {
    const page = await openLog(t, '', { scheme, width });
    await expectAccessible(page);
    await expectFits(page, width);
    await page.goto(`${served.address}/demo/log?event=${event?.case.id}/${event?.seq}`);
    await page
      .locator('#main')
      .getByText(event?.hash ?? '', { exact: true })
      .waitFor();
    await expectAccessible(page);
    await expectFits(page, width);
  }
});

test('[K534] nothing like that, an event that there is not, and a log that cannot be read, say so', async (t) => {
  const none = await openPage(t, { address: served.address, path: '/demo/log?key=NOTHING-LIKE-THIS' });
  await none.getByText('No event is like that.').waitFor();
  const empty = await openPage(t, { address: served.address, path: '/main/log?flow=invoice' });
  await empty.getByText('No event is like that.').waitFor();
  const path = '/demo/log?event=00000000-0000-0000-0000-000000000000/1';
  const unknown = await openPage(t, { address: served.address, path, expected: /404|400/ });
  await unknown.getByRole('alert').first().waitFor();
  const page = await openPage(t, { address: served.address, path: '/demo/exceptions', expected: /500/ });
  await failReads(page, '**/api/v1/demo/log?*');
  await page.goto(`${served.address}/demo/log`);
  await page.getByRole('alert').getByText('internal').first().waitFor();
  await page.unroute('**/api/v1/demo/log?*');
  await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
  await rows(page).first().waitFor();
});
