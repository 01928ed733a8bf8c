import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** How a page is looked at. */
export const looks = [
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 800 },
  { scheme: 'light', width: 320 },
] as const;

/** The page is no wider than its window; down to 800 px none of its parts scrolls sideways. */
export async function expectFits(page: Page, width: number): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
  assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
  if (width < 800) return;
  const scrolled = await page.evaluate(() =>
    [...document.querySelectorAll('#main *')]
      .filter((part) => ['auto', 'scroll'].includes(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth)
      .map((part) => `${part.className}: ${part.scrollWidth} in ${part.clientWidth}`),
  );
  assert.deepEqual(scrolled, [], `scrolls sideways at ${width}`);
}

/** The lines of the file that a part of the page saves. */
export async function csvOf(page: Page, part: Locator): Promise<readonly string[]> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    part.getByRole('button', { name: 'CSV', exact: true }).click(),
  ]);
  const text = await readFile(await saved.path(), 'utf8');
  return text.trim().split('\r\n');
}

/** What the page reads there fails, as when the server has a fault. */
export async function failReads(page: Page, pattern: string): Promise<void> {
  const told = { title: 'A fault', detail: 'Something failed', action: 'Report it.' };
  const fault = { type: '/problems/internal', code: 'internal', status: 500, ...told, requestId: 'r' };
  await page.route(pattern, (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(fault) }),
  );
}
