import type { Page } from 'playwright-core';
import { emptyPage, type OpenPage, type PageOptions, showAs, watch } from './chromium.ts';

/*
 * The pages of tests, used again: in a browser of its own a page costs 0.75 seconds of processor time to load, in one that has shown the
 * console before 0.4, since the process that draws it has its files and their compiled scripts.
 */

const kept: Page[] = [];
/** More than most tests have open at once. */
const keptMax = 4;

/** A page that nobody else has, without anything that another left there. */
export async function takePage(options: PageOptions): Promise<OpenPage> {
  const page = kept.pop() ?? (await emptyPage());
  await showAs(page, options);
  if (options.storage !== undefined) {
    await goNowhere(page, options.address);
    await page.evaluate((entries) => {
      for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
    }, options.storage);
  }
  const { problems, end } = watch(page, options.expected);
  const close = async () => {
    end();
    await giveBack(page, options.address);
  };
  return { page, problems, close };
}

async function giveBack(page: Page, address: string): Promise<void> {
  const context = page.context();
  // Other pages of that browser, and a page that was closed, went where a test wanted them.
  const isKept = kept.length < keptMax && !page.isClosed() && context.pages().length === 1;
  if (isKept && (await isEmptied(page, address))) kept.push(page);
  else await context.close();
}

/** Whether nothing of a test is left in the page; where its server has ended nobody can tell. */
async function isEmptied(page: Page, address: string): Promise<boolean> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().setOffline(false);
  await page.context().clearCookies();
  try {
    await goNowhere(page, address);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  } catch {
    return false;
  }
  await page.mouse.move(0, 0);
  return true;
}

/** To an answer of that server without any script: a page of the same site, so that the process stays. */
async function goNowhere(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/api/v1/health`);
}
