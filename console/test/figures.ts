import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Asked } from './demo-api.ts';

export interface FigureLink {
  /** As it stands there: `12`, `12 invoices`, `1,234.50`. */
  readonly text: string;
  /** Where it leads, without the host. */
  readonly href: string;
}

/** Links of a page that show a number and lead to a list of cases. */
export async function caseFigures(page: Page): Promise<readonly FigureLink[]> {
  const links = await page
    .locator('#main a[href*="/cases/"]')
    .evaluateAll((all) => all.map((link) => ({ text: link.textContent ?? '', href: link.getAttribute('href') ?? '' })));
  return links.filter(({ text }) => /^\d/.test(text));
}

/**
 * Each of the figures is what its list comes to: a number of cases, or money, where it has decimals. `amountOf` names the field
 * that is summed in a list of a flow.
 */
export async function expectListed(
  figures: readonly FigureLink[],
  ask: Asked,
  amountOf: (flow: string, href: string) => string = () => '',
): Promise<void> {
  for (const { text, href } of figures) {
    const { pathname, searchParams } = new URL(href, 'http://localhost');
    const flow = pathname.split('/').at(-1) ?? '';
    searchParams.delete('sort');
    const isMoney = /\.\d\d$/.test(text);
    const sum = isMoney ? `&sum=${amountOf(flow, href)}` : '';
    const { cases, sums } = await ask.totals(`flow=${flow}&${searchParams}${sum}`);
    const shown = Number(text.replaceAll(/[^\d]/g, ''));
    if (isMoney) assert.deepEqual([sums.length, sums[0]?.amount], [1, shown], `${text} opens ${href}`);
    else assert.equal(cases, shown, `${text} opens ${href}`);
  }
}

/** The number with which a text begins. */
export function numberOf(text: string | null): number {
  return Number((/^[\d,]+/.exec(text ?? '')?.[0] ?? 'NaN').replaceAll(',', ''));
}
