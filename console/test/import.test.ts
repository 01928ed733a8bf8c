import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

/* From a file to Home, as somebody does it for the first time. The file is made up here; some of its rows are wrong. */

let served: TestConsole;
const home = mkdtempSync(join(tmpdir(), 'throughline-console-home-'));
before(async () => {
  served = await openTestConsole({ env: { THROUGHLINE_HOME: home } });
});
after(async () => {
  await served.close();
  rmSync(home, { recursive: true, force: true });
});

const rows = [
  'Invoice;Client;Date;Due;Net amount;Payable;Paid on',
  'A-1;Nordwind;02.01.2026;01.02.2026;100,00;119,00;20.01.2026',
  'A-2;Südwind;13.01.2026;12.02.2026;1.000,00;1.190,00;',
  'A-3;Nordwind;31.02.2026;28.03.2026;10,00;11,90;',
  'A-4;Nordwind;14.01.2026;13.02.2026;10,00;elf;',
  ';Nordwind;14.01.2026;13.02.2026;10,00;11,90;',
  '',
];
const file = (text: string, name = 'invoices.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const give = (page: Page, content: ReturnType<typeof file>) => page.getByLabel('A CSV file').setInputFiles(content);
const byHand = (page: Page) => page.getByRole('button', { name: 'Choose the columns by hand' }).click();
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

test('[K400] a file becomes cases: columns suggested and changed, a preview, errors by row, the import, then Home', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main/import' });
  await page.getByRole('table', { name: 'What we look for' }).getByText('Invoice number').waitFor();
  await expectAccessible(page);
  await give(page, file(rows.join('\r\n')));
  await byHand(page);

  const amount = page.getByLabel('Column for Amount');
  await amount.waitFor();
  assert.equal(await amount.inputValue(), 'Net amount');
  assert.equal(await page.getByLabel('Column for Due on').inputValue(), 'Due');
  assert.equal(await page.getByLabel('Days are written').inputValue(), 'DD.MM.YYYY');
  assert.equal(await page.getByLabel('Amounts are written').inputValue(), ',');
  await page.getByText('Say in which currency the amounts are.').first().waitFor();
  assert.equal(await page.getByRole('button', { name: /^Import/ }).isDisabled(), true);
  await amount.selectOption('Payable');
  await page.getByLabel('Currency of all amounts').fill('eur');
  await page.getByLabel('Entity', { exact: true }).fill('Muster GmbH');

  const preview = page.getByRole('table', { name: 'Preview' });
  await preview.getByText('€1,190.00').waitFor();
  assert.match((await preview.getByRole('row').nth(1).textContent()) ?? '', /A-1Created 2 Jan.*Payment 20 Jan/);
  const errors = page.getByRole('table', { name: 'Errors' });
  await errors.getByText('31.02.2026').waitFor();
  assert.deepEqual(await errors.getByRole('row').locator('td:first-child').allTextContents(), ['4', '5', '6']);
  await page.getByText('3 rows are wrong.').waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all as CSV' }).click();
  assert.match(readFileSync(await (await saving).path(), 'utf8'), /4,Date,31\.02\.2026,bad-date/);
  await page.getByText('2 invoices with 5 events will be recorded.').waitFor();
  await page.getByText(/History fires nothing/).waitFor();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await page.getByText('2 invoices with 5 events recorded.').waitFor();
  await page.getByRole('table', { name: 'Errors' }).getByText('31.02.2026').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('l');
  await page.waitForURL('**/main/cases/invoice*');
  await page.goBack();
  await page.getByRole('button', { name: 'Open Home' }).click();
  await page.waitForURL('**/main');
  await page.goto(`${served.address}/main/cases/invoice`);
  await page.getByRole('link', { name: 'A-2' }).waitFor();
});

test('[K401] wide and narrow, light and dark; by keys alone; read again after loading the page', async (t) => {
  for (const [width, scheme] of [
    [800, 'dark'],
    [320, 'light'],
  ] as const) {
    const page = await openPage(t, { address: served.address, path: '/main/import', width, scheme });
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    assert.equal(await fits(page), true);
    await give(page, file(rows.join('\n').replaceAll('A-', `B${width}-`)));
    await byHand(page);
    await page.getByLabel('Currency of all amounts').fill('EUR');
    await page.getByText('2 rows are wrong.').waitFor();
    assert.equal(await fits(page), true, `${width} is too narrow`);
    await expectAccessible(page);
    await page.reload();
    await page.getByLabel('Column for Amount').waitFor();
    await page.getByLabel('Currency of all amounts').fill('EUR');
    await page.getByRole('button', { name: 'Import 3 rows' }).waitFor();
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('4');
    await page.waitForFunction(() => document.activeElement?.id === 'step-4');
    await page.keyboard.press('p');
    await page.getByText(/3 invoices with 7 events recorded/).waitFor();
    assert.equal(await fits(page), true);
  }
});

test('[K402] a file that cannot be taken says why and what to do; so does a server that is gone', async (t) => {
  const own = await openTestConsole({ env: { THROUGHLINE_HOME: home } });
  t.after(() => own.close());
  const page = await openPage(t, { address: own.address, path: '/main/import', expected: /422|404|ERR_/ });
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await give(page, { name: 'invoices.xlsx', mimeType: 'text/csv', buffer: Buffer.from('PK\u0003\u0004') });
  const alert = page.getByRole('alert');
  await alert.getByText('invoices.xlsx was not taken.').waitFor();
  await alert.getByText('upload-unreadable').waitFor();
  await expectAccessible(page);
  await give(page, file('only a header\n'));
  await alert.getByText(/No row after the header/).waitFor();
  const template = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download a template' }).click();
  await give(page, file(readFileSync(await (await template).path(), 'utf8'), 'template.csv'));
  await byHand(page);
  await page.getByText('3 invoices with 9 events will be recorded.').waitFor();
  await page.getByText('No row is wrong.').waitFor();
  await page.goto(`${own.address}/main/import?upload=00000000-0000-4000-8000-000000000000`);
  await page.getByText(/could not be shown/).waitFor();
  await own.stop();
  await give(page, file(rows.join('\n')));
  await page.getByText('invoices.csv was not taken.').waitFor();
});

test('[K403] an import can be stopped; what it recorded stays, and the preview of the same file knows it', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main/import' });
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  const many = Array.from({ length: 12_000 }, (_, index) => `M-${index};Nordwind;02.01.2026;01.02.2026;1,00;1,19;20.01.2026`);
  await give(page, file([rows[0], ...many, ''].join('\n')));
  await byHand(page);
  await page.getByLabel('Currency of all amounts').fill('EUR');
  await page.getByRole('button', { name: 'Import 12,000 rows' }).click();
  await page.getByText(/[1-9][\d,]* events recorded/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('heading', { name: 'Stopped' }).waitFor();
  await page.getByRole('button', { name: 'Back to the preview' }).click();
  await page.getByLabel('Currency of all amounts').fill('EUR');
  await page.getByText(/[1-9][\d,]* events are here already/).waitFor();
});

test('[K404] the simulated company takes no data, and says where it goes', async (t) => {
  const demo = await openTestConsole({ demo: true, env: { THROUGHLINE_HOME: home } });
  const page = await openPage(t, { address: demo.address, path: '/demo/import' });
  t.after(() => demo.close()); // After the page: it is still reading.
  await page.getByText(/real data does not go there/).waitFor();
  await page.getByRole('link', { name: 'Import into your own company' }).click();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
});
