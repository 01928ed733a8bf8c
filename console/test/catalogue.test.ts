import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { expectAccessible, openPage } from './browser.ts';
import { csvOf, expectFits, failReads } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';
import { tellOfSystems } from './told-systems.ts';

/* The pages on systems, in a company that registers them. */

let served: TestConsole;
before(async () => {
  served = await openTestConsole();
});
after(() => served.close());

const open = (t: TestContext, path: string, options: Partial<Parameters<typeof openPage>[1]> = {}) =>
  openPage(t, { address: served.address, path: `/main${path}`, ...options });
const post = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${served.address}/api/v1/main${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${await answer.text()}`);
};

test('[K730] where no system is registered, each tab says how to begin', async (t) => {
  const page = await open(t, '/systems');
  await page.getByText('throughline system register systems.yaml').waitFor();
  await page.keyboard.press('2');
  await page.getByText('there is nothing to draw', { exact: false }).waitFor();
  await page.keyboard.press('3');
  await page.getByText('No system is registered', { exact: false }).waitFor();
});

test('[K731] [K732] [K733] [K734] the register, the picture with its gaps, what is written and who can keep it, one system', async (t) => {
  await tellOfSystems(post);
  const page = await open(t, '/systems');
  const register = page.getByRole('table', { name: 'The register of systems' });
  await register.getByRole('row').nth(1).waitFor();
  const names = await register.getByRole('row').locator('th[scope=row], td:first-child').allTextContents();
  assert.deepEqual(
    names
      .map((name) => name.trim())
      .filter(Boolean)
      .slice(0, 2),
    ['ERP', 'Sign-in'],
  );
  await expectAccessible(page);
  const lines = await csvOf(page, page.locator('#main'));
  assert.match(lines[1] ?? '', /^ERP,ERP,live,1,systems-lead,head-of-finance,invest,Nordwind,2099-06-30,/);
  await page.getByLabel('Disposition').selectOption('eliminate');
  await page.waitForURL(/disposition=eliminate/);
  assert.equal(await register.getByRole('link').count(), 1);

  await page.keyboard.press('2');
  await page.getByRole('img', { name: 'As it is', exact: true }).waitFor();
  const gaps = page.getByRole('table', { name: 'Between the two' });
  await gaps.getByText('Orders to ERP loses Old shop', { exact: false }).waitFor();
  await page.getByText('As it is to be', { exact: true }).click();
  await page.getByRole('img', { name: 'As it is to be' }).waitFor();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'SVG' }).click()]);
  assert.equal(saved.suggestedFilename(), 'systems-target.svg');
  await expectAccessible(page);

  await page.keyboard.press('3');
  await page.getByText('1 of 4 systems and integrations of tier 1 have a runbook and a diagram that hold: 25.0%.').waitFor();
  const coverage = page.getByRole('table', { name: 'What is written, and who can keep it' });
  await coverage.getByRole('row', { name: /Sign-in.*drafted.*missing/ }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('4');
  await page.getByText('Nobody has an account here', { exact: false }).waitFor();

  await page.goto(`${served.address}/main/systems/ERP`);
  await page
    .getByRole('region', { name: 'Incidents' })
    .getByRole('row', { name: /INC-1 Invoices do not post P2 open/ })
    .waitFor();
  const impact = page.getByRole('table', { name: 'What a change touches' });
  await impact
    .getByRole('row', { name: /Days sales outstanding.*counts cases of Invoice.*has its record in ERP/ })
    .first()
    .waitFor();
  await page.getByLabel('Touched').selectOption('role');
  await impact.getByRole('row', { name: /Head of finance/ }).waitFor();
  assert.match(page.url(), /touched=role/);
  await expectAccessible(page);
});

test('[K735] the pages fit 800 and 320 px, in the dark too, and say what failed', async (t) => {
  const page = await open(t, '/systems', { scheme: 'dark', width: 800 });
  await page.getByRole('link', { name: 'ERP', exact: true }).waitFor();
  for (const [width, path] of [
    [800, '/systems'],
    [800, '/systems?show=documentation'],
    [320, '/systems?show=people'],
    [320, '/systems?show=diagram'],
    [800, '/systems/ERP'],
    [320, '/systems/ERP'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${served.address}/main${path}`);
    await page.locator('#main').getByText('ERP', { exact: true }).first().waitFor();
    if (path.includes('diagram')) continue;
    await expectFits(page, width);
  }
  await expectAccessible(page);
  const failing = await open(t, '/systems', { expected: /500/ });
  await failReads(failing, '**/systems/ERP');
  await failing.goto(`${served.address}/main/systems/ERP`);
  await failing.getByText('Report it.', { exact: false }).waitFor();
});
