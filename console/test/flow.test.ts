import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FlowDetail } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
let ask: Asked;
before(async () => {
  served = await openTestConsole({ demo: true, months: 18 });
  ask = askApi(served.address);
});
after(() => served.close());

const total = (page: Page, text: string) => page.locator('#main').getByText(text, { exact: true });

test('[K480] a flow: its states with owners and counts, exceptions, ladders and columns; in light and dark, wide and narrow', async (t) => {
  const flow = await ask.get<FlowDetail>('/flows/invoice');
  for (const { scheme, width } of [
    { scheme: 'light', width: 1440 },
    { scheme: 'dark', width: 800 },
    { scheme: 'light', width: 320 },
  ] as const) {
    const page = await openPage(t, { address: served.address, path: '/demo/flows/invoice', scheme, width });
    await page.getByRole('heading', { level: 1, name: flow.title }).waitFor();
    const states = page.getByRole('region', { name: 'States' });
    for (const { title, cases } of flow.states)
      await states
        .getByRole('row', { name: new RegExp(`^${title} .*${new Intl.NumberFormat('en-GB').format(cases)}$`) })
        .waitFor();
    const dunning = flow.ladders.find(({ name }) => name === 'dunning');
    for (const { title, after: when } of dunning?.rungs ?? []) await page.getByText(`after ${when}: ${title}`).waitFor();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
  }
});

test('[K481] counts of a flow open lists that have as many: a state, an exception, all', async (t) => {
  const flow = await ask.get<FlowDetail>('/flows/invoice');
  const page = await openPage(t, { address: served.address, path: '/demo/flows/invoice' });
  const state = flow.states.find(({ cases }) => cases > 1);
  await page
    .getByRole('region', { name: 'States' })
    .getByRole('row', { name: new RegExp(`^${state?.title} `) })
    .getByRole('link')
    .click();
  await total(page, `${state?.cases} invoices`).waitFor();
  await page.goBack();
  const exception = flow.exceptions.find(({ open }) => open > 1);
  await page
    .getByRole('region', { name: 'Exceptions' })
    .getByRole('row', { name: new RegExp(`^${exception?.title} `) })
    .getByRole('link')
    .click();
  await total(page, `${exception?.open} exceptions`).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: `${flow.open} open` }).click();
  await total(page, `${flow.open} invoices`).waitFor();
});

test('[K482] a flow that there is not is told with its code', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo/flows/nothing', expected: /404/ });
  await page.getByRole('alert').getByText('flow-unknown').first().waitFor();
  await expectAccessible(page);
});
