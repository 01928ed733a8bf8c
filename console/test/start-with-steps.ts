import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from './browser.ts';

export interface Look {
  readonly width?: number;
  readonly scheme?: 'dark' | 'light';
}

export type Given = string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** Gives a file to the page; it is looked at. */
export async function give(t: TestContext, address: string, file: Given, look: Look = {}): Promise<Page> {
  const page = await openPage(t, { address, path: '/main/import', ...look });
  await page.getByLabel('A CSV file').setInputFiles(file);
  await page.getByRole('heading', { name: '1 Columns' }).waitFor();
  return page;
}

/** Accepts what is suggested for the draft, and imports. */
export async function importDraft(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: '4 Findings' }).waitFor();
  const flow = page.getByLabel('Flow', { exact: true });
  if ((await flow.inputValue()) !== 'draft') await flow.selectOption('draft');
  await page.getByLabel('Name of the flow').fill(name);
  await page.getByLabel('Name of the flow').blur();
  await page.getByRole('button', { name: 'Accept all' }).click();
  await page.getByText('The checker finds nothing wrong.').waitFor();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
}

export const numbers = (page: Page) => page.getByRole('heading', { name: 'First numbers' }).waitFor({ timeout: 120_000 });
