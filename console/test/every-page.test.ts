import { after, before, test } from 'node:test';
import { expectAccessible } from './browser.ts';
import { everyPage, expectReached, openPictured } from './every-page.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

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
}
