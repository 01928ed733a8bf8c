import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
before(async () => {
  served = await openTestConsole({ demo: true });
});
after(() => served.close());

const field = (page: Page) => page.getByRole('combobox', { name: 'Find a case, metric, flow or action' });

test('[K2] the shell: pages, person, time; light and dark, wide and narrow', async (t) => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1440, 800, 320]) {
      const page = await openPage(t, { address: served.address, path: '/demo/tasks', scheme, width });
      await page.getByText('Live · updated').waitFor({ state: 'attached' });
      await page.getByText('simulated', { exact: true }).first().waitFor();
      await expectAccessible(page);
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        true,
        `${width} is too narrow`,
      );
      if (width < 900) {
        await page.getByRole('button', { name: 'Menu' }).click();
        await page.getByRole('link', { name: 'Home' }).waitFor();
      }
    }
  }
});

test('[K3] by keys alone: the palette finds pages and people, a refused entry says why, G and a letter goes to a page', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo' });
  await page.getByText('all keys').waitFor();
  await page.keyboard.press('Control+k');
  await field(page).waitFor();
  await expectAccessible(page);
  await page.keyboard.type('work');
  await page.getByRole('option', { name: 'Work queue' }).waitFor();
  assert.equal(await page.getByRole('option', { selected: true }).count(), 1);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/demo/tasks');
  await field(page).waitFor({ state: 'detached' });

  await page.keyboard.press('Control+k');
  await field(page).waitFor();
  await page.keyboard.type('act as Helene');
  const refused = page.getByRole('option', { name: 'Act as Helene Amrein' });
  await refused.getByText('You do already.').waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await field(page).isVisible(), true);
  await page.keyboard.press('Escape');
  await field(page).waitFor({ state: 'detached' });

  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  await page.getByRole('group', { name: 'Recent' }).getByText('Work queue').waitFor();
  await page.keyboard.press('Escape');
  await field(page).waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForURL('**/demo');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await expectAccessible(page);
});

test('[K4] a case is found by the palette by the beginning of its key', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo' });
  await page.getByText('all keys').waitFor();
  await page.keyboard.press('Control+k');
  await field(page).waitFor();
  await page.keyboard.type('INV-');
  await page.getByRole('group', { name: 'Cases' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/demo/case/*');
});

test('[K5] one acts as another of the demo’s people; what is read and kept is that person’s', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/tasks' });
  await page.getByRole('button', { name: 'Acting as Helene Amrein' }).click();
  const second = page.getByRole('menuitem').nth(1);
  const name = (await second.textContent()) ?? '';
  await second.click();
  const box = page.getByRole('button', { name: /^Acting as/ });
  await box.filter({ hasText: name.split(/(?<=[a-z])(?=[A-Z])/)[0] ?? '' }).waitFor();
  assert.ok(name.startsWith((await box.locator('span').nth(1).textContent()) ?? '?'));
  await page.reload();
  await page.waitForFunction(
    (text) => document.querySelector('nav')?.textContent?.includes(text),
    name.split(/(?<=[a-z])(?=[A-Z])/)[0] ?? '',
  );
});

test('[K6] T moves the clock of the demo by seven days; a real company shows no mark of it, and no clock', async (t) => {
  // Whoever one acts as in the demo is not named to the real company, which would refuse it.
  const storage = { 'throughline.act-as': 'ida.brandt@halden.example' };
  const page = await openPage(t, { address: served.address, path: '/demo/tasks', storage });
  const now = page.locator('header time[datetime]');
  const before = Date.parse((await now.getAttribute('datetime')) ?? '');
  await page.getByText('Live · updated').waitFor();
  await page.keyboard.press('t');
  await page
    .locator('#main')
    .getByText(/^Travelled to .*events?\.$/)
    .waitFor({ timeout: 60_000 });
  assert.equal(Date.parse((await now.getAttribute('datetime')) ?? ''), before + 7 * 86_400_000);

  await page.getByRole('banner').getByRole('button', { name: 'Halden Components' }).click();
  await page.getByRole('menuitem', { name: 'Your company' }).click();
  await page.waitForURL('**/main');
  await page.getByRole('link', { name: 'Import' }).waitFor();
  await page.getByText('Owner of this company').waitFor();
  assert.equal(await page.getByText('simulated', { exact: true }).count(), 0);
  assert.equal(await page.locator('header time').count(), 0);
  assert.equal(await page.getByRole('button', { name: /Travel/ }).count(), 0);
});

test('[K7] an address that leads nowhere says so, within a company and outside; the focus begins at its title', async (t) => {
  for (const path of ['/nowhere', '/demo/nowhere']) {
    const page = await openPage(t, { address: served.address, path, expected: /404/ });
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    assert.equal(await page.getByRole('main').count(), 1);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await page.getByRole('heading', { level: 1, name: /See how your business flows/ }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  }
});

test('[K8] where the line is down, the key bar says since when; what was read stays', async (t) => {
  const own = await openTestConsole();
  t.after(() => own.close());
  const page = await openPage(t, {
    address: own.address,
    path: '/main/tasks',
    expected: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/,
  });
  await page.getByText('Live · updated').waitFor();
  await own.stop();
  await page.getByText(/No connection since \d\d:\d\d, numbers of \d\d:\d\d/).waitFor();
  await page.getByRole('heading', { level: 1, name: 'Work queue' }).waitFor();
  await expectAccessible(page);
});

test('[K41] a command whose line breaks is sent again under the same Idempotency-Key, and happens once', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/tasks', expected: /ERR_FAILED/ });
  const keys: (string | undefined)[] = [];
  await page.route('**/clock/travel', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch(); // It arrives, but its answer does not.
    return route.abort();
  });
  await page.getByText('Live · updated').waitFor();
  const now = page.locator('header time[datetime]');
  const before = Date.parse((await now.getAttribute('datetime')) ?? '');
  await page.getByRole('button', { name: 'Travel +7 days' }).click();
  await page
    .locator('#main')
    .getByText(/^Travelled to .*events?\.$/)
    .waitFor({ timeout: 60_000 });
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.equal(Date.parse((await now.getAttribute('datetime')) ?? ''), before + 7 * 86_400_000);
});

test('[K11] on paper there is the page, light, with whose numbers they are and of when', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/tasks', scheme: 'dark' });
  await page.getByText('Live · updated').waitFor();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.getByText('Halden Components (simulated)').waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Pages' }).isVisible(), false);
  assert.equal(await page.getByRole('banner').first().isVisible(), false);
  assert.equal(await page.getByText('all keys').isVisible(), false);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(22, 24, 27)');
});

test('[K24] a page whose file an update has taken away is loaded anew, once', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo', expected: /404|dynamically imported/ });
  await page.getByText('all keys').waitFor();
  let gone = 0;
  await page.route('**/assets/page-*.js', async (route) => {
    if (gone > 0) return route.continue();
    gone += 1;
    return route.fulfill({ status: 404, body: '' });
  });
  await page.getByRole('link', { name: 'Work queue' }).click();
  await page.getByRole('heading', { level: 1, name: 'Work queue' }).waitFor();
  assert.equal(gone, 1);
});

test('[K24] where the line is down, a page that was not loaded before says that it failed, and comes when the line is back', async (t) => {
  const expected = /ERR_INTERNET_DISCONNECTED|Unable to preload|dynamically imported/;
  const page = await openPage(t, { address: served.address, path: '/demo', expected, fresh: true });
  await page.getByText('Live · updated').waitFor();
  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Work queue' }).click();
  await page.getByText('This page failed').waitFor();
  await page.context().setOffline(false);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Work queue' }).waitFor();
});
