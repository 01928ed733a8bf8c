import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { totp } from '../../server/test/signed-in.ts';
import { expectAccessible, openPage } from './browser.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
before(async () => {
  served = await openTestConsole({ env: { THROUGHLINE_SIGN_IN: 'on' } });
});
after(() => served.close());

const limit = { timeout: 600_000 };
const signedOut = /401|404|role-required|403/;
const password = 'a long password of mine';

async function open(
  t: Parameters<typeof openPage>[0],
  path: string,
  options: Partial<Parameters<typeof openPage>[1]> = {},
): Promise<Page> {
  return await openPage(t, { address: served.address, path, expected: signedOut, ...options });
}

async function setPassword(page: Page): Promise<void> {
  await page.getByLabel('Password, at least 12 characters').fill(password);
  await page.getByLabel('The same again').fill(password);
  await page.getByRole('button', { name: 'Set the password and sign in' }).click();
}

/** An invoice in a legal unit, made as whoever has signed in. Its id. */
async function makeInvoice(page: Page, entity: string, number: string): Promise<string> {
  const data = { number, customer: 'Nordwind', currency: 'EUR', amount: 100_000, dueOn: '2030-01-31', country: 'DE' };
  const answer = await page.request.post(`${served.address}/api/v1/main/cases`, {
    data: { flow: 'invoice', entity, key: number, type: 'create', data },
    headers: { origin: served.address },
  });
  assert.equal(answer.status(), 201, await answer.text());
  return ((await answer.json()) as { case: { id: string } }).case.id;
}

async function claim(t: Parameters<typeof openPage>[0]): Promise<Page> {
  const page = await open(t, '/main/tasks?show=team');
  await page.getByText('Nobody has an account yet.').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('back'), '/main/tasks?show=team');
  await expectAccessible(page);
  const { pathname, search } = new URL(served.first ?? '');
  await page.goto(`${served.address}${pathname}${search}`);
  await page.getByRole('heading', { name: 'You are the first' }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Your name').fill('Olga Owner');
  await page.getByLabel('E-mail').fill('olga@acme.example');
  await setPassword(page);
  await page.waitForURL(`${served.address}/`);
  return page;
}

async function invite(page: Page, name: string): Promise<string> {
  await page.goto(`${served.address}/main/admin`);
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('Their name').fill(name);
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@acme.example`);
  await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Collections' });
  await page.getByLabel('Acme Ltd').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = page.getByRole('status').locator('code');
  await link.waitFor();
  await page.getByRole('row').getByText(name).first().waitFor();
  await expectAccessible(page);
  return (await link.textContent()) ?? '';
}

test(
  '[K551] the first person takes the server by a link, invites somebody to one legal unit, who sees that unit, may not approve, and makes a key',
  limit,
  async (t) => {
    const owner = await claim(t);
    const [there, elsewhere] = [await makeInvoice(owner, 'Acme Ltd', 'L-1'), await makeInvoice(owner, 'Acme GmbH', 'G-1')];
    const link = new URL(await invite(owner, 'Bob'));

    const bob = await open(t, `${link.pathname}${link.search}`);
    await bob.getByRole('heading', { name: 'Welcome' }).waitFor();
    await setPassword(bob);
    await bob.waitForURL(`${served.address}/`);
    await bob.goto(`${served.address}/main/cases/invoice`);
    await bob.locator('tbody tr[data-index]').getByText('L-1').waitFor();
    assert.equal(await bob.locator('tbody tr[data-index]').count(), 1);
    await bob.goto(`${served.address}/main/case/${elsewhere}`);
    await bob.getByText('case-unknown').waitFor();
    await bob.goto(`${served.address}/main/case/${there}`);
    await bob
      .getByText(/needs the role/)
      .first()
      .waitFor();
    assert.equal(await bob.getByRole('link', { name: 'Administration' }).count(), 0);
    await bob.goto(`${served.address}/main/admin`);
    await bob.getByText('role-required').waitFor();

    await bob.goto(`${served.address}/main/account`);
    await bob.getByRole('row').getByText('Acme Ltd').first().waitFor();
    await expectAccessible(bob);
    await bob.getByRole('button', { name: 'Make a key' }).click();
    await bob.getByLabel('What it is for').fill('Reports');
    await bob.getByLabel('Collections').check();
    await bob.getByRole('button', { name: 'Make a key' }).click();
    const code = bob.getByRole('status').locator('code');
    await code.waitFor();
    const secret = (await code.textContent()) ?? '';
    const ask = async (path: string) =>
      (await fetch(`${served.address}/api/v1/main${path}`, { headers: { authorization: `Bearer ${secret}` } })).status;
    assert.deepEqual([await ask('/me'), await ask(`/cases/${there}`), await ask(`/cases/${elsewhere}`)], [200, 200, 404]);
    await expectAccessible(bob);
    await bob.getByRole('button', { name: 'I have it' }).click();
    assert.equal(await bob.getByText(secret).count(), 0);
    await bob.getByRole('button', { name: /^Revoke/ }).click();
    await bob.getByLabel('Reason').fill('no longer needed');
    await bob
      .getByRole('form', { name: /Revoke/ })
      .getByRole('button', { name: 'Revoke' })
      .click();
    await bob.locator('#main').getByText('The key is revoked').waitFor();
    assert.equal(await ask('/me'), 401);

    await owner.goto(`${served.address}/main/admin?show=acts`);
    await owner.getByText('no longer needed').waitFor();
    await expectAccessible(owner);
    const saving = owner.waitForEvent('download');
    await owner.getByRole('button', { name: 'CSV' }).first().click();
    assert.match(await readFile(await (await saving).path(), 'utf8'), /no longer needed/);
    await owner.goto(`${served.address}/main/admin?show=jobs`);
    await owner.getByRole('heading', { name: 'What works in the background' }).waitFor();
    await expectAccessible(owner);

    await bob.getByRole('button', { name: /Bob/ }).click();
    await bob.getByRole('menuitem', { name: 'Sign out' }).click();
    await bob.waitForURL(/sign-in/);
    await bob.getByLabel('E-mail').fill('bob@acme.example');
    await bob.getByLabel('Password').fill('not his password');
    await bob.getByRole('button', { name: 'Sign in' }).click();
    await bob.getByRole('alert').getByText('sign-in-failed').waitFor();
    await expectAccessible(bob);
    await bob.getByLabel('Password').fill(password);
    await bob.getByRole('button', { name: 'Sign in' }).click();
    await bob.waitForURL(`${served.address}/`);

    await owner.goto(`${served.address}/main/admin?show=acts`);
    const refused = owner.getByRole('region', { name: 'Attempts to sign in that were refused' });
    await refused.getByRole('row').filter({ hasText: 'Bob' }).getByText('password').waitFor();
    await expectAccessible(owner);
  },
);

// As the first person of the test before, with the same server.
test('[K553] a second factor is set up by a QR code or its key, and asked for from then on', limit, async (t) => {
  const signIn = async (page: Page) => {
    await page.getByLabel('E-mail').fill('olga@acme.example');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const page = await open(t, '/sign-in');
  await signIn(page);
  await page.waitForURL(`${served.address}/`);
  await page.goto(`${served.address}/main/account`);
  await page.getByRole('button', { name: 'Set up a second factor' }).click();
  const asked = page.getByRole('form', { name: 'Second factor' });
  await asked.getByLabel('Your password now').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  const code = page.getByRole('img', { name: 'The key and the account as a QR code' });
  await code.waitFor();
  const section = page.getByRole('region', { name: 'Second factor' });
  const secret = (await section.locator('code').first().textContent()) ?? '';
  const uri = (await section.getByRole('link', { name: 'Open it on this device' }).getAttribute('href')) ?? '';
  assert.equal(new URL(uri).searchParams.get('secret'), secret);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page);
    const fills = await code.locator('path').evaluateAll((paths) => paths.map((path) => getComputedStyle(path).fill));
    assert.deepEqual(fills, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  await section.getByRole('textbox', { name: /^Code/ }).fill(totp(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await section.getByText('A second factor is set up.').waitFor();
  assert.equal(await page.getByText(secret).count(), 0);

  const other = await open(t, '/sign-in');
  await signIn(other);
  await other.getByRole('textbox', { name: /^Code/ }).fill(totp(secret, 1));
  await expectAccessible(other);
  await other.keyboard.press('Enter');
  await other.waitForURL(`${served.address}/`);
});
