import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from './browser.ts';
import { type Ask, type PicturedPage, picturedPages } from './pages.ts';

/* What holds for every page, whoever wrote it. */

/** All pages that can be pictured, each in its first state. */
export const everyPage: readonly PicturedPage[] = picturedPages;

/** Opens a page of `pages.ts` once it has read what it shows. */
export async function openPictured(
  t: TestContext,
  address: string,
  pictured: PicturedPage,
  scheme: 'light' | 'dark',
): Promise<Page> {
  const database = pictured.states[0] === 'data' ? 'demo' : 'main';
  const ask: Ask = async (path) => (await fetch(`${address}/api/v1/${database}${path}`)).json();
  const within = await pictured.path(ask);
  const path = pictured.outside === true ? within : `/${database}${within}`;
  // What is nowhere is told to the browser as not found.
  const expected = pictured.name === 'not-found' ? { expected: /404/ } : {};
  const page = await openPage(t, { address, path, scheme, ...expected });
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[class*="loading-line"], [data-waiting]') === null, undefined, {
    timeout: 120_000,
  });
  return page;
}

interface Reach {
  /** What can be clicked and not be reached by Tab. */
  readonly unreached: readonly string[];
  /** How many things there are to reach. */
  readonly count: number;
}

/**
 * Every link, button and field is reached by Tab, or by the arrow keys within a group of which Tab reaches one; nothing is
 * clicked that has no such thing in it or around it.
 */
export async function expectReached(page: Page): Promise<void> {
  const { unreached, count } = await page.evaluate((): Reach => {
    const controls = 'a[href], button, input, select, textarea, summary, [role="button"], [role="tab"], [tabindex]';
    const groups =
      '[role="tablist"], [role="radiogroup"], [role="listbox"], [role="menu"], [role="grid"], [role="figure"], figure';
    const isShown = (element: HTMLElement) =>
      element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
    const isReached = (element: HTMLElement) => element.tabIndex >= 0 && element.closest('[inert]') === null;
    const nameOf = (element: Element) => element.outerHTML.slice(0, 160);
    const shown = [...document.querySelectorAll<HTMLElement>(controls)].filter(
      (element) => isShown(element) && !element.matches(':disabled, main, h1, [aria-hidden="true"] *, [role="listbox"]'),
    );
    const hidden = shown.filter((element) => {
      if (isReached(element)) return false;
      const group = element.closest(groups);
      return group === null || ![...group.querySelectorAll<HTMLElement>(controls)].some(isReached);
    });
    const clicked = [...document.querySelectorAll<HTMLElement>('main *')].filter(
      (element) =>
        isShown(element) &&
        getComputedStyle(element).cursor === 'pointer' &&
        element.closest(`${controls}, label, tr, [data-row]`) === null &&
        ![...element.querySelectorAll<HTMLElement>(controls)].some(isReached),
    );
    return { unreached: [...hidden, ...clicked].map(nameOf), count: shown.length };
  });
  assert.deepEqual(unreached, []);
  assert.ok(count > 0);
}

/** Tab goes on from one thing to the next; where it is stands in the window, with its ring, and is never lost. */
export async function expectFocusKept(page: Page, steps: number): Promise<void> {
  const lost: string[] = [];
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press('Tab');
    const { at, isEnd, isSeen } = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return { at: '', isEnd: true, isSeen: true };
      const { outlineStyle } = getComputedStyle(element);
      const { top, bottom } = element.getBoundingClientRect();
      // The parts of a date have the ring themselves.
      const hasRing = outlineStyle !== 'none' || element.matches('input[type="date"]');
      return { at: element.outerHTML.slice(0, 160), isEnd: false, isSeen: hasRing && bottom > 0 && top < innerHeight };
    });
    // After the last one the browser takes over.
    if (isEnd) break;
    if (!isSeen) lost.push(at);
  }
  assert.deepEqual(lost, []);
}
