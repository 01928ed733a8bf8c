import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/* One Chromium for the whole process, started at the first use. */

let browser: Promise<Browser> | undefined;

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

/** A page in a browser of its own; whoever opens it closes it. */
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
