import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Diagnosis, Mining, ResultOf, Scorecard } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { expectFits, failReads, looks } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

type Behind = ResultOf<'GET /{database}/diagnoses/{case}/cases'>;

/** The simulated company knows why its invoices were wrong; whoever asks has to find out. */
let served: TestConsole;
let ask: Asked;
/** The diagnosis that the first test asked for. */
let found: string;
before(async () => {
  served = await openTestConsole({ demo: true, months: 18 });
  ask = askApi(served.address);
});
after(() => served.close());

const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name });
const countOf = (text: string) => Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', ''));

async function openDiagnosis(
  t: Parameters<typeof openPage>[0],
  more: Partial<Parameters<typeof openPage>[1]> = {},
): Promise<Page> {
  const page = await openPage(t, { address: served.address, path: `/demo/diagnoses/${found}`, ...more });
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  return page;
}

test('[K631] from what broke to why: two clicks, and the sentence stands; its numbers open their cases; the brief is a file', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/demo' });
  // The metrics are measured when they are asked for first.
  await page.getByRole('button', { name: /^Why Invoice error rate moved/ }).click({ timeout: 120_000 });
  await page.getByRole('button', { name: /^Diagnose/ }).click();
  await page.waitForURL(/\/diagnoses\/[0-9a-f-]{32,36}$/, { timeout: 60_000 });
  found = page.url().split('/').at(-1) ?? '';
  const diagnosis = await ask.get<Diagnosis>(`/diagnoses/${found}`);
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  const heading = page.getByRole('heading', { level: 1 });
  assert.equal(await heading.textContent(), diagnosis.sentence.map(({ text }) => text).join(''));
  // What the simulated company has planted.
  assert.match(diagnosis.says, /Rheintal Logistik.*R-17/);
  const links = await heading
    .getByRole('link')
    .evaluateAll((all) =>
      all.map((link) => ({ text: link.textContent ?? '', of: new URL((link as HTMLAnchorElement).href).searchParams.get('of') })),
    );
  const numbers = links.filter(({ of }) => of !== null);
  assert.ok(numbers.length >= 2, JSON.stringify(links));
  for (const { of, text } of numbers.filter(({ of: name }) => name?.startsWith('affected.'))) {
    const { items } = await ask.get<Behind>(`/diagnoses/${found}/cases?of=${of}&limit=200`);
    if (/^[\d,]+$/.test(text)) assert.equal(items.length, countOf(text), of ?? '');
  }
  await heading.getByRole('link').first().click();
  await region(page, 'The cases behind it')
    .getByText(/^\d+ cases?$/)
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  const saved = page.waitForEvent('download');
  await page.keyboard.press('b');
  const brief = await readFile(await (await saved).path());
  assert.equal(brief.subarray(0, 5).toString(), '%PDF-');
});

test('[K632] the five steps: parts before and now, samples side by side, what was rejected with its reason, causes, the next action', async (t) => {
  const { steps } = await ask.get<Diagnosis>(`/diagnoses/${found}`);
  for (const { scheme, width } of looks) {
    const page = await openDiagnosis(t, { scheme, width });
    for (const { title } of steps.stage?.result.parts ?? [])
      await region(page, /^1 Which part/)
        .getByRole('rowheader', { name: title, exact: true })
        .waitFor();
    for (const { case: sampled } of steps.sample?.result.cases ?? [])
      await region(page, /^3 Samples/)
        .getByRole('link', { name: sampled.key, exact: true })
        .waitFor();
    for (const { label } of steps.pattern?.result.rows ?? [])
      await region(page, /^4 Pattern/)
        .getByRole('rowheader', { name: label, exact: true })
        .waitFor();
    await region(page, /^Candidate causes/)
      .getByRole('img')
      .first()
      .waitFor();
    for (const { title } of steps.action?.result.proposals ?? [])
      await region(page, /^5 Next action/)
        .getByText(title, { exact: true })
        .first()
        .waitFor();
    await expectAccessible(page);
    await expectFits(page, width);
  }
});

test('[K633] keys choose a step, open its cases and revise it; the reason stands with the step, and what follows is found anew', async (t) => {
  const page = await openDiagnosis(t);
  await page.keyboard.press('3');
  await page.waitForURL('**?step=sample');
  const before = await ask.get<Diagnosis>(`/diagnoses/${found}`);
  await page.keyboard.press('r');
  const form = page.getByRole('form', { name: 'Draw other samples' });
  await form.getByLabel('Why').fill('Others, to be sure');
  await page.keyboard.press('Control+Enter');
  await region(page, /^3 Samples/)
    .getByText(/Revised by .*: Others, to be sure/)
    .waitFor({ timeout: 60_000 });
  const { steps, seq } = await ask.get<Diagnosis>(`/diagnoses/${found}`);
  assert.equal(steps.sample?.result.seed, (before.steps.sample?.result.seed ?? 0) + 1);
  assert.ok(seq > before.seq);
  await page.keyboard.press('4');
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('Enter');
  await page.waitForURL(/of=(pattern\.\d+\.affected|affected\.after)/);
});

test('[K634] a decision has its reason, is recorded on the case, and stands on the page', async (t) => {
  const page = await openDiagnosis(t);
  const next = region(page, /^5 Next action/);
  await next.getByRole('button', { name: 'Close with reason' }).click();
  await page.getByRole('form').getByLabel('Why').fill('We look again in a month');
  await page.keyboard.press('Control+Enter');
  await next.getByText(/Close with reason: decided by/).waitFor();
  const { decision } = await ask.get<Diagnosis>(`/diagnoses/${found}`);
  assert.equal(decision?.decision, 'no-action');
  const list = await openPage(t, { address: served.address, path: '/demo/diagnoses' });
  await region(list, 'Diagnoses').getByRole('link', { name: /^DG-/ }).first().waitFor();
  await expectAccessible(list);
  await list.getByLabel('Open only').check();
  await list.locator(`#main a[href*="${found}"]`).waitFor({ state: 'detached' });
});

test('[K635] a diagnosis that there is not, and one that cannot be read, say so', async (t) => {
  const path = '/demo/diagnoses/00000000-0000-0000-0000-000000000000';
  const missing = await openPage(t, { address: served.address, path, expected: /404|400/ });
  await missing.getByRole('alert').first().waitFor();
  const page = await openPage(t, { address: served.address, path: '/demo', expected: /500/ });
  await failReads(page, '**/api/v1/demo/diagnoses?**');
  await page.goto(`${served.address}/demo/diagnoses`);
  await page.getByRole('alert').getByText('internal').first().waitFor();
});

test('[K640] the scorecard has every metric with its value and target; J, Enter and the figures lead on', async (t) => {
  let card = await ask.get<Scorecard>('/scorecard');
  for (const { scheme, width } of looks) {
    const page = await openPage(t, { address: served.address, path: '/demo/scorecard', scheme, width });
    await page.getByRole('rowheader', { name: 'Invoice error rate', exact: true }).waitFor({ timeout: 90_000 });
    card = await ask.get<Scorecard>('/scorecard');
    for (const { metric } of card.groups.flatMap(({ rows }) => rows))
      assert.equal(await page.getByRole('rowheader', { name: metric.title, exact: true }).count(), 1, metric.title);
    await expectAccessible(page);
    await expectFits(page, width);
    if (width !== 1440) continue;
    const second = card.groups.flatMap(({ rows }) => rows)[1];
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/metrics/${second?.metric.id}?from=${second?.period.from}&to=${second?.period.to}`);
    await region(page, 'By period').getByRole('img').first().waitFor();
  }
});

test('[K652] what really happens: the graph, the variants and the bottlenecks; a number opens as many cases', async (t) => {
  const mining = await ask.get<Mining>('/flows/invoice/mining');
  for (const { scheme, width } of looks) {
    const page = await openPage(t, { address: served.address, path: '/demo/flows/invoice?tab=mining', scheme, width });
    await page.getByRole('figure', { name: 'Diagram of Invoice' }).waitFor({ timeout: 60_000 });
    await page.locator('[data-state]').first().waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await expectFits(page, width);
    if (width !== 1440) continue;
    const rare = mining.variants.find(({ cases }) => cases > 1 && cases < 90);
    assert.ok(rare);
    await page.getByRole('slider').fill('100');
    await page.waitForURL('**&show=100**');
    await region(page, 'Variants')
      .getByRole('link', { name: String(rare.cases), exact: true })
      .first()
      .click();
    await region(page, 'A way through').getByText(`${rare.cases} cases`, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await region(page, 'Variants').waitFor();
  }
});
