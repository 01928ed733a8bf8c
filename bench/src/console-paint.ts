import { serve } from '@throughline/server';
import type { Page } from 'playwright-core';
import { buildConsole, distFolder } from '../../console/build.ts';
import { closeBrowser, newPage } from '../../console/test/chromium.ts';
import { withLargeCompany } from './api-company.ts';
import { latencyInWords } from './in-flight.ts';
import { type Benchmark, compare, type Timed } from './measure.ts';

const list = '/main/cases/invoice?open=true&sort=dueOn';
const strokes = 40;

/**
 * From a key to the picture: J moves to the next row of a list of 5,000 open invoices among 100,000. Beside it the same rows as a bare
 * page without program, in which the key moves one attribute. Each waits for the frame that shows the change.
 */
export const consolePaint: Benchmark = {
  name: 'console.paint',
  run: () =>
    withLargeCompany(async ({ env }) => {
      await buildConsole({ ifStale: true });
      const stopping = new AbortController();
      const served = await serve({ env, port: 0, console: distFolder, signal: stopping.signal });
      const console = await newPage({ address: served.address, path: list });
      const bare = await newPage({ address: served.address, path: '/' });
      try {
        await console.page.goto(`${served.address}${list}`);
        await console.page.locator('tbody tr[data-index]').nth(10).waitFor();
        await bare.page.setContent(await bareTable(console.page));
        await bare.page.evaluate(moveByKey);
        const each: number[] = [];
        const measured = await compare(
          'console.paint',
          { unit: 'keys/s', peer: 'one attribute moved in a bare page with the same table', rounds: 6 },
          async (round) => {
            const ours = await press(console.page, strokes);
            if (round > 0) each.push(...ours);
            return { ours: timed(ours), peer: timed(await press(bare.page, strokes)) };
          },
        );
        return { ...measured, note: latencyInWords([each]) };
      } finally {
        await console.close();
        await bare.close();
        await closeBrowser();
        stopping.abort();
        await served.closed;
      }
    }),
};

function timed(milliseconds: readonly number[]): Timed {
  return { count: milliseconds.length, milliseconds: milliseconds.reduce((sum, each) => sum + each, 0) };
}

/** Keys, one after another, each once the frame after the last has been shown; milliseconds from the key to that frame. */
async function press(page: Page, count: number): Promise<readonly number[]> {
  await page.evaluate(listenToKeys);
  for (let stroke = 0; stroke < count; stroke += 1) {
    await page.keyboard.press('j');
    await page.waitForFunction((wanted) => (globalThis as unknown as Pressed).pressed.length > wanted, stroke);
  }
  return page.evaluate(() => (globalThis as unknown as Pressed).pressed);
}

interface Pressed {
  /** Milliseconds from each key to its frame. */
  pressed: number[];
}

/* What follows runs in the page, whose types are not those of this program. */

/** The second frame begins when the first, which has what the key changed, was given to the screen. */
const listenToKeys = `
  globalThis.pressed = [];
  globalThis.listens ??= addEventListener('keydown', ({ timeStamp }) =>
    requestAnimationFrame(() => requestAnimationFrame(() => pressed.push(performance.now() - timeStamp))), { capture: true }) ?? true;
`;

const moveByKey = `{
  const rows = [...document.querySelectorAll('tbody tr')];
  let at = 0;
  addEventListener('keydown', () => {
    rows[at % rows.length].removeAttribute('data-focused');
    at += 1;
    rows[at % rows.length].setAttribute('data-focused', '');
  });
}`;

/** The table as it stands, with its looks and without its program. */
function bareTable(page: Page): Promise<string> {
  return page.evaluate<string>(`{
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText));
    '<!doctype html><style>' + rules.join('\\n') + '</style>' + document.querySelector('table').outerHTML;
  }`);
}
