import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Decision, Home } from '@throughline/api';
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

const main = (page: Page) => page.locator('#main');
const sentence = (page: Page, label: string) =>
  main(page).getByText(label, { exact: true }).locator('xpath=following-sibling::p');
const decisions = (page: Page) => page.getByRole('list', { name: 'Decisions for me' }).getByRole('listitem');
const home = () => ask.get<Home>('/home');

async function openHome(t: Parameters<typeof openPage>[0], options: Partial<Parameters<typeof openPage>[1]> = {}) {
  const page = await openPage(t, { address: served.address, path: '/demo', ...options });
  await sentence(page, 'At risk').getByText('overdue on').waitFor();
  // The metrics are measured in the background; the page asks until they are there.
  await sentence(page, 'Broke').getByText('past its alarm of').waitFor({ timeout: 120_000 });
  return page;
}

test('[K450] Home says what broke, what is at risk, what waits for me; in light and dark, wide and narrow', async (t) => {
  for (const { scheme, width } of [
    { scheme: 'light', width: 1440 },
    { scheme: 'dark', width: 800 },
    { scheme: 'light', width: 320 },
  ] as const) {
    const page = await openHome(t, { scheme, width });
    const { broke, decide, risk } = await home();
    const broken = (await sentence(page, 'Broke').textContent()) ?? '';
    assert.ok(broken.startsWith(`${broke.metric?.title} rose `), broken);
    assert.match(
      (await sentence(page, 'At risk').textContent()) ?? '',
      new RegExp(`overdue on ${risk?.cases} invoices\\. ${risk?.soon} rungs`),
    );
    assert.match((await sentence(page, 'Decide').textContent()) ?? '', new RegExp(`^${decide.decisions} decisions wait for you`));
    for (const label of ['Broke', 'Decide']) assert.ok((await sentence(page, label).getByRole('link').count()) <= 4, label);
    assert.equal(await decisions(page).count(), Math.min(7, decide.decisions));
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
  }
});

/** What the list behind an address counts, as the API says. */
async function countAt(href: string): Promise<number> {
  const { pathname, searchParams } = new URL(href, served.address);
  const [, , page, name = ''] = pathname.split('/');
  if (page === 'cases') {
    searchParams.set('flow', name);
    return (await ask.totals(searchParams.toString())).cases;
  }
  searchParams.delete('show');
  return (await ask.get<{ items: unknown[] }>(`/rungs?limit=200&${searchParams}`)).items.length;
}

test('[K451] every count of the money at risk opens a list that has as many', async (t) => {
  const page = await openHome(t);
  const table = main(page).getByRole('table');
  const columns = await table.locator('thead th').allTextContents();
  let checked = 0;
  for (const row of await table.locator('tbody tr, tfoot tr').all()) {
    for (const index of [0, columns.length - 2]) {
      const cell = row.locator('td').nth(index);
      const shown = Number((await cell.textContent())?.replaceAll(',', ''));
      const link = cell.getByRole('link');
      if (shown === 0) assert.equal(await link.count(), 0);
      else assert.equal(await countAt((await link.getAttribute('href')) ?? ''), shown, `${await row.textContent()}`);
      checked += 1;
    }
  }
  assert.ok(checked >= 12, `${checked} figures`);
});

test('[K451] a click on a figure shows the same figure: an amount, cases, rungs, the metric that broke, what it comes from', async (t) => {
  const page = await openHome(t);
  const { risk, broke } = await home();
  const back = async () => {
    await page.goBack();
    await sentence(page, 'At risk').getByText('overdue on').waitFor();
  };
  const [amount] = risk?.amounts ?? [];
  await sentence(page, 'At risk').getByRole('link').first().click();
  const exact = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2 }).format((amount?.amount ?? 0) / 100);
  await page.getByText(`${amount?.currency} ${exact}`, { exact: true }).waitFor();
  await back();
  await sentence(page, 'At risk')
    .getByRole('link', { name: `${risk?.cases} invoices` })
    .click();
  await main(page).getByText(`${risk?.cases} invoices`, { exact: true }).waitFor();
  await back();
  await sentence(page, 'At risk')
    .getByRole('link', { name: `${risk?.soon} rungs` })
    .click();
  await main(page).getByText(`${risk?.soon} rungs`, { exact: true }).waitFor();
  await back();
  const value = page.getByRole('region', { name: 'Value' });
  await sentence(page, 'Broke').getByRole('link').first().click();
  const percent = (share: number | null | undefined) => ((share ?? Number.NaN) * 100).toFixed(1);
  assert.equal(broke.metric?.unit, 'share');
  await value.getByText(percent(broke.metric?.value), { exact: true }).waitFor();
  await back();
  await sentence(page, 'Broke').getByRole('link').nth(1).click();
  await value.getByText(percent(broke.part?.after), { exact: true }).waitFor();
});

test('[K453] who may not decide sees why, and no button; a refusal is told where it was asked', async (t) => {
  const path = '/demo/tasks?show=decisions&whose=all';
  const storage = { 'throughline.act-as': 'nils.hagen@halden.example' };
  const page = await openPage(t, { address: served.address, path, storage });
  await page
    .locator('li[data-focused]')
    .getByText(/^This needs the role /)
    .waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);

  const other = await openHome(t, { expected: /409/ });
  const problem = { type: '/problems/refused', code: 'refused', title: 'The flow refuses it', status: 409 };
  await other.route('**/commands', (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({ ...problem, detail: 'The data was changed', action: 'Look at it again.', requestId: 'r' }),
    }),
  );
  await other.keyboard.press('a');
  await other.getByRole('alert').getByText('The data was changed. Look at it again. (refused)').waitFor();
  assert.equal(await other.locator('li[data-mark="refused"]').count(), 1);
});

test('[K454] what fails is told in its place: without the figures the decisions can still be made', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/tasks', expected: /500/ });
  const fault = {
    type: '/problems/internal',
    code: 'internal',
    title: 'A fault',
    status: 500,
    detail: 'Something failed',
    action: 'Report it.',
  };
  await page.route('**/api/v1/demo/home', (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ ...fault, requestId: 'r' }) }),
  );
  await page.getByText('all keys').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  const told = page.getByRole('alert');
  await told.getByText('What broke, and what is at risk').waitFor();
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  await expectAccessible(page);
  await page.unroute('**/api/v1/demo/home');
  await told.getByRole('button', { name: 'Retry' }).click();
  await sentence(page, 'At risk').getByText('overdue on').waitFor();
});

test('[K452] by keys alone: a decision is approved, another declined with a reason', async (t) => {
  const page = await openHome(t);
  const waiting = (await ask.get<{ items: Decision[] }>('/decisions')).items;
  const mine = waiting.filter(({ mayDecide }) => mayDecide);
  const [first, second] = mine;
  assert.ok(first && second, 'two that may be decided');
  const focused = main(page).locator('li[data-focused]');
  await focused.getByText(first.case.key).waitFor();
  // A key that is held down decides once.
  await page.keyboard.down('a');
  await page.keyboard.down('a');
  await page.keyboard.up('a');
  await main(page)
    .getByText(`Done: approved, ${first.title.replace(/^Approve:? /, '')}, ${first.case.key}.`)
    .waitFor();
  await page.getByRole('list', { name: 'Decisions for me' }).getByText(first.case.key).waitFor({ state: 'detached' });
  assert.equal((await ask.get<{ items: unknown[] }>(`/decisions?limit=200`)).items.length, waiting.length - 1);
  // The focus is on a decision, not lost with the one that is gone.
  assert.equal(await page.evaluate(() => document.activeElement?.closest('li[data-focused]') !== null), true);

  for (let step = 0; step < waiting.length && !((await focused.textContent()) ?? '').includes(second.case.key); step += 1) {
    const before = await focused.textContent();
    await page.keyboard.press(step === 0 ? 'k' : 'j');
    if (step > 0) assert.notEqual(await focused.textContent(), before);
  }
  await page.keyboard.press('d');
  const reason = page.getByLabel('Reason');
  await reason.waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Say why').waitFor();
  await page.keyboard.type('A promise has come since.');
  await page.keyboard.press('Control+Enter');
  await main(page)
    .getByText(/^Done: declined, /)
    .waitFor();
  const events = await ask.get<{ items: { type: string; reason: string | null }[] }>(`/cases/${second.case.id}/events`);
  assert.ok(events.items.some(({ type, reason: given }) => type === 'decline' && given === 'A promise has come since.'));
});

test('[K457] a company without a case says what to do first, and does it by a key', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main' });
  await page.getByText('Nothing has been brought in yet.').waitFor();
  await page.getByRole('button', { name: 'Import invoices' }).waitFor();
  assert.equal(await page.getByText('simulated', { exact: true }).count(), 0);
  await expectAccessible(page);
  await page.keyboard.press('p');
  await page.waitForURL('**/main/import');
});
