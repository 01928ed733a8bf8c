import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
let ask: Asked;
before(async () => {
  served = await openTestConsole({ demo: true });
  ask = askApi(served.address);
});
after(() => served.close());

const limit = { timeout: 600_000 };
const clara = 'clara.stein@halden.example';

/** A comment that names Clara, by somebody else. The id of its case. */
async function nameClara(text: string): Promise<string> {
  const { items } = await ask.get<{ items: { id: string }[] }>('/cases?flow=invoice&limit=1');
  const id = items[0]?.id ?? '';
  await ask.command(id, 'ben.kaya@halden.example', { type: 'comment', data: { text } });
  return id;
}

const bell = (page: Page) => page.getByRole('link', { name: /^Notifications: \d+ unread/ });
const unread = async (page: Page) => Number(/\d+/.exec((await bell(page).getAttribute('aria-label')) ?? '')?.[0]);

test(
  '[K540] the bell counts without reload; what is opened is read; all can be marked and that be undone; by keys',
  limit,
  async (t) => {
    const page = await openPage(t, {
      address: served.address,
      path: '/demo/notifications',
      storage: { 'throughline.act-as': clara },
    });
    const id = await nameClara('Please look at this, @clara.stein');
    const row = page.getByRole('link', { name: /You were named: Please look at this/ });
    await row.waitFor();
    await expectAccessible(page);
    const before = await unread(page);
    assert.ok(before > 0);
    await page.keyboard.press('Shift+R');
    await page.getByRole('link', { name: 'Notifications: none unread' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).and(page.locator(':enabled')).waitFor();
    await page.keyboard.press('u');
    await bell(page).waitFor();
    assert.equal(await unread(page), before);
    await row.click();
    await page.waitForURL(`**/demo/case/${id}`);
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.waitForURL('**/demo/notifications');
    await page.getByRole('navigation', { name: 'Notifications' }).getByRole('link', { name: 'Unread' }).click();
    await row.waitFor({ state: 'detached' });
  },
);

test(
  '[K542] preferences are kept; [K543] a case is watched from its page; in light and dark, wide and narrow',
  limit,
  async (t) => {
    const storage = { 'throughline.act-as': clara };
    const page = await openPage(t, { address: served.address, path: '/demo/notifications?show=preferences', storage });
    await page.getByLabel('How you are told: Late').selectOption('digest');
    await page.getByLabel('Time zone').fill('Europe/Atlantis');
    await page.getByRole('button', { name: 'Save preferences' }).waitFor();
    await page.getByLabel('Time zone').fill('Europe/Zurich');
    await page.getByRole('button', { name: 'Save preferences' }).click();
    await page.locator('#main').getByText('Your preferences are saved.').waitFor();
    await page.reload();
    assert.equal(await page.getByLabel('How you are told: Late').inputValue(), 'digest');
    assert.equal(await page.getByLabel('Time zone').inputValue(), 'Europe/Zurich');
    const id = await nameClara('And this, @clara.stein');
    await page.goto(`${served.address}/demo/case/${id}`);
    await page.getByRole('button', { name: /^Watch/ }).click();
    await page.getByRole('button', { name: /^Stop watching/ }).waitFor();
    for (const { scheme, width } of [
      { scheme: 'dark', width: 800 },
      { scheme: 'light', width: 320 },
    ] as const) {
      for (const path of ['/demo/notifications', '/demo/notifications?show=preferences']) {
        const other = await openPage(t, { address: served.address, path, storage, scheme, width });
        await other.getByRole('heading', { name: 'Notifications' }).waitFor();
        await other
          .getByText(/named: And this|Save preferences/)
          .first()
          .waitFor();
        await expectAccessible(other);
        assert.ok(
          await other.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
          `${width} is too narrow`,
        );
      }
    }
  },
);
