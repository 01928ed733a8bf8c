import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { expectAccessible, openPage } from '../../test/browser.ts';
import type { PageOptions } from '../../test/chromium.ts';
import { consoleConfig, consoleFolder } from '../../vite.config.ts';

/*
 * The components in a real browser, with the made-up data of the gallery.
 */

const folder = mkdtempSync(join(tmpdir(), 'throughline-gallery-'));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  readFile(join(folder, path)).then(
    (body) => response.setHeader('content-type', types[extname(path)] ?? 'font/woff2').end(body),
    () => response.writeHead(404).end('not found'),
  );
});
let address = '';

before(async () => {
  const config = consoleConfig(folder);
  const input = join(consoleFolder, 'gallery.html');
  const options = { ...config.build, rollupOptions: { ...config.build?.rollupOptions, input } };
  await build({ ...config, logLevel: 'error', build: options });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(t: TestContext, options: Partial<PageOptions> = {}, query = ''): Promise<Page> {
  const page = await openPage(t, { address, path: `/gallery.html${query}`, ...options });
  await page.locator('[data-part="Case"]').waitFor();
  return page;
}

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.slice(0, 20));
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe('the parts in a browser', () => {
  for (const scheme of ['light', 'dark'] as const) {
    test(`[K180] have no breach of WCAG AA that axe finds, ${scheme}`, async (t) => expectAccessible(await open(t, { scheme })));
  }

  for (const width of [1440, 800, 320]) {
    test(`[K181] never make the page wider than its window, at ${width}`, async (t) => {
      assert.equal(await overflow(await open(t, { width }, '?locale=de-DE')), 0);
    });
  }

  test('[K182] below 900 columns are dropped by priority, and key, state, money and next stay', async (t) => {
    const page = await open(t, { width: 800 });
    const heads = await page.locator('[data-part="List"] th').allInnerTexts();
    assert.deepEqual(
      heads.map((head) => head.trim()).filter((head) => head !== ''),
      ['Invoice', 'Customer', 'State', 'Rung reached', 'Open', 'Currency', 'Next'],
    );
  });

  test('[K183] of 1,204 rows only those in sight are there; keys move through them and the focus goes along', async (t) => {
    const page = await open(t);
    const rows = page.locator('[data-part="List"] tbody tr[data-index]');
    assert.ok((await rows.count()) < 60);
    const table = page.getByRole('table', { name: 'Overdue invoices' });
    assert.equal(await table.getAttribute('aria-rowcount'), '1205');
    await page.keyboard.press('j');
    assert.equal(await focusedText(page), 'INV-0974');
    for (let press = 0; press < 40; press += 1) await page.keyboard.press('j');
    const focused = page.locator('tr[data-focused]');
    assert.equal(await focused.getAttribute('data-index'), '43');
    assert.equal(await focusedText(page), 'INV-1014');
    const inSight = await focused.evaluate((row) => {
      const frame = row.closest('table')?.parentElement?.getBoundingClientRect();
      const place = row.getBoundingClientRect();
      return frame !== undefined && place.top >= frame.top + 29 && place.bottom <= frame.bottom;
    });
    assert.ok(inSight, 'the row with the focus is in sight, and not under the head');
    // Scrolled away, it keeps the focus.
    await table.evaluate((element) => element.parentElement?.scrollTo(0, 30_000));
    await page.locator('tr[data-index="1030"]').waitFor();
    assert.equal(await focusedText(page), 'INV-1014');
    assert.ok((await rows.count()) < 60);
  });

  test('[K184] the head sorts by mouse and keyboard, and says how', async (t) => {
    const page = await open(t);
    const table = page.getByRole('table', { name: 'Overdue invoices' });
    const head = (name: string) => table.getByRole('columnheader', { name });
    assert.equal(await head('Days late').getAttribute('aria-sort'), 'descending');
    await head('Open').getByRole('button').click();
    assert.equal(await head('Open').getAttribute('aria-sort'), 'ascending');
    assert.equal(await head('Days late').getAttribute('aria-sort'), null);
    await page.keyboard.press('Enter');
    assert.equal(await head('Open').getAttribute('aria-sort'), 'descending');
  });

  test('[K185] rows are selected one by one, by range with Shift, and all; a click elsewhere opens', async (t) => {
    const page = await open(t);
    const bar = page.getByRole('region', { name: 'Selected rows' });
    const box = (index: number) => page.locator(`tr[data-index="${index}"] input`);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await bar.count(), 0);
    await box(4).click();
    await box(8).click({ modifiers: ['Shift'] });
    assert.match((await bar.textContent()) ?? '', /^5 selected/);
    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).click();
    assert.match((await bar.textContent()) ?? '', /^1,204 selected/);
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
    await page.locator('tr[data-index="5"] td').nth(4).click();
    assert.equal(new URL(page.url()).hash, '#INV-0976');
  });

  test('[K186] a row that changed is marked, and the others are not', async (t) => {
    const page = await open(t);
    assert.equal(await page.locator('tr[data-changed]').count(), 0);
    // In the gallery, saving the view changes the first case.
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.locator('tr[data-changed][data-index="0"]').waitFor();
    assert.equal(await page.locator('tr[data-changed]').count(), 1);
    await page.locator('tr[data-changed]').waitFor({ state: 'detached' });
  });

  test('[K187] a filter is made by keyboard alone, and removed', async (t) => {
    const page = await open(t);
    await page.keyboard.press('f');
    await page.getByLabel('Field').selectOption('Open');
    await page.getByLabel('Comparison').selectOption('at least');
    await page.getByLabel('Value').fill('ten');
    await page.keyboard.press('Enter');
    await page.getByText('Write an amount such as 123,456.78').waitFor();
    await page.getByLabel('Value').fill('1,200.5');
    await page.keyboard.press('Enter');
    const cross = page.getByRole('button', { name: 'Remove the filter Open at least 1,200.50' });
    await cross.click();
    assert.equal(await cross.count(), 0);
  });

  test('[K188] a form says what is wrong field by field, of its own and of the server; Ctrl Enter sends it', async (t) => {
    const page = await open(t);
    const form = page.getByRole('form', { name: 'Record payment' });
    await form.getByLabel('Amount').fill('0');
    await page.keyboard.press('Control+Enter');
    await form.getByText('At least 0.01').waitFor();
    await form.getByText('Needed').waitFor();
    await form.getByLabel('Amount').fill('300');
    await form.getByLabel('Received on').fill('2027-01-11');
    await page.keyboard.press('Control+Enter');
    await form.getByText('More than is open (expected: at most 200.00)').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await form.count(), 0);
  });

  test('[K189] the ladder has a text that says the same; narrow, the text is all there is', async (t) => {
    const wide = await open(t);
    const texts = await wide.getByRole('list', { name: 'Rungs of Dunning' }).getByRole('listitem').allTextContents();
    assert.deepEqual(texts.slice(0, 2), ['+7 Reminder fired 9 Dec 2026', '+14 Finance task fired 23 Dec 2026, was 16 Dec']);
    assert.equal(texts.length, 6);
    const narrow = await open(t, { width: 400 });
    const list = narrow.getByRole('list', { name: 'Rungs of Dunning' });
    assert.ok(((await list.boundingBox())?.height ?? 0) > 100);
  });
});
