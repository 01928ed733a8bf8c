import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, openPage } from './browser.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
before(async () => {
  served = await openTestConsole();
});
after(() => served.close());

test('[K1] the doors say what is behind them, in light and dark, wide and narrow', async (t) => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1440, 800, 320]) {
      const page = await openPage(t, { address: served.address, path: '/', scheme, width });
      await page.getByText('each documented; look after you have tried').waitFor();
      await page.getByText('EUR, GBP and USD').waitFor();
      await expectAccessible(page);
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        true,
        `${width} is too narrow`,
      );
    }
  }
});

test('[K1] a file is chosen by its key, and looked at on the page for imports', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/' });
  // Asked for early: the browser is told of it beside, and must know before the key is pressed.
  const asked = page.waitForEvent('filechooser');
  await page.getByText('each documented; look after you have tried').waitFor();
  await page.keyboard.press('2');
  await (await asked).setFiles({
    name: 'invoices.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('invoice_no,total\nA-1,10.00\n'),
  });
  await page.waitForURL('**/main/import');
});

test('[K1] doors that cannot be read say why, and are read again when asked', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/nowhere', expected: /404|ERR_FAILED/ });
  await page.route('**/api/v1/doors', (route) => route.abort());
  await page.getByRole('link', { name: 'Go to the start' }).click();
  await page.getByText('no-connection').waitFor();
  await expectAccessible(page);
  await page.unroute('**/api/v1/doors');
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('each documented; look after you have tried').waitFor();
  assert.equal(await page.getByText('no-connection').count(), 0);
});

test('[K1] while the demo is built, how far it is shows; when it is done its door opens', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/nowhere', expected: /404/ });
  let status = 'building';
  await page.route('**/api/v1/doors', async (route) => {
    const doors = await (await route.fetch()).json();
    const at = (day: string) => `2026-${day}T00:00:00.000Z`;
    const progress = { share: 0.61, from: at('01-01'), now: at('05-04'), to: at('11-01') };
    const demo = { ...doors.doors[1], status, ...(status === 'building' ? { progress } : {}) };
    await route.fulfill({ json: { ...doors, doors: [doors.doors[0], demo] } });
  });
  await page.getByRole('link', { name: 'Go to the start' }).click();
  await page.getByText('Running the company: Monday 4 May 2026').waitFor();
  await page.getByText('61%').waitFor();
  await page.getByText('Being prepared in the background').waitFor();
  await page.keyboard.press('1');
  await page.getByText('Opens as soon as it is built').waitFor();
  await expectAccessible(page);
  status = 'ready';
  await page.waitForURL('**/demo');
});
