import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { needsData } from '@throughline/testing';
import { expectAccessible } from './browser.ts';
import { give as giveTo, importDraft, numbers } from './start-with-steps.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

const limit = { timeout: 240_000 };
let served: TestConsole;
before(async () => {
  served = await openTestConsole({});
});
after(() => served.close());

test(
  '[K661] the help desk: a flow is drafted, its findings are mended by what is suggested, and its numbers stand',
  limit,
  async (t) => {
    const data = needsData(t);
    if (data === undefined) return;
    const page = await giveTo(t, served.address, join(data, 'helpdesk/helpdesk.xes.gz'), { width: 800, scheme: 'dark' });
    await importDraft(page, 'help-desk');
    await numbers(page);
    await page.getByText('4,580').first().waitFor();
    await page.getByRole('table', { name: 'Where cases wait' }).waitFor();
    await expectAccessible(page);
  },
);
