import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
let ask: Asked;
before(async () => {
  served = await openTestConsole({ demo: true, months: 18 });
  ask = askApi(served.address);
});
after(() => served.close());

const overdue = '/demo/cases/invoice?open=true&where=dueOn%3C2026-11-01&where=open%3E0&sort=dueOn';
const rows = (page: Page) => page.locator('tbody tr[data-index]');
const keysShown = (page: Page) => page.locator('tbody td[data-kind="key"]').allTextContents();
const total = (page: Page, text: string) => page.locator('#main').getByText(text, { exact: true });
const tab = (page: Page, name: string | RegExp) => page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });

async function openCases(t: Parameters<typeof openPage>[0], path: string, options: Partial<Parameters<typeof openPage>[1]> = {}) {
  const page = await openPage(t, { address: served.address, path, ...options });
  await rows(page).first().waitFor();
  return page;
}

test('[K300] a list says how many there are and what they come to; in light and dark, wide and narrow', async (t) => {
  for (const { scheme, width } of [
    { scheme: 'light', width: 1440 },
    { scheme: 'dark', width: 800 },
    { scheme: 'light', width: 320 },
  ] as const) {
    const page = await openCases(t, overdue, { scheme, width });
    const { cases, sums } = await ask.totals('flow=invoice&open=true&where=dueOn%3C2026-11-01&where=open%3E0&sum=open');
    await total(page, `${cases} invoices`).waitFor();
    for (const { amount, currency } of sums) {
      const said = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2 }).format(amount / 100);
      await page.getByText(`${currency} ${said}`, { exact: true }).waitFor();
    }
    assert.equal(await page.locator('thead th[aria-sort="ascending"]').count(), width >= 900 ? 1 : 0);
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
  }
});

test('[K301] each view shows as many cases as its tab says', async (t) => {
  const page = await openCases(t, '/demo/cases/invoice?open=true');
  for (const name of ['All open', 'Overdue', 'Sent', 'All']) {
    const link = tab(page, new RegExp(`^${name}[\\d,]+$`));
    const count = (await link.textContent())?.replace(name, '') ?? '';
    await link.click();
    await total(page, `${count} invoices`).waitFor();
    await page.locator('[aria-current="page"]', { hasText: name }).first().waitFor();
  }
  assert.equal(new URL(page.url()).search, '');
});

test('[K302] filters, order and shape stand in the address; an address opens them again; a filter that finds nothing is named', async (t) => {
  const page = await openCases(t, '/demo/cases/invoice?open=true');
  await page.keyboard.press('f');
  await page.getByLabel('Field').selectOption('Customer');
  await page.getByLabel('Value').fill('Brunnthal Armaturenbau');
  await page.keyboard.press('Enter');
  await page.getByText('Customer Brunnthal Armaturenbau').waitFor();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('sort') === 'open');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('sort') === '-open');
  const { items } = await ask.cases('flow=invoice&open=true&where=customer%3DBrunnthal%20Armaturenbau&sort=-open&limit=50');
  const expected = items.map(({ key }) => key);
  await total(page, `${expected.length} invoices`).waitFor();
  await page.reload();
  await page.getByText('Sorted by open, the highest first').waitFor();
  await total(page, `${expected.length} invoices`).waitFor();
  await rows(page).first().waitFor();
  assert.deepEqual(await keysShown(page), expected.slice(0, await rows(page).count()));
  await page.keyboard.press('f');
  await page.getByLabel('Field').selectOption('State');
  await page.getByLabel('Void').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('button', { name: 'Drop the filter State Void' }).click();
  await total(page, `${expected.length} invoices`).waitFor();
});

test('[K303] a list is saved as a view, renamed, deleted and brought back', async (t) => {
  const page = await openCases(t, '/demo/cases/invoice?open=true&where=customer%5E%3DBrunnthal');
  await page.keyboard.press('s');
  await page.getByRole('textbox', { name: 'Name' }).fill('Nobody pays');
  await page.keyboard.press('Enter');
  const count = (await ask.totals('flow=invoice&open=true&where=customer%5E%3DBrunnthal')).cases;
  await tab(page, `Nobody pays${count}`).waitFor();
  await page.getByRole('button', { name: 'Rename' }).click();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Name' }).fill('Brunnthal');
  await page.keyboard.press('Enter');
  await tab(page, `Brunnthal${count}`).waitFor();
  await page.getByRole('button', { name: 'Delete view' }).click();
  await tab(page, /^Brunnthal/).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await tab(page, `Brunnthal${count}`).click();
  await page.getByText('Customer begins with Brunnthal').waitFor();
});

test('[K304] CSV has the cases of the list, in its order', async (t) => {
  const page = await openCases(t, overdue);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()]);
  assert.equal(download.suggestedFilename(), 'invoices.csv');
  const [head = '', ...lines] = (await readFile(await download.path(), 'utf8')).replace('\ufeff', '').trim().split('\r\n');
  const at = head.split(',').indexOf('Number');
  const { items } = await ask.cases('flow=invoice&open=true&where=dueOn%3C2026-11-01&where=open%3E0&sort=dueOn&limit=200');
  assert.deepEqual(
    lines.map((line) => line.split(',')[Math.max(0, at)]),
    items.map(({ key }) => key),
  );
});

test('[K305] by keys alone: move, look into, select, open; the case says where it stands in the list and leads on', async (t) => {
  const page = await openCases(t, overdue);
  const [first = '', second = '', third = ''] = await keysShown(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  const peek = page.getByRole('complementary', { name: 'Peek' });
  await peek.getByRole('heading', { name: first }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('j');
  await peek.getByRole('heading', { name: second }).waitFor();
  await page.keyboard.press('Escape');
  await peek.waitFor({ state: 'detached' });
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('2 selected').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: third }).waitFor();
  await page.getByText(/^3 of \d+$/).waitFor();
  await page.keyboard.press('[');
  await page.getByRole('heading', { level: 1, name: second }).waitFor();
  await page.keyboard.press(']');
  await page.getByRole('heading', { level: 1, name: third }).waitFor();
  await page.getByRole('link', { name: 'Invoices / Overdue' }).click();
  await page.locator('tr[data-focused]', { hasText: third }).waitFor();
});

test('[K306] with many at once: who refuses is told with the reason and stays selected; approvals are not for many', async (t) => {
  const page = await openCases(t, overdue, { expected: /403/ });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('c');
  await page.getByRole('textbox', { name: 'Comment' }).fill('Seen in the meeting');
  await page.getByRole('dialog').getByRole('button', { name: 'Comment' }).click();
  await page.locator('#main').getByText('2 cases commented.').waitFor();
  await page.getByText('2 selected').waitFor({ state: 'detached' });
  await page.keyboard.press('x');
  await page.keyboard.press('i');
  await page.getByRole('combobox', { name: /^To/ }).selectOption({ index: 1 });
  await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
  await page.locator('#main').getByText('0 assigned, 1 not: each says why, and stays selected.').waitFor();
  await page
    .getByRole('alert')
    .getByText(/role-required/)
    .waitFor();
  assert.equal(await page.locator('tbody tr[data-index][data-mark="refused"]').count(), 1);
  await page.getByText('1 selected').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Seen' }).click();
  await page.locator('tr[data-mark]').waitFor({ state: 'detached' });
});

test('[K307] the board has the same cases by state; J and L move, Enter opens', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/cases/invoice?open=true&as=board' });
  const board = page.getByRole('region', { name: 'Invoices by state' });
  const { items } = await ask.groups('flow=invoice&open=true&by=%24state');
  for (const { title, cases } of items) await board.getByRole('region', { name: `${title}, ${cases}` }).waitFor();
  await board.getByRole('link').first().waitFor();
  await expectAccessible(page);
  await page.keyboard.press('j');
  await page.keyboard.press('l');
  await page.keyboard.press('j');
  const key = await page.evaluate(() => document.activeElement?.textContent ?? '');
  assert.match(key, /^INV-/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: key }).waitFor();
});

test('[K308] who may begin a case is asked for what it needs, with errors beside the fields; then it is opened', async (t) => {
  const storage = { 'throughline.act-as': 'ida.brandt@halden.example' };
  const page = await openCases(t, '/demo/cases/order?open=true', { storage });
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New order' });
  for (const kept of ['Delivered', 'Invoiced', 'Settled']) assert.equal(await form.getByLabel(kept).count(), 0, kept);
  await form.getByLabel('Number').fill('ORD-TEST-1');
  await form.getByLabel('Customer').fill('Brenner Pumpen');
  await page.keyboard.press('Control+Enter');
  await form.getByText('Needed').first().waitFor();
  await expectAccessible(page);
  await form.getByLabel('Legal unit').selectOption({ index: 1 });
  await form.getByLabel('Currency').fill('EUR');
  await form.getByLabel(/^Amount/).fill('1,234.50');
  await form.getByLabel('Requested on').fill('2026-12-01');
  const term = form.getByLabel('Term days');
  if ((await term.count()) > 0) await term.fill('30');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 1, name: 'ORD-TEST-1' }).waitFor();
  await page
    .getByText(/Amount 1,234\.50/)
    .first()
    .waitFor();
});

test('[K309] every flow has its list; columns that are hidden stay so', async (t) => {
  const page = await openCases(t, '/demo/cases/order');
  for (const flow of ['Delivery', 'Exception', 'Task', 'Release', 'Payment']) {
    await page.locator('#main').getByLabel('Flow', { exact: true }).selectOption(flow.toLowerCase());
    await page.getByRole('columnheader', { name: flow, exact: true }).waitFor();
    await rows(page).first().waitFor();
  }
  await page.getByRole('columnheader', { name: 'Customer' }).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Customer' }).uncheck();
  await page.getByRole('columnheader', { name: 'Customer' }).waitFor({ state: 'detached' });
  await page.reload();
  await rows(page).first().waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'Customer' }).count(), 0);
});
