// Runs the tests: `node tools/test.ts [--long] [--name <text>] [--no-skips] [part of a path ...]`. All of them run by top
// folder, each in a process with its own PostgreSQL, two at a time; chosen ones run in this one. Long tests (`*.long.test.ts`)
// run only with --long, and then alone.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dataFolder } from '@throughline/testing';
import { chosenFiles } from './chosen-files.ts';

// The hooks that run after the last test drop its databases: on a busy machine that alone takes more than a quarter of a minute.
const leakPatienceMs = 60_000;
const places = [
  '*/src/**/*.test.ts',
  'console/test/**/*.test.ts',
  'packs/*/**/*.test.ts',
  'examples/**/*.test.ts',
  'tools/**/*.test.ts',
];

// Those that take longest begin first, so that the two lanes end at about the same time.
const folders = ['server', 'console', 'cli', 'engine', 'insight', 'language', 'connect', 'tools', 'examples', 'packs'];
const lanes = 2;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean' }, 'no-skips': { type: 'boolean' }, name: { type: 'string' }, folder: { type: 'string' } },
});

process.chdir(root);
if (options.long !== true && options.folder === undefined && options.name === undefined && filters.length === 0) {
  process.exit(await runFolders());
}
const files = globSync(places, { exclude: (path) => path.split('/').includes('node_modules') })
  .filter((file) => file.endsWith('.long.test.ts') === (options.long ?? false))
  .filter((file) => options.folder === undefined || file.startsWith(`${options.folder}/`))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

const counts = { passed: 0, failed: 0 };
const skipped: string[] = [];
const wanted = options.name === undefined ? {} : { testNamePatterns: options.name };
chosenFiles.push(...new Set(files));
const events = run({ files: [fileURLToPath(new URL('test-files.ts', import.meta.url))], isolation: 'none', ...wanted });
events.on('test:pass', ({ name, details, skip }) => {
  if (details.type === 'suite') return;
  if (skip === undefined) counts.passed += 1;
  else skipped.push(typeof skip === 'string' ? `${name} (${skip})` : name);
});
events.on('test:fail', ({ todo, details }) => {
  // A suite fails with its tests, which are counted already, or by itself, as where a file cannot be read.
  const isOfItsTests = 'failureType' in details.error && details.error.failureType === 'subtestsFailed';
  if (todo === undefined && !isOfItsTests) counts.failed += 1;
});

// `run` ends when nothing is left to happen in the process. A timer or a connection that a test left open would keep it for ever.
let unfinished = 0;
let leakWatch: NodeJS.Timeout | undefined;
// What tests share, as their PostgreSQL, keeps no process alive and ends with it: a test that waits for something like it must not seem to be the end.
const testing = setInterval(() => undefined, 3_600_000).unref();
events.on('test:enqueue', () => {
  unfinished += 1;
  testing.ref();
  clearTimeout(leakWatch);
});
events.on('test:complete', () => {
  unfinished -= 1;
  clearTimeout(leakWatch);
  if (unfinished > 0) return;
  testing.unref();
  leakWatch = setTimeout(reportLeak, leakPatienceMs).unref();
});

// Without files, `run` would go looking for them by itself.
if (chosenFiles.length > 0) for await (const chunk of events.compose(spec)) process.stdout.write(chunk);
clearTimeout(leakWatch);

// Where the data is at hand, a test that skips has not done what it is there for, unless the machine itself lacks something.
const skipsForbidden = options['no-skips'] === true || (process.env['CI'] === 'true' && dataFolder() !== undefined);
const problems: string[] = [];
if (counts.passed + counts.failed === 0) problems.push('No test ran.');
const lacking = skipped.filter((name) => name.includes('(NOT RAN: '));
for (const name of lacking) console.log(name);
if (skipsForbidden)
  for (const name of skipped.filter((name) => !lacking.includes(name)))
    problems.push(`Skipped, though the data is at hand: ${name}`);
for (const problem of problems) console.log(problem);
process.exitCode = counts.failed > 0 || problems.length > 0 ? 1 : 0;
console.log(closingLine());

function closingLine(): string {
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return `${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped, at most ${peakMb} MB`;
}

function reportLeak(): void {
  counts.failed += 1;
  console.log(`All tests are done, but one of them left something running: ${process.getActiveResourcesInfo().join(', ')}`);
  console.log(closingLine());
  process.exit(1);
}

/** Runs all folders; what one prints comes when it has ended. Resolves with the code to exit with. */
async function runFolders(): Promise<number> {
  const all = globSync(places, { exclude: (path) => path.split('/').includes('node_modules') });
  const others = [...new Set(all.map((file) => file.split('/')[0] ?? ''))].filter((folder) => !folders.includes(folder)).sort();
  const waiting = [...folders, ...others];
  const closings: string[] = [];
  let worst = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
        const { code, text, closing } = await runFolder(folder);
        process.stdout.write(text);
        console.log(closing);
        closings.push(closing);
        worst = Math.max(worst, code);
      }
    }),
  );
  console.log(`\n${closings.join('\n')}`);
  return worst;
}

function runFolder(folder: string): Promise<{ code: number; text: string; closing: string }> {
  const flags = options['no-skips'] === true ? ['--no-skips'] : [];
  const begun = performance.now();
  console.log(`${folder}: begun`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--folder', folder, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const last = text.trimEnd().split('\n').at(-1);
      const ending = signal === null ? `${last}, code ${code}` : `ended by ${signal} after "${last}"`;
      const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
      resolve({ code: code ?? 1, text, closing: `${folder}: ${ending}, ${minutes} minutes` });
    });
  });
}
