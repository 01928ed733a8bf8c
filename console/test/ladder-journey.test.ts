import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Action, CaseEvent, Home } from '@throughline/api';
import { type MailServer, mailServer, testDatabase } from '@throughline/testing';
import type { Page } from 'playwright-core';
import { terminal } from '../../cli/test/terminal.ts';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

/*
 * What somebody does who looks at the simulated company for the first time, and follows its customer who has stopped paying
 * (docs/demo.md) from the first sentence to the lawyers; and what becomes of another invoice that the customer disputes meanwhile.
 *
 * The company is found on Sunday 1 November 2026. The disputed invoice is due on 24 October, and was reminded of on the 31st. It is
 * disputed on 1 November; the dispute is rejected on the 8th. A pause takes out the days after the one on which it began up to the one on
 * which it ended: 2 to 8 November, which are 7. So
 *
 *     finance  24 October + 14 = 7 November,  + 7 = 14 November
 *     sales    24 October + 30 = 23 November, + 7 = 30 November
 *     legal    24 October + 45 = 8 December,  + 7 = 15 December
 *
 * The one that nobody disputes is due on 31 October: reminder 7 November, finance 14 November, sales 30 November, legal 15 December.
 */

const customer = 'Brunnthal Armaturenbau';
const clara = 'clara.stein@halden.example';
let mails: MailServer;
let served: TestConsole;
let ask: Asked;
before(async () => {
  mails = await mailServer();
  const env = { THROUGHLINE_DEMO_SMTP_URL: mails.url, THROUGHLINE_DEMO_SMTP_FROM: 'invoices@halden.example' };
  served = await openTestConsole({ demo: true, months: 18, env });
  ask = askApi(served.address);
});
after(async () => {
  await served.close();
  await mails.close();
});

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Forward by the menu of the time control, until the clock stands there and all has happened on the way. */
async function travel(page: Page, days: 7 | 14) {
  // Whoever acts as somebody else does so in all tabs: it is read anew then.
  const clock = page.locator('header time[datetime]');
  const from = Date.parse((await clock.getAttribute('datetime')) ?? '');
  const to = new Date(from + days * 86_400_000).toISOString();
  if (days === 7) await page.keyboard.press('t');
  else {
    await page.getByRole('button', { name: 'Other…' }).click();
    await page.getByRole('menuitem', { name: `+${days} days` }).click();
  }
  await page.locator(`header time[datetime="${to}"]`).waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Travel +7 days' }).and(page.locator(':enabled')).waitFor({ timeout: 120_000 });
}

/** The reminder of an invoice, once the mail server has it. */
async function reminderOf(key: string) {
  const found = () => mails.received.find(({ headers }) => headers.get('subject') === `Reminder: invoice ${key}`);
  while (found() === undefined) await mails.whenReceived(mails.received.length + 1);
  return found();
}

/** What an approval of the case has to name. */
async function approvalOf(id: string) {
  const { items } = await ask.get<{ items: Action[] }>(`/cases/${id}/actions`);
  const approve = items.find(({ type, of }) => type === 'approve' && of !== undefined);
  assert.ok(approve !== undefined);
  return approve.data;
}

/** An invoice of the customer that is due on a day, as the API has it. */
async function dueOn(day: string) {
  const where = (text: string) => `&where=${encodeURIComponent(text)}`;
  const { items } = await ask.cases(`flow=invoice&open=true${where(`customer=${customer}`)}${where(`dueOn=${day}`)}`);
  const [row] = items;
  assert.ok(row !== undefined, `${customer} owes nothing that is due on ${day}`);
  return row;
}

/** The invoice is disputed by keys; who disputes it takes the dispute, too, so that nobody else of the company decides it. */
async function disputeIt(page: Page, { id, key }: { readonly id: string; readonly key: string }): Promise<string> {
  await page.goto(`${served.address}/demo/case/${id}`);
  await actAs(page, 'Clara Stein');
  await section(page, 'What you may do')
    .getByRole('button', { name: /^Dispute/ })
    .click();
  const form = page.getByRole('form', { name: 'Dispute' });
  await form.getByRole('textbox', { name: 'Reason' }).last().fill('They say that half of it never came');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: 'States' }).getByText('Disputed', { exact: true }).waitFor();
  const dispute = await ask.byKey('dispute', `DSP-${key.replace('INV-', '')}-1`);
  for (const taken of [id, dispute.id]) await ask.command(taken, clara, { type: 'assign', data: { to: clara } });
  const deadlines = section(page, 'Next deadlines, and why then');
  await deadlines.getByRole('listitem').filter({ hasText: 'Finance task' }).getByText('paused', { exact: true }).waitFor();
  return dispute.id;
}

/** The dispute is rejected on its own page; the invoice hears of it, and says when it goes on and why then. */
async function rejectIt(page: Page, invoice: string, dispute: string): Promise<void> {
  await page.goto(`${served.address}/demo/case/${dispute}`);
  await section(page, 'What you may do')
    .getByRole('button', { name: /^The customer is not right/ })
    .first()
    .click();
  await page
    .getByRole('form')
    .getByLabel(/Reason/)
    .last()
    .fill('The carrier has a signature for all of it');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('list', { name: 'States' }).getByText('Rejected', { exact: true }).waitFor();
  await page.goto(`${served.address}/demo/case/${invoice}`);
  const deadlines = section(page, 'Next deadlines, and why then');
  for (const [rung, why] of rungsAfterDispute) {
    const deadline = deadlines.getByRole('listitem').filter({ hasText: rung });
    await deadline.getByText(/automatic|needs approval/).waitFor();
    assert.match((await deadline.textContent()) ?? '', why);
  }
}

const rungsAfterDispute = [
  ['Finance task', /24 Oct \+ 14 days.*, paused by Disputed from 1 Nov to 8 Nov = 14 Nov \d\d:00/],
  ['Sales escalation', /24 Oct \+ 30 days.*, paused by Disputed from 1 Nov to 8 Nov = 30 Nov \d\d:00/],
  ['Legal', /24 Oct \+ 45 days.*, paused by Disputed from 1 Nov to 8 Nov = 15 Dec \d\d:00/],
] as const;

/** When the rungs of an invoice fired or were asked for, by the log: day and rung. */
async function firedOf(id: string): Promise<readonly string[]> {
  const { items } = await ask.get<{ items: CaseEvent[] }>(`/cases/${id}/events?limit=200`);
  return items
    .filter(({ type, title }) => type === 'rung' && title.startsWith('Dunning: '))
    .map(({ occurredAt, title }) => `${occurredAt.slice(0, 10)} ${title}`)
    .reverse();
}

async function actAs(page: Page, name: string) {
  await page.getByRole('button', { name: /^Acting as/ }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('button', { name: `Acting as ${name}` }).waitFor();
}

test('[K360] [K610] from the first sentence to an invoice that is late, and along its ladder: a mail, a task, an escalation, a decision; another one stands still while it is disputed', async (t) => {
  const { risk } = await ask.get<Home>('/home');
  assert.ok(risk !== null);
  const page = await openPage(t, { address: served.address, path: '/demo' });
  await page.getByText('Live · updated').waitFor();
  await page
    .getByRole('link', { name: `${risk.cases} invoices` })
    .first()
    .press('Enter');
  await page.locator('#main').getByText(`${risk.cases} invoices`, { exact: true }).waitFor();

  await page.locator('tbody tr[data-index]').first().waitFor();

  // The customer's, and of those the one that no reminder has reached yet.
  const { items } = await ask.cases(
    `flow=invoice&open=true&where=${encodeURIComponent(`customer=${customer}`)}&where=dueOn%3C2026-11-01&sort=-dueOn`,
  );
  const row = items.find(({ rung }) => rung === null);
  assert.ok(row !== undefined);
  const { id, key } = row;
  await page.keyboard.press('f');
  await page.getByRole('dialog').waitFor();
  await page.getByLabel('Field').selectOption('Customer');
  await page.getByLabel('Value').fill(customer);
  await page.keyboard.press('Enter');
  await page.getByText(`Customer ${customer}`).waitFor();
  await page.getByRole('link', { name: key, exact: true }).press('Enter');
  await page.getByRole('heading', { level: 1, name: `${key} ${customer}` }).waitFor();
  const timeline = section(page, 'Timeline');

  // In another tab, the other invoice.
  const disputed = await dueOn('2026-10-24');
  const other = await page.context().newPage();
  await other.goto(`${served.address}/demo`);
  const dispute = await disputeIt(other, disputed);

  await travel(page, 7);
  await timeline.getByText(/^Dunning: reminder/).waitFor();
  const mail = await reminderOf(key);
  assert.match(mail?.body ?? '', new RegExp(`our invoice ${key} was due on ${String(row.fields['dueOn'])}`));
  await section(page, 'Mails, messages and calls').getByText(`Reminder: invoice ${key}`).waitFor();
  const reminder = page.getByRole('listitem').filter({ hasText: `Reminder: invoice ${key} mail to` });
  assert.equal(await reminder.getByText('simulated').count(), 0);
  await rejectIt(other, disputed.id, dispute);

  await travel(page, 7);
  await timeline.getByText(/Task for Finance: Call the customer/).waitFor();
  await section(page, 'Tasks').getByRole('link', { name: 'Call the customer' }).waitFor();

  await travel(page, 14);
  await travel(page, 7);
  await timeline.getByText(/Task for Sales: The customer does not pay/).waitFor();

  await travel(page, 14);
  await timeline.getByText(/Waits for approval/).waitFor();
  await section(page, 'Next deadlines, and why then').getByText('waits for approval').waitFor();
  await expectAccessible(page);
  assert.deepEqual(
    (await firedOf(disputed.id)).map((text) => text.replace(/^(\S+) .*: /, '$1 ')),
    ['2026-10-31 reminder', '2026-11-14 finance task', '2026-11-30 sales escalation', '2026-12-15 legal, to be approved'],
  );

  await actAs(page, 'Clara Stein');
  const list = section(page, 'What you may do');
  await list
    .getByText(/^This needs the role Head of finance\. Held by Helene Amrein/)
    .first()
    .waitFor();
  const approval = { type: 'approve', data: await approvalOf(id) };
  await assert.rejects(ask.command(id, clara, approval), /role-required/);
  assert.equal(await list.getByRole('button', { name: /^Approve/ }).count(), 0);
  await actAs(page, 'Helene Amrein');
  await list.getByRole('button', { name: /^Approve/ }).waitFor();
  await page.keyboard.press('a');
  await page.getByLabel('Facts').getByText(customer).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('list', { name: 'States' }).getByText('With the lawyers').waitFor();
  const after = await ask.get<{ case: { state: string } }>(`/cases/${id}`);
  assert.equal(after.case.state, 'legal');
});

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A case of the owner's company, over HTTP. */
async function post(
  address: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly case: { readonly id: string } }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${address}/api/v1/main${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as { case: { id: string } };
}

test('[K611] the worker is killed with -9: the page says that nothing works deadlines off; started again, the rung fires once, and tells how late', async (t) => {
  const { url, close } = await testDatabase('empty', () => Promise.resolve());
  t.after(close);
  const { start } = terminal(t);
  const env = { DATABASE_URL: url, THROUGHLINE_SMTP_URL: mails.url, THROUGHLINE_SMTP_FROM: 'invoices@own.example' };
  const run = (role: 'api' | 'worker') => {
    const running = start(['start', '--role', role, '--port', '0', '--json', '--no-demo'], env);
    t.after(async () => {
      running.interrupt('SIGKILL');
      await running.ended;
    });
    return running;
  };
  const api = run('api');
  const { ready } = await api.printed<{ ready: { address: string } }>();
  const { address } = ready;
  const worker = run('worker');

  // Due three days ago: its reminder is four days away.
  const key = 'I-900';
  const data = {
    number: key,
    customer: 'Nordwind',
    currency: 'EUR',
    amount: 10_000,
    dueOn: day(-3),
    deliveryReference: 'x',
    contact: 'a@b.example',
  };
  const { case: created } = await post(address, '/cases', { flow: 'invoice', entity: 'one', key, type: 'create', data });
  await post(address, `/cases/${created.id}/commands`, { type: 'send' });
  const mailsOf = (subject: string) => mails.received.filter(({ headers }) => headers.get('subject') === subject);
  while (mailsOf(`Invoice ${key}`).length === 0) await mails.whenReceived(mails.received.length + 1);
  const page = await openPage(t, { address, path: `/main/case/${created.id}` });
  await page.getByText('Live · updated').waitFor();

  worker.interrupt('SIGKILL');
  assert.equal((await worker.ended).code, 'SIGKILL');
  // It had been due for ten days: the reminder should have gone out three days ago at nine.
  await post(address, `/cases/${created.id}/commands`, { type: 'revise', data: { dueOn: day(-10) }, reason: 'The wrong month' });
  await page.getByText(/Nothing works deadlines off: the oldest waits for \d days/).waitFor();
  await expectAccessible(page);
  assert.equal(mailsOf(`Reminder: invoice ${key}`).length, 0);

  const next = run('worker');
  const timeline = section(page, 'Timeline');
  await timeline.getByText(/\d d( \d+ h)? late: it was due/).waitFor();
  await page.getByText('Live · updated').waitFor();
  while (mailsOf(`Reminder: invoice ${key}`).length === 0) await mails.whenReceived(mails.received.length + 1);
  // What is under way is finished before a worker ends: there is nothing to come then.
  next.interrupt('SIGTERM');
  await next.ended;
  assert.equal(mailsOf(`Reminder: invoice ${key}`).length, 1);
  const { items } = (await (await fetch(`${address}/api/v1/main/cases/${created.id}/events`)).json()) as { items: CaseEvent[] };
  assert.equal(items.filter(({ title }) => title === 'Dunning: reminder').length, 1);
  await page.close();
});
