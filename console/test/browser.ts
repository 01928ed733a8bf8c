import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { TestContext } from 'node:test';
import { closeAtEnd } from '@throughline/testing';
import type { Page } from 'playwright-core';
import { closeBrowser, newPage, type PageOptions, screenshot } from './chromium.ts';
import { takePage } from './kept-pages.ts';

/*
 * Pages for tests. A page whose console shows an error, or one of whose requests fails, fails its test, unless the test says
 * which failures it wants.
 */

closeAtEnd(closeBrowser);

/** Opens a page of the console, closed after the test. */
export async function openPage(t: TestContext, options: PageOptions): Promise<Page> {
  const { page, problems, close } = await (options.fresh === true ? newPage : takePage)(options);
  t.after(async () => {
    if ('passed' in t && t.passed === false) {
      await screenshot(page, `screenshots/failed/${t.name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}.png`);
      await page.context().close();
    }
    await close();
    assert.deepEqual(problems, [], 'what the browser complained of');
  });
  await page.goto(`${options.address}${options.path}`);
  return page;
}

interface AxeResult {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly string[];
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** No serious or critical breach of WCAG 2.2 AA that axe can find. */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger: the page's own policy admits no script but its own.
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const found = await page.evaluate(async (): Promise<AxeResult[]> => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: Document, options: object): Promise<{ violations: unknown[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };
    return (violations as Violation[]).map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    }));
  });
  assert.deepEqual(
    found.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
    [],
  );
}
