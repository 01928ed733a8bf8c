import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CaseDetail, Decision } from '@throughline/api';
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

const clara = { 'throughline.act-as': 'clara.stein@halden.example' };

async function openCase(t: Parameters<typeof openPage>[0], id: string, options: Partial<Parameters<typeof openPage>[1]> = {}) {
  const page = await openPage(t, { address: served.address, path: `/demo/case/${id}`, ...options });
  await page.getByRole('heading', { name: 'What you may do' }).waitFor();
  return page;
}

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** An invoice that is sent and nothing else: `index` keeps the tests from each other’s cases. */
async function sentInvoice(index: number) {
  const { items } = await ask.cases('flow=invoice&open=true&where=%24state%3Dsent&where=open%3E100000&sort=-dueOn&limit=20');
  const row = items[index];
  assert.ok(row !== undefined);
  return row;
}

test('[K330] a case says where it stands, what comes next and why; in light and dark, wide and narrow', async (t) => {
  const ofCustomer = encodeURIComponent('customer=Brunnthal Armaturenbau');
  const { items } = await ask.cases(`flow=invoice&open=true&where=${ofCustomer}&where=%24rung.dunning%3Dsales`);
  const row = items.find(({ next, awaiting }) => next !== null && awaiting.length === 0);
  assert.ok(row !== undefined);
  const { id, key } = row;
  for (const { scheme, width } of [
    { scheme: 'light', width: 1440 },
    { scheme: 'dark', width: 800 },
    { scheme: 'light', width: 320 },
  ] as const) {
    const page = await openCase(t, id, { scheme, width });
    await page.getByRole('heading', { level: 1, name: `${key} Brunnthal Armaturenbau` }).waitFor();
    await page
      .getByText(/^Due \d+ \w+ \+ \d+ days( \(Segment: \w+\))? = \d+ \w+ 09:00$/)
      .first()
      .waitFor();
    await section(page, 'Mails, messages and calls').getByText('simulated').first().waitFor();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
  }
});

test('[K331] what is not possible says why and who could; as that person it is possible', async (t) => {
  const { id } = await sentInvoice(0);
  const page = await openCase(t, id);
  const list = section(page, 'What you may do');
  await list.getByText('This needs the role Collections. Held by Clara Stein').first().waitFor();
  const blocked = list.getByText('Only possible while Blocked').first();
  assert.equal(await blocked.isVisible(), false, 'five are in sight');
  await list.getByText(/^\d+ more, and why$/).click();
  await blocked.waitFor();
  assert.equal(await list.getByRole('button', { name: 'Payment' }).count(), 0);
  // [K581] What puts a case right by hand is folded, and says who may.
  const repair = list.getByRole('listitem').filter({ hasText: /^Repair/ });
  assert.equal(await repair.isVisible(), false);
  await list.getByText('Repairs', { exact: true }).click();
  await repair.getByText('This needs the role').waitFor();
  await page.getByRole('button', { name: /^Acting as/ }).click();
  await page.getByRole('menuitem', { name: /^Clara Stein/ }).click();
  await list.getByRole('button', { name: 'Payment' }).waitFor();
});

test('[K332] an action by keys: its form says what is wrong beside the field; done, the case and its timeline have it', async (t) => {
  const row = await sentInvoice(1);
  const page = await openCase(t, row.id, { storage: clara });
  await page.getByRole('button', { name: 'Payment' }).first().waitFor();
  await page.keyboard.press('p');
  const form = page.getByRole('form', { name: 'Payment' });
  await form.waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await form.getByText('Needed').waitFor();
  await page.keyboard.type('much');
  await page.keyboard.press('Control+Enter');
  await form.getByText(/Write an amount such as/).waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1.00');
  await page.keyboard.press('Control+Enter');
  await page.locator('#main').getByText(`${row.key}: Payment. It is Paid in part.`).waitFor();
  await form.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: 'States' }).getByText('Paid in part', { exact: true }).waitFor();
  await section(page, 'Timeline').getByText('Sent to Paid in part.').waitFor();
  await section(page, 'Money').getByText('−1.00').waitFor();
});

test('[K333] an exception is resolved where it stands, a task done', async (t) => {
  const { id } = await sentInvoice(2);
  await ask.command(id, 'clara.stein@halden.example', { type: 'pay', data: { amount: 100 } });
  const page = await openCase(t, id, { storage: clara });
  const exceptions = section(page, 'Exceptions');
  await exceptions.getByRole('button', { name: 'Resolve: Paid in part' }).click();
  const form = exceptions.getByRole('form', { name: 'Resolve' });
  await form.getByLabel('Resolution').selectOption('rest promised');
  await form.getByRole('button', { name: /^Resolve/ }).click();
  await exceptions.getByText('rest promised').waitFor();
  assert.equal(await exceptions.getByRole('button').count(), 0);
});

test('[K337] an exception says what to do, where it stands and on its own page', async (t) => {
  const { items } = await ask.cases('flow=invoice&open=true&where=%24state%3Dblocked&limit=1');
  const page = await openCase(t, items[0]?.id ?? '');
  const runbook = page.getByText('Look for the proof of delivery');
  const row = section(page, 'Exceptions').getByRole('row', { name: /^Delivery reference missing/ });
  await row.getByText('What to do').click();
  await runbook.waitFor();
  await expectAccessible(page);
  await row.getByRole('link', { name: 'Delivery reference missing' }).click();
  await section(page, 'What to do').getByText('Look for the proof of delivery').waitFor();
});

test('[K334] who decides on a case that has moved on meanwhile is shown what happened, and decides anew', async (t) => {
  const row = await sentInvoice(3);
  const expected = /412/;
  const page = await openCase(t, row.id, { storage: clara, expected });
  await section(page, 'What you may do').getByRole('button', { name: 'Payment' }).press('Enter');
  await page
    .getByRole('form', { name: 'Payment' })
    .getByLabel(/^Amount/)
    .fill('2.00');
  await ask.command(row.id, 'ben.kaya@halden.example', { type: 'comment', data: { text: 'They have called' } });
  // It is seen at once, and marked.
  await page.locator('li[data-fresh]').waitFor();
  await page
    .getByRole('form', { name: 'Payment' })
    .getByLabel(/^Amount/)
    .press('Control+Enter');
  const moved = page.getByRole('alert').filter({ hasText: 'The case has moved on' });
  await moved.getByText('They have called').waitFor();
  await page
    .getByRole('form', { name: 'Payment' })
    .getByLabel(/^Amount/)
    .press('Control+Enter');
  await page.locator('#main').getByText(`${row.key}: Payment. It is Paid in part.`).waitFor();
});

test('[K335] an approval is decided with its facts in sight; declining asks for the reason', async (t) => {
  const { items } = await ask.get<{ items: Decision[] }>('/decisions?whose=all');
  const decision = items.find(({ mayDecide }) => mayDecide);
  assert.ok(decision !== undefined);
  const page = await openCase(t, decision.case.id);
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .waitFor();
  await page.keyboard.press('d');
  const facts = page.getByLabel('Facts');
  for (const { title } of decision.facts) await facts.getByText(title, { exact: true }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Say why').waitFor();
  await page.keyboard.type('We talk to them once more');
  await page.keyboard.press('Control+Enter');
  await section(page, 'Timeline').getByText('“We talk to them once more”').waitFor();
  const after = await ask.get<CaseDetail>(`/cases/${decision.case.id}`);
  assert.deepEqual(after.case.awaiting, []);
});

test('[K336] comment, assign, all events, and a case that is not there', async (t) => {
  const { id } = await sentInvoice(4);
  const page = await openCase(t, id, { storage: clara });
  await page.getByRole('button', { name: 'Comment' }).first().waitFor();
  await page.keyboard.press('c');
  await page.keyboard.type('Asked for a date');
  await page.keyboard.press('Control+Enter');
  await section(page, 'Timeline').getByText('Asked for a date').waitFor();
  await page.keyboard.press('i');
  await page.getByRole('form', { name: 'Assign' }).getByLabel('To').selectOption('clara.stein@halden.example');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/, assigned to Clara Stein\./).waitFor();
  await page.keyboard.press('e');
  await page.waitForURL('**?events=all');
  await page.getByText('Hide quieter events').waitFor();
  const missing = '00000000-0000-4000-8000-000000000000';
  const nowhere = await openPage(t, { address: served.address, path: `/demo/case/${missing}`, expected: /404/ });
  await nowhere.getByText('case-unknown').waitFor();
  await expectAccessible(nowhere);
});
