import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type DeclaredSystems, declareSystems, hookSecret, type PaymentRow } from './declared-systems.ts';
import { csvOf, expectFits, failReads } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';
import { tellOfIntegrations } from './told-runs.ts';

/* What joins systems: connections and reconciliations that are declared in a home, and integrations that others tell of. */

let served: TestConsole;
let systems: DeclaredSystems;
const home = mkdtempSync(join(tmpdir(), 'throughline-console-home-'));
before(async () => {
  served = await openTestConsole({ env: { THROUGHLINE_HOME: home, SHOP_HOOK_KEY: `whsec_${hookSecret}` } });
});
after(async () => {
  await served.close();
  rmSync(home, { recursive: true, force: true });
});

const open = (t: TestContext, path: string, options: Partial<Parameters<typeof openPage>[1]> = {}) =>
  openPage(t, { address: served.address, path: `/main${path}`, ...options });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const button = (page: Page, name: RegExp | string) => page.getByRole('button', { name });
const rowTexts = async (page: Page, table: string) => {
  const rows = page.getByRole('table', { name: table, exact: true }).getByRole('row');
  await rows.nth(1).waitFor();
  return (await rows.allTextContents()).slice(1);
};
/** What a line of the shell tells; it is read out beside. */
const told = (page: Page, text: string) => page.locator('#main').getByText(text);
const post = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${served.address}/api/v1/main${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${await answer.text()}`);
};

const paid = (number: string, amount: string, on = '2026-11-03', currency = 'EUR'): PaymentRow => ({
  number,
  amount,
  on,
  currency,
});

test('[K680] where nothing is declared or registered, each page says how to begin', async (t) => {
  const page = await open(t, '/connections');
  await page.getByText(join(home, 'connections'), { exact: true }).waitFor();
  await page.getByText('throughline connection check parcels').waitFor();
  await page.keyboard.press('4');
  await page.getByText(join(home, 'reconciliations'), { exact: true }).waitFor();
  await page.keyboard.press('2');
  await page.getByText('No automation is registered', { exact: false }).waitFor();
  await page.keyboard.press('1');
  await page.getByText('throughline integration runs --from runs.csv').waitFor();
  await expectAccessible(page);
});

test('[K681] [K682] [K683] a connection: what is wrong with its file, a preview, a run, its dead letters replayed and discarded, paused', async (t) => {
  systems = declareSystems(home);
  systems.put('bank', [paid('P-1', '100.00'), paid('P-2', 'EUR 250.50'), paid('P-3', 'EUR 12.30'), paid('P-4', 'ten')]);
  const page = await open(t, '/connections');
  const states = await rowTexts(page, 'The connections');
  assert.deepEqual(
    ['not sound', 'never run'].map((state) => states.filter((text) => text.includes(state)).length),
    [1, 4],
  );
  await page.getByRole('link', { name: 'broken', exact: true }).click();
  await region(page, 'What is wrong with its declaration')
    .getByText(/line \d/)
    .waitFor();
  assert.equal(await button(page, 'Run now').count(), 0);
  await page.goBack();
  await page.getByRole('link', { name: 'Payments of the bank', exact: true }).click();

  await button(page, /^Preview/).click();
  const preview = page.getByRole('table', { name: 'What the next records would become' });
  await preview.getByText('P-1', { exact: true }).waitFor();
  assert.equal(await preview.getByText('not taken').count(), 3);
  await region(page, 'Runs').getByText('It has never run.').waitFor();

  await page.keyboard.press('p');
  await region(page, 'Dead letters').getByText('3 dead letters').waitFor();
  await region(page, 'Runs').getByRole('row', { name: /done/ }).waitFor();
  await expectAccessible(page);

  // By the mapping as it is now: the currency may stand beside the amount.
  systems.declareBank({ currencyMark: true });
  await button(page, 'Replay all 3').click();
  await told(page, '2 became facts; 1 could not be taken yet.').waitFor();
  await region(page, 'Dead letters').getByText('1 dead letter', { exact: true }).waitFor();
  await region(page, 'Dead letters').getByRole('group', { name: 'Record', exact: true }).getByText('P-4').waitFor();
  await button(page, /^Replay/).click();
  await told(page, 'It still cannot be taken.').waitFor();
  await button(page, /^Discard/).click();
  await page.getByRole('form').getByLabel('Reason').fill('A test of theirs');
  await page.getByRole('form').getByRole('button', { name: 'Discard' }).click();
  await page.getByText('No record waits.').waitFor();
  await page.getByRole('link', { name: 'Discarded', exact: true }).click();
  await region(page, 'Dead letters').getByText('A test of theirs').waitFor();

  await button(page, /^Pause/).click();
  await page.getByRole('form').getByLabel('Reason').fill('The bank moves');
  await page.getByRole('form').getByRole('button', { name: 'Pause' }).click();
  await page.getByText('The bank moves', { exact: false }).waitFor();
  await button(page, /^Resume/).click();
  await page.getByText('in order', { exact: true }).waitFor();
});

test('[K684] which credentials are there is said, and what they are is not; deliveries that were not let in are counted', async (t) => {
  const key = Buffer.from('a key that nobody knows');
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', key).update(`m1.${at}.{}`).digest('base64');
  const headers = { 'webhook-id': 'm1', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
  assert.equal((await fetch(`${served.address}/hooks/shop`, { method: 'POST', headers, body: '{}' })).status, 401);
  const page = await open(t, '/connections/shop', { scheme: 'dark', width: 800 });
  const credentials = page.getByRole('table', { name: 'Credentials' });
  await credentials.getByRole('row', { name: /env:SHOP_HOOK_KEY there/ }).waitFor();
  assert.ok(!(await page.content()).includes(hookSecret));
  await page
    .getByRole('table', { name: 'Deliveries that were not let in' })
    .getByRole('row', { name: /signature/ })
    .waitFor();
  await expectAccessible(page);
  await page.goto(`${served.address}/main/connections/parcels`);
  await credentials.getByRole('row', { name: /auth\.token env:PARCEL_TOKEN missing/ }).waitFor();
});

test('[K685] [K686] a comparison explains its difference to the cent; a break opens its case, and is over once both agree', async (t) => {
  const both = [paid('P-1', '100.00'), paid('P-6', '5.00', '2026-11-20', 'USD')];
  systems.put('bank', [...both, paid('P-2', '250.50'), paid('P-3', '12.30')]);
  systems.put('ledger', [...both, paid('P-3', '12.00'), paid('P-9', '80.00', '2026-10-02')]);
  const page = await open(t, '/reconciliations');
  await page.getByRole('link', { name: 'Payments of the bank in the ledger' }).click();
  await button(page, /^Compare now/).click();
  const explained = region(page, 'The difference, explained');
  await explained.getByRole('row', { name: /Ledger less Bank.*−170\.80/ }).waitFor();
  assert.deepEqual(await csvOf(page, explained), [
    'Part,Records,EUR,USD',
    'Total of Bank,4,362.80,5.00',
    'In Bank alone,1,-250.50,0.00',
    'In Ledger alone,1,80.00,0.00',
    'Once too often,0,0.00,0.00',
    '"In both, not the same",1,-0.30,0.00',
    'May still be on its way,0,0.00,0.00',
    'Within the tolerance,,0.00,0.00',
    'Not explained,,0.00,0.00',
    'Ledger less Bank,,-170.80,0.00',
    'Total of Ledger,4,192.00,5.00',
  ]);
  await page.getByRole('link', { name: '3 breaks' }).waitFor();
  assert.equal((await rowTexts(page, 'Open breaks, by kind and age')).length, 3);
  await expectAccessible(page);
  await region(page, 'Breaks').getByRole('link', { name: 'P-9', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: /bank-ledger\/P-9/ }).waitFor();
  await page.goBack();
  systems.put('ledger', [...both, paid('P-2', '250.50'), paid('P-3', '12.30')]);
  await button(page, /^Compare now/).click();
  await page.getByText('Bank and Ledger agree on all 4 records', { exact: false }).waitFor();
  await region(page, 'Comparisons').getByText('2 comparisons').waitFor();
});

test('[K687] [K688] the register says what is silent and under its goal; one integration has its failures with money, its runs and what to do', async (t) => {
  await tellOfIntegrations(post);
  const page = await open(t, '/integrations?standing=no-runs');
  await page.getByRole('link', { name: 'Payments to the bank' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Invoices to the ERP' }).count(), 0);
  await page.getByLabel('State').selectOption('');
  const row = page.getByRole('row', { name: /Invoices to the ERP/ });
  await row.getByRole('img', { name: /Success of Invoices to the ERP by week/ }).waitFor();
  assert.match((await page.getByRole('row', { name: /Joiners/ }).textContent()) ?? '', /silent.*since/);
  await expectAccessible(page);
  await row.getByRole('link').click();
  const failures = region(page, 'Failures').getByRole('article').first();
  await failures.getByRole('row', { name: /delivery-reference-missing rejected 3 3/ }).waitFor();
  await failures.getByText(/€4,801\.74/).waitFor();
  await page.getByText('nobody knows whether it came through', { exact: false }).waitFor();
  await region(page, 'What to do when it fails').getByText('Mend, and replay.', { exact: false }).waitFor();
  await page.getByLabel('Outcome', { exact: true }).selectOption('partial');
  await region(page, 'Runs').getByText('3 runs', { exact: true }).waitFor();
  const runs = await csvOf(page, region(page, 'Runs'));
  assert.equal(runs.length, 4);
  await expectAccessible(page);
  await failures.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: /crm-erp/ }).waitFor();
});

test('[K689] all of it fits down to 320 px, the navigation into 720 px; what cannot be read says so', async (t) => {
  const seen = {
    800: ['/integrations', '/integrations/crm-erp', '/connections/bank'],
    320: ['/reconciliations/bank-ledger', '/integrations'],
  };
  for (const [width, paths] of Object.entries(seen)) {
    const page = await open(t, paths[0] ?? '', { width: Number(width), scheme: 'dark' });
    for (const path of paths) {
      if (!page.url().endsWith(path)) await page.goto(`${served.address}/main${path}`);
      await page.getByRole('row').nth(1).waitFor();
      await expectFits(page, Number(width));
    }
  }
  const page = await open(t, '/connections', { width: 1280, height: 720, expected: /500/ });
  await page.getByRole('row').nth(1).waitFor();
  const over = await page.getByRole('navigation', { name: 'Pages' }).evaluate((nav) => nav.scrollHeight - nav.clientHeight);
  assert.ok(over <= 0, `the navigation is too high by ${over}`);
  await failReads(page, '**/api/v1/main/connections');
  await page.reload();
  await page.getByRole('alert').getByText('The connections').waitFor();
});
