import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BrokenDefinitions } from './broken-definitions.ts';
import type { ModuleAnswer } from './module-answer.ts';
import { type SourcePlace, sourcePlace } from './source-place.ts';

const program = fileURLToPath(new URL('./module-child.ts', import.meta.url));
/** What a module prints is shown up to here. */
const printedMax = 65_536;

export interface RunLimits {
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
}

export type ModuleRan = Extract<ModuleAnswer, { kind: 'ran' }>;

/**
 * Runs a module in a process of its own. What it prints goes to standard error.
 *
 * @throws BrokenDefinitions it threw, could not be read as code, did not end or exhausted its memory
 */
export async function runModule(
  file: string,
  path: string,
  { timeoutMs = 60_000, memoryMb = 1024 }: RunLimits = {},
): Promise<ModuleRan> {
  // Stripping types is what Node does to run the file anyway; that it may change one day concerns nobody who reads findings.
  const execArgv = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${memoryMb}`];
  // The language is read again for each module: compiled code halves that.
  const env = { ...process.env, NODE_COMPILE_CACHE: getCompileCacheDir() };
  const child = fork(program, [path], { execArgv, env, silent: true, timeout: timeoutMs, killSignal: 'SIGKILL' });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (printed.length < printedMax) printed += text;
    });
  }
  const answer = await new Promise<ModuleAnswer>((resolve) => {
    let said: ModuleAnswer | undefined;
    child.once('message', (message) => {
      said = message as ModuleAnswer;
    });
    child.once('error', (error) => resolve(failed(error.message)));
    child.once('close', (code, signal) => resolve(said ?? failed(endOf(code, signal, timeoutMs / 1000))));
  });
  if (answer.kind === 'ran') {
    process.stderr.write(printed);
    return answer;
  }
  const at = stackPlace(answer.stack, path);
  throw new BrokenDefinitions(answer.message.split('\n')[0] ?? '', {
    ...{ fault: 'module-failed', file, at: at === undefined ? undefined : await placeOf(at, file, path) },
    mend: 'Make the file run: it is run to be read.',
  });
}

function failed(message: string): ModuleAnswer {
  return { kind: 'failed', message, stack: '' };
}

const outOfMemory = 'SIGABRT';
const unsettled = 13;

function endOf(code: number | null, signal: NodeJS.Signals | null, seconds: number): string {
  if (signal === 'SIGKILL') return `it did not end within ${seconds} s`;
  if (signal === outOfMemory || code === 134) return 'it needs more memory than a definition may';
  if (code === unsettled) return 'it waits for something that never comes';
  return `it ended (${signal ?? `exit code ${code}`}) before it had exported anything`;
}

async function placeOf({ path, line, column = 1 }: Frame, file: string, own: string): Promise<SourcePlace> {
  const source = await readFile(path, 'utf8').catch(() => '');
  const text = source.split(/\r\n|\n|\r/)[line - 1] ?? '';
  return sourcePlace(path === own ? file : path, { line, column, endLine: line, endColumn: column + 1 }, text);
}

interface Frame {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** Where the code could not be read, or threw: a line of ours before any of a library. */
function stackPlace(stack: string, path: string): Frame | undefined {
  const [, file = '', line = '', caret] =
    /^((?:\/|file:|[A-Za-z]:\\)[^\n]*):(\d+)\n(?:(?:[^\n]*\n){1,8}?([ \t]*)\^)?/.exec(stack) ?? [];
  if (file !== '') {
    const column = caret === undefined ? {} : { column: caret.length + 1 };
    return { path: file.startsWith('file:') ? fileURLToPath(file) : file, line: Number(line), ...column };
  }
  const frames = [...stack.matchAll(/(file:\/\/\S+?):(\d+):(\d+)/g)].map(([, url = '', row, column]) => ({
    path: fileURLToPath(url),
    line: Number(row),
    column: Number(column),
  }));
  return (
    frames.find((frame) => frame.path === path) ??
    frames.find((frame) => frame.path !== program && !/[\\/]node_modules[\\/]/.test(frame.path))
  );
}
