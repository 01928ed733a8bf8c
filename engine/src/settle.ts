import type { Millis } from '@throughline/language';
import { type Database, returnClient, takeClient } from './database.ts';
import { runDeadlines } from './deadlines/run-deadlines.ts';
import { runSweep, type Swept } from './deadlines/run-sweep.ts';
import type { DispatchParts } from './dispatch/dispatch.ts';
import { deliverMessages } from './effects/deliver-messages.ts';
import { type Machine, performEffects } from './effects/perform-effects.ts';
import type { Sinks } from './effects/sink.ts';
import { EngineError } from './errors.ts';

export interface SettleOptions {
  readonly sinks?: Sinks;
  readonly signal?: AbortSignal;
  readonly worker: string;
}

export interface Settled {
  /** Cases whose deadlines were looked at. */
  readonly deadlines: number;
  readonly messages: number;
  /** Attempts to perform effects. */
  readonly effects: number;
}

/** So many rounds without coming to rest mean that cases send each other messages in a circle. */
const roundsMax = 10_000;

/** Works off deadlines, messages and effects until none is due now. */
export async function settle(parts: DispatchParts, machine: Machine, options: SettleOptions): Promise<Settled> {
  return (await settleSince(parts, machine, options)).settled;
}

/**
 * As `settle`, but does not look for messages and effects where this process has written none since `checked`: the look costs
 * more than most stops of a journey.
 */
async function settleSince(
  parts: DispatchParts,
  machine: Machine,
  options: SettleOptions,
  checked?: number,
): Promise<{ readonly settled: Settled; readonly swept: Swept; readonly checked: number | undefined }> {
  const { sinks = {}, signal, worker } = options;
  const settled = { deadlines: 0, messages: 0, effects: 0 };
  let quietAt = checked;
  for (let round = 0; round < roundsMax; round += 1) {
    signal?.throwIfAborted();
    let swept = await runSweep(parts);
    for (; swept === 'worked'; swept = await runSweep(parts)) signal?.throwIfAborted();
    const deadlines = await runDeadlines(parts, { isPatient: true });
    settled.deadlines += deadlines;
    const { effects: written } = parts.written;
    if (written !== quietAt) {
      const messages = await deliverMessages(parts);
      const effects = await performEffects(parts, machine, { sinks, worker });
      settled.messages += messages;
      settled.effects += effects;
      if (messages + effects > 0) continue;
      quietAt = written;
    }
    if (deadlines === 0) return { settled, swept, checked: quietAt };
  }
  throw new EngineError(
    'never-settles',
    `Something is still due after ${roundsMax} rounds: look for cases that send each other messages in a circle`,
  );
}

export interface TravelProgress {
  readonly from: Millis;
  readonly now: Millis;
  readonly to: Millis;
  readonly deadlines: number;
}

export interface TravelOptions extends SettleOptions {
  readonly onProgress?: (progress: TravelProgress) => void;
}

/**
 * Moves a virtual clock to an instant, stopping at each instant at which something is due, so that everything happens at its own
 * time and in its order. What is interrupted stands at the instant reached.
 */
export async function travel(
  database: Database,
  parts: DispatchParts,
  machine: Machine,
  to: Millis,
  options: TravelOptions,
): Promise<Settled> {
  const { mode, now: from } = await parts.store.alone.readMoment();
  if (mode !== 'virtual')
    throw new EngineError(
      'clock-is-real',
      'A database on the real clock cannot travel in time: use one made with a virtual clock',
    );
  if (to < from)
    throw new EngineError('clock-runs-forward', `The clock stands at ${new Date(from).toISOString()} and does not run backwards`);
  const lock = await takeClient(database);
  let isKept = true;
  try {
    const { rows } = await lock.query<{ locked: boolean }>({ text: 'select pg_try_advisory_lock(7302117) as locked' });
    if (rows[0]?.locked !== true)
      throw new EngineError('travel-in-progress', 'Somebody else is moving the clock: wait until it has arrived');
    try {
      return await travelLocked(parts, machine, { from, to, options });
    } finally {
      isKept = await lock.query({ text: 'select pg_advisory_unlock(7302117)' }).then(
        () => true,
        () => false,
      );
    }
  } finally {
    // Where the lock could not be given back, closing the connection does.
    returnClient(lock, !isKept);
  }
}

async function travelLocked(
  parts: DispatchParts,
  machine: Machine,
  { from, to, options }: { readonly from: Millis; readonly to: Millis; readonly options: TravelOptions },
): Promise<Settled> {
  const total = { deadlines: 0, messages: 0, effects: 0 };
  let now = from;
  let checked: number | undefined;
  let waited = 0;
  for (;;) {
    const step = await settleSince(parts, machine, options, now >= to ? undefined : checked);
    checked = step.checked;
    total.deadlines += step.settled.deadlines;
    total.messages += step.settled.messages;
    total.effects += step.settled.effects;
    options.onProgress?.({ from, now, to, deadlines: total.deadlines });
    if (step.swept === 'waiting') {
      await sweepsGoOn(machine, waited, options.signal);
      waited += 1;
      continue;
    }
    waited = 0;
    if (now >= to) return total;
    options.signal?.throwIfAborted();
    now = Math.min(to, Math.max(now, (await parts.store.alone.readNextDue()) ?? to));
    if (!(await parts.store.alone.advanceClock(now)))
      throw new EngineError('clock-runs-forward', 'The clock was moved past this instant by something else');
  }
}

const sweepPauseMs = 20;
/** A minute: as long as the longest statement of a transaction may take. */
const sweepPausesMax = 3000;

/** The clock stands still until wake-ups are right; else what a decision makes due earlier would be passed by. */
async function sweepsGoOn(machine: Machine, waited: number, signal = new AbortController().signal): Promise<void> {
  signal.throwIfAborted();
  if (waited >= sweepPausesMax)
    throw new EngineError(
      'sweep-waiting',
      'A transaction that began before the last change of parameters or calendars is still open: end it, and travel again',
    );
  await machine.wait(sweepPauseMs, signal);
}
