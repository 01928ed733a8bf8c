import { deployPacks } from './flows.ts';
import { mailSinks } from './mail.ts';
import type { Throughline } from './throughline.ts';

export interface WorkersRequest {
  /** Ends the workers; what was begun is finished first. */
  readonly signal: AbortSignal;
  readonly onReady?: (status: Status) => void;
  /** Something failed and will be tried again. */
  readonly onError?: (error: unknown) => void;
}

/** How the house stands. */
export interface Status {
  readonly cases: number;
  readonly now: number;
  /** Whether mails go out; where not, how many wait. */
  readonly mail: { readonly goesOut: boolean; readonly waiting: number };
  /** Cases whose deadline could not be worked off. */
  readonly quarantined: number;
}

/** Works off deadlines, messages and mails as they fall due, until the signal. */
export async function runWorkers(throughline: Throughline, request: WorkersRequest): Promise<void> {
  const { engine, env } = throughline;
  const sinks = mailSinks(env);
  await deployPacks(throughline);
  request.onReady?.(await showStatus(throughline));
  const { signal, onError } = request;
  const workers = engine.start({ sinks, signal, ...(onError === undefined ? {} : { onError }) });
  try {
    await aborted(signal);
  } finally {
    await workers.stop();
  }
}

export async function showStatus({ engine, env }: Throughline): Promise<Status> {
  const [counts, effects, quarantine, clock] = await Promise.all([
    engine.counts(),
    engine.effectCounts(),
    engine.quarantine(),
    engine.clock(),
  ]);
  const waiting = effects.filter(({ kind, status }) => kind === 'mail' && status === 'pending');
  return {
    cases: counts.reduce((sum, { cases }) => sum + cases, 0),
    now: clock.now,
    mail: {
      goesOut: 'mail' in mailSinks(env),
      waiting: waiting.reduce((sum, { effects: count }) => sum + count, 0),
    },
    quarantined: quarantine.length,
  };
}

/** Resolves when the signal is aborted. Keeps the process alive till then. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const alive = setInterval(() => undefined, 2 ** 30);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}
