// Pictures of every page, light and dark, wide and narrow, with data, without and failing: `npm run screenshots [-- part of a name ...]`.
// The pages are those of test/pages.ts; the pictures go to screenshots/. With --months the demo is that old (default 3).
import { parseArgs } from 'node:util';
import { closeBrowser, newPage, screenshot } from './test/chromium.ts';
import { type Ask, type PicturedPage, picturedPages } from './test/pages.ts';
import { openTestConsole } from './test/test-console.ts';

type State = PicturedPage['states'][number];

/** What the shell reads itself; a page that fails still stands in a shell that works. */
const ofTheShell = /\/(doors|clock|stream|me|people|flows|work\/counts|metrics)$/;

/** What the page gets instead of its answers. */
const fault = {
  type: '/problems/internal',
  code: 'internal',
  title: 'A fault of the server',
  status: 500,
  detail: 'Something in the server failed.',
  action: 'Report it with the request id; the server’s log has the rest.',
  requestId: 'req-42',
};

/** Metrics of a company that was just made take a while to be measured. */
const waitMs = 180_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { months: { type: 'string', default: '3' } } });
const served = await openTestConsole({ demo: true, months: Number(values.months) });
try {
  for (const page of picturedPages) for (const state of page.states) await picture(page, state);
} finally {
  await closeBrowser();
  await served.close();
}

async function picture(pictured: PicturedPage, state: State): Promise<void> {
  const database = state === 'empty' || pictured.name === 'import' ? 'main' : 'demo';
  const ask: Ask = async (path) => (await fetch(`${served.address}/api/v1/${database}${path}`)).json();
  const name = `${pictured.name}-${state}`;
  if (positionals.length > 0 && !positionals.some((part) => name.includes(part))) return;
  const within = await pictured.path(ask);
  const path = pictured.outside === true ? within : `/${database}${within}`;
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1440, 800]) {
      const file = `screenshots/${name}-${width}-${scheme}.png`;
      const { page, problems, close } = await newPage({ address: served.address, path, scheme, width });
      if (state === 'error') {
        await page.route('**/api/v1/**', (route) => {
          const { pathname } = new URL(route.request().url());
          return ofTheShell.test(pathname)
            ? route.continue()
            : route.fulfill({ status: 500, contentType: 'application/problem+json', json: fault });
        });
      }
      await page.goto(`${served.address}${path}`);
      await page.locator('main h1').first().waitFor();
      // Until nothing more is read; the stream of events stays open, so that the network never comes to rest.
      await page.waitForFunction(() => document.querySelector('[class*="loading-line"], [data-waiting]') === null, undefined, {
        timeout: waitMs,
      });
      await page.waitForTimeout(700);
      await screenshot(page, file);
      await close();
      const complaints = state === 'error' || pictured.name === 'not-found' ? [] : problems;
      process.stdout.write(`${file}${complaints.map((problem) => `\n  ${problem}`).join('')}\n`);
    }
  }
}
