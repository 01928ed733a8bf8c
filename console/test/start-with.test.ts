import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { type GeneratedTable, generatedTable, needsData } from '@throughline/testing';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser.ts';
import { type Given, give as giveTo, importDraft, type Look, numbers } from './start-with-steps.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

/* The ten minutes: somebody else's file, from choosing it to its first numbers. */

const limit = { timeout: 240_000 };
let served: TestConsole;
const give = (t: TestContext, file: Given, look: Look = {}) => giveTo(t, served.address, file, look);
const home = mkdtempSync(join(tmpdir(), 'throughline-console-home-'));
before(async () => {
  served = await openTestConsole({ env: { THROUGHLINE_HOME: home } });
});
after(async () => {
  await served.close();
  rmSync(home, { recursive: true, force: true });
});

test(
  '[K660] receivables: asked for the currency alone; our flow is suggested, your total equals your file’s, and the first numbers stand',
  limit,
  async (t) => {
    const data = needsData(t);
    if (data === undefined) return;
    const page = await give(t, join(data, 'accounts-receivable/accounts-receivable.csv'));
    await page.getByLabel(/In which currency/).fill('usd');
    await page.getByRole('table', { name: 'Totals' }).getByText('147,703.18').waitFor();
    await page.getByRole('heading', { name: '3 Flow' }).waitFor();
    assert.equal(await page.getByLabel('Flow', { exact: true }).inputValue(), 'invoice');
    await page.getByLabel('Legal unit that the cases belong to').fill('Receivables Ltd');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('Your total equals your file’s.').waitFor({ timeout: 120_000 });
    const totals = page.getByRole('table', { name: 'Totals' });
    assert.equal(await totals.getByText('147,703.18').count(), 2);
    await numbers(page);
    await page.getByRole('table', { name: 'Where it takes longest' }).waitFor();
    await expectAccessible(page);
  },
);

/** Waits until the totals stand, or something is asked that was not answered yet: what that is. */
async function asked(page: Page, answered: readonly string[]): Promise<string | null> {
  const found = await page.waitForFunction((known) => {
    const labels = [...document.querySelectorAll('section[aria-label="Only you know"] label')].map(
      ({ textContent }) => textContent ?? '',
    );
    const open = labels.find((label) => !known.includes(label));
    const isSettled = [...document.querySelectorAll('h2')].some(({ textContent }) => textContent === '2 Totals');
    return open ?? (isSettled ? 'settled' : false);
  }, answered);
  const value = String(await found.jsonValue());
  return value === 'settled' ? null : value;
}

/** Answers what is asked, as somebody does who knows the file. */
async function answer(page: Page, file: GeneratedTable): Promise<void> {
  await page.getByRole('table', { name: 'Columns' }).waitFor();
  const answered: string[] = [];
  for (let label = await asked(page, answered); label !== null; label = await asked(page, answered)) {
    answered.push(label);
    const field = page.getByRole('region', { name: 'Only you know' }).getByLabel(label, { exact: true });
    if (label.startsWith('In which currency')) await field.fill(Object.keys(file.totals)[0] ?? 'EUR');
    else if (!label.startsWith('How are the days')) await field.selectOption(file.decimal);
    else {
      const values = await field
        .locator('option')
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
      await field.selectOption(values.find((value) => value[0] === file.dateFormat[0]) ?? '');
    }
  }
}

test('[K662] files in shapes that nobody chose: the totals are equal, or it is said what could not be read', limit, async (t) => {
  for (const seed of [80_001, 80_002, 80_003]) {
    const file = generatedTable(seed);
    const page = await give(t, { name: file.name, mimeType: 'text/csv', buffer: file.bytes });
    await answer(page, file);
    await importDraft(page, `generated-${seed}`);
    await numbers(page);
    const told = page.getByText(
      /Your total equals your file’s\.|What is missing adds up to the difference|No column holds amounts/,
    );
    await told.waitFor();
    const unread = page.getByRole('table', { name: 'What could not be read' });
    const lines = (await unread.count()) === 0 ? [] : await unread.locator('tbody th').allTextContents();
    assert.deepEqual(
      lines.map(Number),
      file.damaged.map(({ line }) => line),
      `seed ${seed}`,
    );
  }
});

test(
  '[K663] days that can be read in two ways are asked; an import is taken back once somebody has said why',
  limit,
  async (t) => {
    const rows = [
      'Order no,Ordered on,Shipped on,Amount EUR',
      'A1,01/02/2026,03/02/2026,10.10',
      'A2,02/02/2026,04/02/2026,20.05',
      '',
    ];
    const page = await give(t, { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
    await page.getByText('Answer what is asked first.').waitFor();
    await expectAccessible(page);
    const asked = page.getByRole('region', { name: 'Only you know' }).getByRole('combobox');
    await asked.first().selectOption('D/M/YYYY');
    await page.getByRole('region', { name: 'Only you know' }).getByRole('combobox').nth(1).selectOption('D/M/YYYY');
    await page.getByRole('table', { name: 'Totals' }).getByText('30.15').waitFor();
    await page.reload();
    // What was answered is not asked again.
    await page.getByRole('table', { name: 'Totals' }).getByText('30.15').waitFor();
    await page.getByRole('button', { name: 'Review where the cases go' }).click();
    await page.getByText(/stand open/).waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await importDraft(page, 'asked-orders');
    await page.getByText('Your total equals your file’s.').waitFor({ timeout: 60_000 });
    await numbers(page);
    await page.getByRole('button', { name: 'Take this import back' }).click();
    await page.getByText(/2 cases with 4 events are taken back/).waitFor();
    const confirm = page.getByRole('button', { name: 'Take back', exact: true });
    assert.equal(await confirm.isDisabled(), true);
    await page.getByLabel('Reason').fill('The wrong year');
    await confirm.click();
    await page.getByText('Taken back: 2 cases with 4 events. The file can be imported again.').waitFor();
    await page.getByRole('heading', { name: 'First numbers' }).waitFor({ state: 'detached' });
    await expectAccessible(page);
  },
);
