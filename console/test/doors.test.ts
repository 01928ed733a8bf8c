import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, openPage, screenshot } from './browser.ts';
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
      if (process.env['SHOTS']) await screenshot(page, `/tmp/d1-shots/doors-${scheme}-${width}.png`);
    }
  }
});
