import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import type { FlowActivity, FlowBehaviour, FlowDetail, FlowException, FlowListItem, FlowParameter } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openSharedConsole, type SharedConsole } from './test-console.ts';

let served: SharedConsole;
let ask: Asked;
before(async () => {
  served = await openSharedConsole({ months: 18 });
  ask = askApi(served.address);
  await activity();
});

const total = (page: Page, text: string) => page.locator('#main').getByText(text, { exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const count = (value: number) => new Intl.NumberFormat('en-GB').format(value);
const open = (t: Parameters<typeof openPage>[0], path: string, more: Partial<Parameters<typeof openPage>[1]> = {}) =>
  openPage(t, { address: served.address, path: `/demo${path}`, ...more });
const looks = [
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 800 },
  { scheme: 'light', width: 320 },
] as const;

/** What moved, once it has been read from the log. */
async function activity(): Promise<FlowActivity> {
  for (;;) {
    const found = await ask.get<FlowActivity>('/flows/invoice/activity');
    if (found.asOf !== null) return found;
  }
}

async function expectFits(page: Page): Promise<void> {
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `too narrow by ${wide}`);
}

test('[K480] a flow: its diagram with live counts, the same as lists; in light and dark, wide and narrow', async (t) => {
  const flow = await ask.get<FlowDetail>('/flows/invoice');
  const { states, edges } = await activity();
  for (const look of looks) {
    const page = await open(t, '/flows/invoice', look);
    await page.getByRole('heading', { level: 1, name: flow.title }).waitFor();
    const diagram = page.getByRole('figure', { name: `Diagram of ${flow.title}` });
    for (const { title, cases } of states.filter((state) => state.kind === 'state'))
      await diagram.getByRole('button', { name: new RegExp(`^${title} ?${count(cases)} cases?`) }).waitFor();
    for (const { title, cases } of flow.states)
      await region(page, 'States')
        .getByRole('row', { name: new RegExp(`^${title} .*\\b${count(cases)}\\b`) })
        .first()
        .waitFor();
    const most = edges.toSorted((a, b) => b.count - a.count)[0];
    await diagram
      .getByRole('button', { name: `Cases that went this way: ${count(most?.count ?? 0)}`, exact: true })
      .first()
      .waitFor();
    await expectFits(page);
  }
});

test('[K481] counts of a flow open lists that have as many: a state, an exception, all', async (t) => {
  const flow = await ask.get<FlowDetail>('/flows/invoice');
  const page = await open(t, '/flows/invoice');
  const state = flow.states.find(({ cases }) => cases > 1);
  await region(page, 'States')
    .getByRole('row', { name: new RegExp(`^${state?.title} `) })
    .getByRole('link')
    .first()
    .click();
  await total(page, `${state?.cases} invoices`).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: `${flow.open} open` }).click();
  await total(page, `${flow.open} invoices`).waitFor();
  const { items } = await ask.get<{ items: FlowException[] }>('/flows/invoice/exceptions');
  const many = items.toSorted((a, b) => b.open - a.open)[0];
  await page.goto(`${served.address}/demo/flows/invoice?tab=exceptions`);
  const row = region(page, 'Exceptions').getByRole('row', { name: new RegExp(`^${many?.title} `) });
  await row.getByRole('link').first().click();
  await total(page, `${many?.open} ${many?.open === 1 ? 'exception' : 'exceptions'}`).waitFor();
});

test('[K482] a flow that there is not is told with its code', async (t) => {
  const page = await open(t, '/flows/nothing', { expected: /404/ });
  await page.getByRole('alert').getByText('flow-unknown').first().waitFor();
  await expectAccessible(page);
});

test('[K490] by keys: arrows move over the states, the panel follows, Enter opens the cases of one', async (t) => {
  const { states } = await activity();
  const page = await open(t, '/flows/invoice');
  await page.locator('[data-state]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  const panel = page.getByRole('complementary', { name: 'What is selected' });
  const first = states.find(({ kind }) => kind === 'state');
  await panel.getByRole('heading', { name: first?.title ?? '' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.waitForURL((url) => url.searchParams.get('at') !== first?.name);
  await page.goto(`${served.address}/demo/flows/invoice?at=sent`);
  const sent = states.find(({ name }) => name === 'sent');
  await panel
    .getByText(count(sent?.entered ?? 0), { exact: true })
    .first()
    .waitFor();
  await page.locator('[data-state]').first().waitFor();
  await page.keyboard.press('Enter');
  await total(page, `${sent?.cases} invoices`).waitFor();
});

test('[K495] each part of a flow has its number and its address, and no serious breach of accessibility', async (t) => {
  const behaviour = await ask.get<FlowBehaviour>('/flows/invoice/behaviour');
  const parameters = await ask.get<{ items: FlowParameter[] }>('/flows/invoice/parameters');
  const [parameter] = parameters.items;
  const guarded = behaviour.transitions.find(({ when }) => when !== null && when.cel !== '');
  const [ladder] = behaviour.ladders;
  const page = await open(t, '/flows/invoice');
  const seen: readonly (readonly [key: string, tab: string, shows: () => Promise<void>])[] = [
    [
      '2',
      'system',
      () =>
        page
          .getByText(guarded?.when?.cel ?? '', { exact: true })
          .first()
          .waitFor(),
    ],
    ['3', 'exceptions', () => region(page, 'What to do').waitFor()],
    [
      '4',
      'automation',
      () =>
        region(page, `Ladder: ${ladder?.title}`)

          .getByRole('rowheader', { name: ladder?.rungs[0]?.title ?? '', exact: true })
          .waitFor(),
    ],
    ['5', 'metrics', () => region(page, 'Versions').getByRole('link', { name: 'Version 1' }).waitFor()],
    ['6', 'mining', () => region(page, 'Variants').locator('table').waitFor()],
  ];
  await page.getByRole('link', { name: 'Business flow' }).waitFor();
  for (const [key, tab, shows] of seen) {
    await page.keyboard.press(key);
    await page.waitForURL(`**/flows/invoice?tab=${tab}`);
    await shows();
    await expectAccessible(page);
  }
  await page.keyboard.press('2');
  const row = region(page, 'Parameters').getByRole('row', { name: new RegExp(`^${parameter?.title}`) });
  await row
    .getByText(parameter?.value ?? '')
    .first()
    .waitFor();
  for (const { width, scheme } of looks.slice(1)) {
    for (const [, tab] of seen) {
      const narrow = await open(t, `/flows/invoice?tab=${tab}`, { width, scheme });
      await narrow.locator('#main table').first().waitFor();
      await expectFits(narrow);
    }
  }
});

test('[K497] the library: all flows, sorted and found by keys, each opens; its CSV has the same', async (t) => {
  const { items } = await ask.get<{ items: FlowListItem[] }>('/flow-library');
  for (const look of looks) {
    const page = await open(t, '/flows', look);
    await total(page, `${items.length} flows`).waitFor();
    for (const { title } of items)
      await page
        .getByRole('row', { name: new RegExp(`^${title}\\b`) })
        .first()
        .waitFor();
    await expectFits(page);
  }
  const page = await open(t, '/flows');
  await total(page, `${items.length} flows`).waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  assert.equal(text.trim().split('\r\n').length, items.length + 1);
  await page.getByRole('columnheader', { name: 'Open' }).getByRole('button').click();
  await page.waitForURL('**/flows?sort=open');
  await page.getByRole('columnheader', { name: 'Open' }).getByRole('button').click();
  await page.waitForURL('**/flows?sort=open&down=true');
  const largest = items.toSorted((a, b) => b.open - a.open)[0];
  await page
    .locator('tr[data-index="0"]')
    .getByText(largest?.title ?? '', { exact: true })
    .waitFor();
  await page.getByLabel('Find').fill('nothing such');
  await page.getByText('No flow has “nothing such”').waitFor();
  await page.getByRole('link', { name: 'Show all flows' }).click();
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/flows/${items[1]?.name}$`));
});
