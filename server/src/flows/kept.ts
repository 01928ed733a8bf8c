import { setTimeout as wait } from 'node:timers/promises';
import type { Millis } from '@throughline/language';
import { readWritten } from '../sql/read-written.ts';
import type { Throughline } from '../throughline.ts';

/** What was worked out, and of when it is. */
export interface Kept<T> {
  readonly at: Millis;
  readonly value: T;
}

interface Shelf {
  kept?: Kept<unknown>;
  basis?: string;
  running?: Promise<void>;
  /** On the machine's clock: from when on it may be worked out again. */
  nextAt: number;
  failure?: unknown;
  usedAt: number;
}

const shelves = new WeakMap<Throughline['pool'], Map<string, Shelf>>();

/** Figures of thirty days hardly move while people work: working them out again may wait, the longer the longer it takes. */
const pauseMs = 15_000;
const pauseTimes = 10;
/** So long a page waits for figures that are about to come. */
const patienceMs = 150;
/** What different readers may see differs by their entities: so many answers are kept. */
const shelvesMax = 50;

/**
 * What is worked out in the background and kept: again when a virtual clock was moved, and otherwise when something was written, and
 * not more often than a tenth of the time. `undefined`: for the first time, just now.
 *
 * @throws what went wrong, where there is nothing older to show
 */
export async function keptLately<T>(
  throughline: Pick<Throughline, 'pool'>,
  name: string,
  now: Millis,
  work: () => Promise<T>,
): Promise<Kept<T> | undefined> {
  const shelf = shelfOf(throughline, name);
  const written = await readWritten(throughline.pool);
  const isVirtual = typeof written?.now === 'number';
  const basis = `${isVirtual ? now : ''} ${written?.transaction}`;
  const isMoved = isVirtual && shelf.kept !== undefined && shelf.kept.at !== now;
  const isDue = shelf.basis === undefined || isMoved || (shelf.basis !== basis && performance.now() >= shelf.nextAt);
  if (shelf.running === undefined && isDue) {
    const began = performance.now();
    const end = (found: Partial<Shelf>) => {
      Object.assign(shelf, found, { running: undefined });
      const ended = performance.now();
      shelf.nextAt = ended + Math.max(pauseMs, pauseTimes * (ended - began));
    };
    shelf.running = work().then(
      (value) => end({ kept: { at: now, value }, basis, failure: undefined }),
      (failure: unknown) => end({ failure }),
    );
  }
  if (shelf.running !== undefined) await Promise.race([shelf.running, wait(patienceMs, undefined, { ref: false })]);
  const { failure } = shelf;
  if (shelf.kept === undefined && failure !== undefined) {
    shelf.failure = undefined;
    throw failure;
  }
  return shelf.kept as Kept<T> | undefined;
}

/** Resolves when nothing is being worked out, which may have failed. */
export async function keptSettled({ pool }: Pick<Throughline, 'pool'>): Promise<void> {
  await Promise.all([...(shelves.get(pool)?.values() ?? [])].map(({ running }) => running));
}

function shelfOf({ pool }: Pick<Throughline, 'pool'>, name: string): Shelf {
  const all = shelves.get(pool) ?? new Map<string, Shelf>();
  shelves.set(pool, all);
  const shelf = all.get(name) ?? { nextAt: -Infinity, usedAt: 0 };
  all.set(name, shelf);
  shelf.usedAt = performance.now();
  if (all.size > shelvesMax) {
    const idle = [...all].filter(([, { running }]) => running === undefined);
    const [oldest] = idle.toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    if (oldest !== undefined) all.delete(oldest[0]);
  }
  return shelf;
}
