import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, openPage } from './browser.ts';
import { expectFits } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
before(async () => {
  served = await openTestConsole();
});
after(() => served.close());

const ask = async <T>(path: string, body?: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${served.address}/api/v1/main${path}`, sent);
  assert.ok(answer.ok, `${path}: ${await answer.clone().text()}`);
  return (await answer.json()) as T;
};

test('[K740] a person tunes a parameter: beyond its bounds it cannot be proposed, within them it is seen, proposed, agreed to and in force', {
  timeout: 120_000,
}, async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main/flows/release' });
  await page.getByRole('link', { name: 'Propose a change' }).click();
  const field = page.getByRole('textbox', { name: 'Releases are verified within' });
  const look = page.getByRole('button', { name: 'See what it changes' });
  await field.fill('90');
  await look.click();
  await page.getByText('expected a whole number from 1 to 30').waitFor();
  await page.getByText('With errors it cannot be proposed').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Propose', exact: true }).count(), 0);

  await field.fill('9');
  await page.getByText('It was changed since').waitFor();
  await look.click();
  const table = page.getByRole('table', { name: 'Parameters', exact: true });
  assert.match((await table.getByRole('row').nth(1).textContent()) ?? '', /Releases are verified within.*7 days.*9 days/);
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Title' }).fill('Nine days to verify');
  await page.getByRole('textbox', { name: 'What is changed, and why' }).fill('Seven are too few');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByText('Proposed as CHG-0001').waitFor();

  // Alone: nobody else could agree, so it goes on as unapproved.
  const { items } = await ask<{ items: { id: string }[] }>('/cases?flow=change');
  const id = items[0]?.id ?? '';
  const command = (type: string, data: object = {}) => ask(`/cases/${id}/commands`, { type, data });
  await ask('/changes/CHG-0001/assess', {});
  await command('addTests', { testPlan: 'Read it', testResults: 'As it should be' });
  await command('addRollback', { rollbackPlan: 'The gate takes it back' });
  await command('submit');
  const at = Date.now() + 60_000;
  const [from, to] = [new Date(at).toISOString(), new Date(at + 60_000).toISOString()];
  await ask('/changes/CHG-0001/schedule', { from, to });
  await command('implement');
  await page.goto(`${served.address}/main/flows/release?tab=system`);
  await page.getByRole('table', { name: 'Parameters', exact: true }).getByText('9 days, not 7 days').waitFor();

  // A definition with an error is told with its place, and is not proposed.
  await page.goto(`${served.address}/main/flows/release/propose?show=definition`);
  const text = page.getByRole('textbox', { name: /Definition as it is to be/ });
  await text.fill((await text.inputValue()).replace('"to": "verified"', '"to": "verifed"'));
  await look.click();
  await page.getByText('With errors it cannot be proposed').waitFor();
  for (const width of [800, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await expectFits(page, width);
  }
});
