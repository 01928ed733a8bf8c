import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Action, Home } from '@throughline/api';
import { type MailServer, mailServer } from '@throughline/testing';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

/*
 * What somebody does who looks at the simulated company for the first time, and follows its customer who has stopped paying
 * (docs/demo.md) from the first sentence to the lawyers.
 */

const customer = 'Brunnthal Armaturenbau';
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
  const clock = page.locator('header time');
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

async function actAs(page: Page, name: string) {
  await page.getByRole('button', { name: /^Acting as/ }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('button', { name: `Acting as ${name}` }).waitFor();
}

test('[K360] from the first sentence to an invoice that is late, and along its ladder: a mail, a task, an escalation, a decision', async (t) => {
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

  await travel(page, 7);
  await timeline.getByText(/^Dunning: reminder/).waitFor();
  const mail = await reminderOf(key);
  assert.match(mail?.body ?? '', new RegExp(`our invoice ${key} was due on ${String(row.fields['dueOn'])}`));
  await section(page, 'Mails and messages').getByText(`Reminder: invoice ${key}`).waitFor();
  const reminder = page.getByRole('listitem').filter({ hasText: `Reminder: invoice ${key} mail to` });
  assert.equal(await reminder.getByText('simulated').count(), 0);

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

  await actAs(page, 'Clara Stein');
  const list = section(page, 'What you may do');
  await list
    .getByText(/^This needs the role Head of finance\. Held by Helene Amrein/)
    .first()
    .waitFor();
  const approval = { type: 'approve', data: await approvalOf(id) };
  await assert.rejects(ask.command(id, 'clara.stein@halden.example', approval), /role-required/);
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
