// Runs the tests: `node tools/test.ts [--long] [--name <text>] [--no-skips] [part of a path ...]`. All of them run in two
// processes side by side, each with its own PostgreSQL; chosen ones run in this one. Long tests (`*.long.test.ts`) run only
// with --long, and then alone.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dataFolder } from '@throughline/testing';

const leakPatienceMs = 15_000;
const places = [
  '*/src/**/*.test.ts',
  'console/test/**/*.test.ts',
  'packs/*/**/*.test.ts',
  'examples/**/*.test.ts',
  'tools/**/*.test.ts',
];

// Two halves that take about as long: what is used from outside, by a browser or a shell, with the business content; what is inside.
const outside = /^(?:console|cli|packs|examples|tools)\//;
const halves = ['outside', 'inside'] as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean' }, 'no-skips': { type: 'boolean' }, name: { type: 'string' }, half: { type: 'string' } },
});

process.chdir(root);
if (options.long !== true && options.half === undefined && options.name === undefined && filters.length === 0) {
  process.exit(await runHalves());
}
const files = globSync(places, { exclude: (path) => path.split('/').includes('node_modules') })
  .filter((file) => file.endsWith('.long.test.ts') === (options.long ?? false))
  .filter((file) => options.half === undefined || outside.test(file) === (options.half === 'outside'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

const counts = { passed: 0, failed: 0 };
const skipped: string[] = [];
const wanted = options.name === undefined ? {} : { testNamePatterns: options.name };
const events = run({ files: [...new Set(files)], isolation: 'none', ...wanted });
events.on('test:pass', ({ name, details, skip }) => {
  if (details.type === 'suite') return;
  if (skip === undefined) counts.passed += 1;
  else skipped.push(typeof skip === 'string' ? `${name} (${skip})` : name);
});
events.on('test:fail', ({ todo }) => {
  if (todo === undefined) counts.failed += 1;
});

// `run` ends when nothing is left to happen in the process. A timer or a connection that a test left open would keep it for ever.
let unfinished = 0;
let leakWatch: NodeJS.Timeout | undefined;
events.on('test:enqueue', () => {
  unfinished += 1;
  clearTimeout(leakWatch);
});
events.on('test:complete', () => {
  unfinished -= 1;
  clearTimeout(leakWatch);
  if (unfinished === 0) leakWatch = setTimeout(reportLeak, leakPatienceMs).unref();
});

// Without files, `run` would go looking for them by itself.
if (files.length > 0) for await (const chunk of events.compose(spec)) process.stdout.write(chunk);
clearTimeout(leakWatch);

// Where the data is at hand, a test that skips has not done what it is there for.
const skipsForbidden = options['no-skips'] === true || (process.env['CI'] === 'true' && dataFolder() !== undefined);
const problems: string[] = [];
if (counts.passed + counts.failed === 0) problems.push('No test ran.');
if (skipsForbidden) for (const name of skipped) problems.push(`Skipped, though the data is at hand: ${name}`);
for (const problem of problems) console.log(problem);
process.exitCode = counts.failed > 0 || problems.length > 0 ? 1 : 0;
console.log(closingLine());

function closingLine(): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped`;
}

function reportLeak(): void {
  counts.failed += 1;
  console.log(`All tests are done, but one of them left something running: ${process.getActiveResourcesInfo().join(', ')}`);
  console.log(closingLine());
  process.exit(1);
}

/** Runs both halves; what the second prints comes after the first has ended. Resolves with the code to exit with. */
async function runHalves(): Promise<number> {
  const flags = options['no-skips'] === true ? ['--no-skips'] : [];
  const running = halves.map((half) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--half', half, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const begun = performance.now();
    const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; minutes: number }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, minutes: (performance.now() - begun) / 60_000 }));
    });
    return { half, output: child.stdout.setEncoding('utf8'), ended };
  });
  const closings: string[] = [];
  let worst = 0;
  // All are read from the start, or a full pipe would hold the later ones up.
  const texts = running.map(({ output }, at) => gather(output, at === 0));
  for (const [at, { half, ended }] of running.entries()) {
    const text = await texts[at];
    if (at > 0) process.stdout.write(text ?? '');
    const { code, signal, minutes } = await ended;
    worst = Math.max(worst, code ?? 1);
    const last = text?.trimEnd().split('\n').at(-1);
    const closing = signal === null ? `${last}, code ${code}` : `ended by ${signal} after ${last}`;
    closings.push(`${half}: ${closing} in ${minutes.toFixed(1)} minutes`);
  }
  console.log(closings.join('\n'));
  return worst;
}

async function gather(output: AsyncIterable<string>, shown: boolean): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk;
    if (shown) process.stdout.write(chunk);
  }
  return text;
}
