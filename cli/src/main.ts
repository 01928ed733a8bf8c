import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Reading some 300 TypeScript files takes half of a short command's second. The cache is the user's own: what is in it is run.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'throughline'));
const { run } = await import('./run.ts');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked twice: whoever asks does not want to wait. PostgreSQL stops by itself when nobody is left.
    if (stopping.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping.abort(signal);
  });
}

// The reader has gone (`| head`): there is nobody to tell. Node forgets the error of a standard stream, so it is kept.
let readerHasGone = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerHasGone = true;
    stopping.abort('SIGTERM');
    process.exitCode = 0;
  });
}

const code = await run(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stopping.signal,
  machineNow: () => performance.now(),
});
process.exitCode = readerHasGone ? 0 : code;
