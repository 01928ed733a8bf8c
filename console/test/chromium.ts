import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Browser, type ConsoleMessage, chromium, type Page, type Request, type Response } from 'playwright-core';

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
  /** In a browser that has no file of the console yet. */
  readonly fresh?: boolean;
  /** Errors that are what the test is about. */
  readonly expected?: RegExp;
}

/** A page, and what went wrong in it so far. */
export interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** A page in a browser of its own; whoever opens it closes it. */
export async function newPage(options: PageOptions): Promise<OpenPage> {
  const page = await emptyPage();
  await page.addInitScript((entries) => {
    for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
  }, options.storage ?? {});
  await showAs(page, options);
  return { page, problems: watch(page, options.expected).problems, close: () => page.context().close() };
}

/** A page that shows nothing yet, in a browser of its own. */
export async function emptyPage(): Promise<Page> {
  browser ??= launch();
  const context = await (await browser).newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

/** Sets how large the page is, and its colours; on a screen. */
export async function showAs(page: Page, { width = 1440, height = 900, scheme = 'light' }: PageOptions): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ media: null, colorScheme: scheme, reducedMotion: 'reduce' });
}

/** The browser, for whoever has no test. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** Notes what goes wrong in the page, but for what is expected, until it is ended. */
export function watch(page: Page, expected: RegExp | undefined): { readonly problems: readonly string[]; end(): void } {
  const problems: string[] = [];
  const note = (text: string) => {
    if (expected?.test(text) !== true) problems.push(text);
  };
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error' || message.type() === 'warning') note(`console: ${message.text()} ${message.location().url}`);
  };
  const onError = (error: Error) => note(`page: ${error.stack ?? error.message}`);
  const onFailure = (request: Request) => {
    const reason = request.failure()?.errorText ?? '';
    // What a page no longer needs when it is left is no failure.
    if (reason !== 'net::ERR_ABORTED') note(`request: ${request.method()} ${request.url()} ${reason}`);
  };
  const onResponse = (response: Response) => {
    if (response.status() >= 400) note(`response: ${response.status()} ${response.url()}`);
  };
  page.on('console', onConsole).on('pageerror', onError).on('requestfailed', onFailure).on('response', onResponse);
  return {
    problems,
    end: () =>
      page.off('console', onConsole).off('pageerror', onError).off('requestfailed', onFailure).off('response', onResponse),
  };
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
