import { after, before, test } from 'node:test';
import { expectAccessible } from './browser.ts';
import { everyPage, expectFocusKept, expectReached, openPictured } from './every-page.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

// 2 minutes. The test of each page looks at its own states, light and dark, with axe; here is all that is pictured, and the keyboard.

let served: TestConsole;
before(async () => {
  served = await openTestConsole({ demo: true });
});
after(() => served.close());

for (const pictured of everyPage) {
  test(`[K600] [K601] ${pictured.name}: nothing serious for axe; all of it is reached by the keyboard`, async (t) => {
    const page = await openPictured(t, served.address, pictured, 'light');
    await expectAccessible(page);
    await expectReached(page);
  });
  test(`[K600] [K602] ${pictured.name}, dark: nothing serious for axe; the focus is never lost`, async (t) => {
    const page = await openPictured(t, served.address, pictured, 'dark');
    await expectAccessible(page);
    await expectFocusKept(page, 60);
  });
}
