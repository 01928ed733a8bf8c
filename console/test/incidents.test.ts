import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  begin,
  created,
  day,
  doubled,
  rejected,
  runOf,
  settledAs,
  timedOut,
  total,
} from '../../server/test/invoice-sync-world.ts';
import { expectAccessible, openPage } from './browser.ts';
import { expectFits } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

/* Invoices that do not arrive, in the browser: 24 failures, one incident, and its room. */

let served: TestConsole;
before(async () => {
  served = await openTestConsole();
});
after(() => served.close());

const ask = async (path: string, body?: object) => {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${served.address}/api/v1/main${path}`, init);
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return (await answer.json()) as { readonly items: readonly { readonly blocked: number | null }[] };
};
const born = (flow: string, key: string, type: string, data: object) =>
  ask('/cases', { flow, entity: 'company', key, type, data });
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

test('[K755] [K756] 24 failures are one incident; its room says what it means, what to do and by when to speak, and takes what is said', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main/incidents' });
  await page.getByText('There is no incident.', { exact: false }).waitFor();
  await page.goto(`${served.address}/main/service`);
  await page.getByRole('rowheader', { name: 'Responded to within' }).waitFor();

  const system = { title: 'CRM', owner: 'systems-lead', tier: '1', disposition: 'invest', vendor: 'Northlight' };
  await born('system', 'CRM', 'register', {
    name: 'CRM',
    ...system,
    escalation: [{ priority: 'P2', role: 'executive', afterMinutes: 90 }],
  });
  await born('integration', 'crm-erp', 'register', {
    ...{ name: 'crm-erp', title: 'Invoices to the ERP', source: 'CRM', target: 'ERP', pattern: 'api', moves: 'invoices' },
    ...{ owner: 'integration-owner', tier: 'critical', toleranceMinutes: 60, reviewOn: '2099-01-01' },
  });
  const runbook = {
    title: 'Invoices do not arrive',
    kind: 'runbook',
    ofKind: 'integration',
    of: 'crm-erp',
    owner: 'integration-owner',
  };
  await born('document', 'RB-7', 'register', {
    number: 'RB-7',
    ...runbook,
    body: '1. Look up what is in doubt.',
    reviewedOn: dayOf(begin),
  });
  await ask('/integrations/crm-erp/runs', { runs: Array.from({ length: 10 }, (_, nth) => runOf(nth)) });

  await page.goto(`${served.address}/main/incidents`);
  const list = page.getByRole('table', { name: 'The incidents' });
  await list.getByRole('row', { name: /P2.*nobody.*24/ }).waitFor();
  assert.equal(await list.getByRole('row').count(), 2);
  await page.getByRole('link', { name: 'Invoices to the ERP: failures' }).click();

  // What it means in records and money, with the sum of its parts.
  const live = page.locator('[data-test="live-impact"]');
  const money = (total([...rejected, ...timedOut, ...doubled]) / 100).toLocaleString('en', { minimumFractionDigits: 2 });
  await live.getByText(/24 of 24 failed records/).waitFor();
  assert.match((await live.textContent()) ?? '', /of 8 nobody knows/);
  assert.ok(((await live.textContent()) ?? '').includes(money));
  const failed = page.getByRole('table', { name: 'Failures' });
  assert.match((await failed.textContent()) ?? '', /12 delivery-reference-missing; 8 timed-out; 4 sent-twice/);
  await page.getByText('1. Look up what is in doubt.').waitFor();
  await page
    .getByRole('table', { name: 'Who is called when' })
    .getByRole('row', { name: /Executive sponsor CRM/ })
    .waitFor();

  // Somebody leads, and says how it stands: from then on the next word is due in two hours.
  await page
    .getByRole('button', { name: /^Acknowledge/ })
    .first()
    .click();
  await page.getByLabel('Lead').fill('lea');
  await page
    .locator('form')
    .getByRole('button', { name: /^Acknowledge/ })
    .click();
  await page
    .getByText(/led by lea/)
    .first()
    .waitFor();
  await page
    .getByRole('button', { name: /^Say how it stands/ })
    .first()
    .click();
  await page.getByLabel('Audience').selectOption('business-leadership');
  await page.getByRole('textbox', { name: 'Text' }).fill('24 invoices wait; nothing is sent twice.');
  await page
    .locator('form')
    .getByRole('button', { name: /^Say how it stands/ })
    .click();
  const said = page.getByRole('table', { name: 'What was said' });
  await said.getByText('24 invoices wait; nothing is sent twice.').waitFor();
  const due = await page.locator('[data-test="next-word"] time').getAttribute('datetime');
  const ahead = Date.parse(due ?? '') - Date.now();
  assert.ok(ahead > 115 * 60_000 && ahead <= 120 * 60_000, String(ahead));

  // What is in doubt is looked up: then nothing is unknown, and nothing was sent twice.
  const settled = [
    ...settledAs([...created], 'done'),
    ...settledAs(
      timedOut.filter((one) => !created.has(one)),
      'not-done',
    ),
  ];
  const lookUp = { run: 'look-up', startedAt: new Date(begin + 11 * day).toISOString(), status: 'success', records: 10, settled };
  await ask('/integrations/crm-erp/runs', { runs: [lookUp] });
  await page.reload();
  await live.getByText(/19 of 24 failed records/).waitFor();
  assert.doesNotMatch((await live.textContent()) ?? '', /nobody knows/);
  await page.getByRole('region', { name: 'Status text' }).getByText('led by lea', { exact: false }).waitFor();
  await expectAccessible(page);
  await expectFits(page, 320);
});
