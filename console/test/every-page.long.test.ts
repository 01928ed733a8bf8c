import { after, before, test } from 'node:test';
import { expectAccessible } from './browser.ts';
import { everyPage, expectFocusKept, openPictured } from './every-page.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

// 2 minutes.

let served: TestConsole;
before(async () => {
  served = await openTestConsole({ demo: true });
});
after(() => served.close());

for (const pictured of everyPage) {
  test(`[K600] [K602] ${pictured.name}, dark: nothing serious for axe; the focus is never lost`, async (t) => {
    const page = await openPictured(t, served.address, pictured, 'dark');
    await expectAccessible(page);
    await expectFocusKept(page, 60);
  });
}
