import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { after, type TestContext } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/*
 * One Chromium for all tests of the process, started at the first use. A page whose console shows an error, or one of whose
 * requests fails, fails its test, unless the test says which failures it wants.
 */

let browser: Promise<Browser> | undefined;
after(async () => (await browser)?.close());

export interface PageOptions {
  /** `http://127.0.0.1:...` */
  readonly address: string;
  /** Where the page opens, such as `/demo/tasks`. */
  readonly path: string;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** Put into the browser's storage before the console starts. */
  readonly storage?: Readonly<Record<string, string>>;
  /** Errors that are what the test is about. */
  readonly expected?: RegExp;
}

/** Opens a page of the console, closed after the test. */
export async function openPage(t: TestContext, options: PageOptions): Promise<Page> {
  const { page, problems, close } = await newPage(options);
  t.after(async () => {
    if ('passed' in t && t.passed === false)
      await screenshot(page, `screenshots/failed/${t.name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}.png`);
    await close();
    assert.deepEqual(problems, [], 'what the browser complained of');
  });
  await page.goto(`${options.address}${options.path}`);
  return page;
}

/** The same without a test around it; whoever opens it closes it. */
export async function newPage({ width = 1440, height = 900, scheme = 'light', storage = {}, expected }: PageOptions): Promise<{
  readonly page: Page;
  /** Errors so far. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}> {
  browser ??= launch();
  const context = await (await browser).newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  await context.addInitScript((entries) => {
    for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
  }, storage);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = watch(page, expected);
  return { page, problems, close: () => closeContext(context) };
}

async function closeContext(context: BrowserContext): Promise<void> {
  await context.close();
}

/** The browser, for whoever has no test. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

function watch(page: Page, expected: RegExp | undefined): string[] {
  const problems: string[] = [];
  const note = (text: string) => {
    if (expected?.test(text) !== true) problems.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => note(`page: ${error.stack ?? error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // What a page no longer needs when it is left is no failure.
    if (reason !== 'net::ERR_ABORTED') note(`request: ${request.method()} ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note(`response: ${response.status()} ${response.url()}`);
  });
  return problems;
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
  const { readFile } = await import('node:fs/promises');
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

/** Saves what the page shows; for people to look at. */
export async function screenshot(page: Page, file: string, { whole = false }: { readonly whole?: boolean } = {}): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file, fullPage: whole, animations: 'disabled' });
}

const installed = ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The Chromium that comes as a package (linux x64); elsewhere the one that is installed. */
async function launch(): Promise<Browser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    // It unpacks the libraries that it needs where it believes itself on such a machine; no others are to be there.
    process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs24.x';
    const { default: packed } = await import('@sparticuz/chromium');
    // Its own arguments would switch off what is tested here too: origins and the content security policy.
    const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
    return chromium.launch({ executablePath: await packed.executablePath(), args, headless: true });
  }
  const executablePath = process.env['CHROME'] ?? installed.find((path) => existsSync(path));
  return chromium.launch({ ...(executablePath === undefined ? { channel: 'chrome' } : { executablePath }), headless: true });
}
