// Runs as a process of its own: `node keeper.ts <plan as JSON>`. It starts the server (or adopts one that runs), starts it
// again when it dies, and stops it when the last client has gone, however that client ended. Then it ends itself.
import type { ChildProcess } from 'node:child_process';
import { closeSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { countLeases } from './leases.ts';
import { withFolderLock } from './lock.ts';
import { isRunning, processIdentity } from './process-identity.ts';
import { type ServerPlan, serverState, startServer, stopServer } from './server-process.ts';

const watchMs = 400;
/** A server that dies so often in so short a time will die again: it is left, and the next client is told why. */
const restartsMax = 5;
const restartsForgottenMs = 60_000;

const plan = JSON.parse(process.argv[2] ?? 'null') as ServerPlan;
let child: ChildProcess | undefined;

/** The client that started us waits for one line: `ready`, or what went wrong. It may be dead by now. */
function report(words: string): void {
  try {
    writeSync(1, `${words}\n`);
    closeSync(1);
  } catch {
    // Nobody listens any more.
  }
}

/** Ends the server and every trace of ours. The home's lock must be held, by us or by the client that told us to stop. */
async function stop(): Promise<void> {
  await stopServer(plan);
  // Where the whole home was deleted under the server, its pid file can no longer name it, but we know our child.
  const pid = child?.pid;
  const identity = pid === undefined ? undefined : processIdentity(pid);
  if (identity !== undefined) {
    child?.kill('SIGQUIT');
    while (isRunning(identity)) await sleep(10);
  }
  try {
    if (Number.parseInt(readFileSync(plan.keeper, 'utf8'), 10) === process.pid) rmSync(plan.keeper);
  } catch {
    // It went with the home.
  }
  if (plan.temporary) for (const path of [plan.root, plan.home]) rmSync(path, { recursive: true, force: true });
}

async function start(): Promise<void> {
  child = await startServer(plan);
  child.unref();
}

async function watch(): Promise<void> {
  let restarts = 0;
  let restartedAt = -Infinity;
  for (;;) {
    await sleep(watchMs);
    if (countLeases(plan.clients) === 0) {
      // Counted again under the lock: a client may have come while we waited for it.
      if (await stopIfUnused()) return;
      continue;
    }
    if (performance.now() - restartedAt > restartsForgottenMs) restarts = 0;
    if (serverState(plan.data).kind === 'stopped' && restarts < restartsMax) {
      restarts += 1;
      restartedAt = performance.now();
      await start().catch(() => undefined); // The next client is told why; its log says it too.
    }
  }
}

async function stopIfUnused(): Promise<boolean> {
  const unlocked = async (): Promise<boolean> => {
    if (countLeases(plan.clients) > 0) return false;
    await stop();
    return true;
  };
  try {
    return await withFolderLock(plan.home, unlocked);
  } catch {
    return unlocked(); // The home itself has gone, so nobody can lock it.
  }
}

process.on('SIGINT', () => undefined).on('SIGHUP', () => undefined);
process.on('SIGTERM', () => void stop().finally(() => process.exit(0)));

try {
  if (serverState(plan.data).kind === 'stopped') await start();
  report('ready');
} catch (error) {
  report(error instanceof Error ? error.message.replaceAll('\n', ' | ') : String(error));
  process.exit(1);
}
await watch();
process.exit(0);
