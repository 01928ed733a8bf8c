import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DispatchResult } from '../../src/dispatch/submission.ts';
import type { ServerPlace, Strike } from './strike.ts';
import type { HandOptions, Work } from './work.ts';

export interface Orders extends Omit<HandOptions, 'database'> {
  readonly url: string;
  readonly place: ServerPlace;
  readonly strike?: Strike;
}

export interface Said {
  readonly id: number;
  readonly results?: readonly DispatchResult[];
  readonly error?: string;
  readonly seen: readonly (readonly [string, number])[];
}

/** The process is gone, and nobody knows what became of what it was asked for. */
export class HostGone extends Error {}

/** A process that runs an engine. */
export interface Host {
  readonly pid: number;
  /** Rejects with what the engine said, or with `HostGone`. */
  ask(work: Work): Promise<readonly DispatchResult[]>;
  /** How often it has sent each statement, as of its last word. */
  readonly seen: ReadonlyMap<string, number>;
  isGone(): boolean;
  /** Resolves when it has ended, by whatever. */
  readonly ended: Promise<void>;
  /** Resolves when it has been stopped by a signal. */
  frozen(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

const program = fileURLToPath(new URL('./host.ts', import.meta.url));

export async function startHost(orders: Orders): Promise<Host> {
  const child = fork(program, [JSON.stringify(orders)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execPath: process.execPath,
  });
  const waiting = new Map<number, { resolve(results: readonly DispatchResult[]): void; reject(error: Error): void }>();
  let seen: ReadonlyMap<string, number> = new Map();
  let [last, isGone] = [0, false];
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isGone = true;
      for (const { reject } of waiting.values()) reject(new HostGone('The process is gone'));
      waiting.clear();
      resolve();
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    waiting.set(0, { resolve: () => resolve(), reject });
  });
  child.on('message', ({ id, results, error, ...said }: Said) => {
    seen = new Map(said.seen);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(results ?? []);
    else asked?.reject(new Error(error));
  });
  await ready;
  child.unref();
  child.channel?.unref();
  return {
    pid: child.pid as number,
    get seen() {
      return seen;
    },
    ask: (work) =>
      new Promise((resolve, reject) => {
        if (isGone) return reject(new HostGone('The process is gone'));
        last += 1;
        waiting.set(last, { resolve, reject });
        child.send({ id: last, work }, (error) => {
          if (error !== null && isGone) reject(new HostGone('The process is gone'));
        });
      }),
    isGone: () => isGone,
    ended,
    frozen: () => untilStopped(child),
    signal: (signal) => void child.kill(signal),
  };
}

/** Its state as the system's table of processes has it: `T` is stopped. */
async function untilStopped({ pid }: ChildProcess): Promise<void> {
  for (;;) {
    const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    if (state === 'T') return;
    await setTimeout(10);
  }
}
