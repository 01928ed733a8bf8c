import { setImmediate } from 'node:timers/promises';
import { type DispatchParts, dispatchWithin } from '../dispatch/dispatch.ts';
import { isDataError, isTransient } from '../errors.ts';
import { ownSources } from '../source-registry.ts';
import type { ClaimedEffect } from '../sql/claim-effects.ts';
import { type EndedEffect, effectName } from '../sql/end-effects.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Attempted } from './attempt.ts';
import { type Heard, hear } from './circuit.ts';
import { effectFailed, type FailedEffect } from './failed-effect.ts';
import type { Machine } from './perform-effects.ts';
import { toldCalls } from './told-calls.ts';

export interface Ended extends Attempted {
  readonly effect: ClaimedEffect;
}

/**
 * Writes ends as soon as they are known, so that nobody waits for the slowest and least is unknown after a crash; those that come
 * while others are being written go together.
 */
export class EndWriter {
  readonly #write: (ended: readonly Ended[]) => Promise<void>;
  #waiting: Ended[] = [];
  #running: Promise<void> | undefined;

  constructor(write: (ended: readonly Ended[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when this end is written. */
  write(ended: Ended): Promise<void> {
    this.#waiting.push(ended);
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      await setImmediate();
      while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    } finally {
      this.#running = undefined;
    }
  }
}

const triesMax = 8;
const pauseMs = 100;

/** Some of the effects of which a case was told are not ours to end, or not to be told of. */
class NotToBeTold extends Error {
  readonly names: ReadonlySet<string>;

  constructor(names: ReadonlySet<string>) {
    super('Some effects are not to be told of');
    this.names = names;
  }
}

/**
 * Writes how attempts ended and tells the cases what failed, in one transaction. Where the database is away for a moment it is tried again: what is
 * not written now is unknown later.
 */
export async function writeEnds(
  parts: DispatchParts,
  machine: Machine,
  { ended, worker }: { readonly ended: readonly Ended[]; readonly worker: string },
): Promise<void> {
  let untold: ReadonlySet<string> = new Set();
  const never = new AbortController().signal;
  for (let tries = 1; ; ) {
    try {
      await parts.sources.ids(parts.store.alone, ownSources);
      await parts.store.transaction((tx) => writeWithin(parts, tx, machine, { ended, worker, untold }));
      if (ended.some(({ end }) => end.status !== 'pending')) parts.onCommit();
      return;
    } catch (error) {
      if (error instanceof NotToBeTold) {
        untold = new Set([...untold, ...error.names]);
        continue;
      }
      if (isDataError(error)) {
        // The database refuses what one of the cases would be told: the others are told, and of this one the list of dead effects tells.
        if (ended.length > 1) return writeEach(parts, machine, { ended, worker });
        const [only] = ended;
        if (only === undefined || untold.has(effectName(only.effect))) throw error;
        untold = new Set([effectName(only.effect)]);
        continue;
      }
      if (tries >= triesMax) throw error;
      if (!isTransient(error)) await machine.wait(pauseMs * 2 ** (tries - 1), never, 'work-goes-on');
      tries += 1;
    }
  }
}

async function writeEach(
  parts: DispatchParts,
  machine: Machine,
  { ended, worker }: { readonly ended: readonly Ended[]; readonly worker: string },
): Promise<void> {
  for (const each of ended) await writeEnds(parts, machine, { ended: [each], worker });
}

/**
 * Cases are locked before effects, as by whoever dispatches: so the cases are told first, and all is undone where an effect turns out to be another
 * worker's, or moot.
 */
async function writeWithin(
  parts: DispatchParts,
  tx: Transaction,
  machine: Machine,
  { ended, worker, untold }: { readonly ended: readonly Ended[]; readonly worker: string; readonly untold: ReadonlySet<string> },
): Promise<void> {
  const { told, heard } = await tellCases(parts, tx, ended, untold);
  const machineNow = machine.now();
  const stand = await tx.endEffects(
    ended.map(({ effect, end }) => (heard.has(effectName(effect)) ? { ...end, settled: true } : end)),
    { worker, machineNow },
  );
  const wrongly = told.map(({ effect }) => effectName(effect)).filter((name) => isNotToBeTold(stand.get(name)));
  if (wrongly.length > 0) throw new NotToBeTold(new Set(wrongly));
  await noteDestinations(tx, machine, ended);
}

/** Tells cases what came of their effects. Returns of which they were told, and which of these they heard by an event of their own. */
async function tellCases(
  parts: DispatchParts,
  tx: Transaction,
  ended: readonly Ended[],
  untold: ReadonlySet<string>,
): Promise<{ readonly told: readonly { readonly effect: ClaimedEffect }[]; readonly heard: ReadonlySet<string> }> {
  const tellable = ended.filter(({ effect, end }) => end.status !== 'pending' && !effect.moot && !untold.has(effectName(effect)));
  const calls = await toldCalls(parts, tx, tellable);
  const told = tellable.flatMap((one) => {
    const own = calls.get(effectName(one.effect));
    const failed = own === undefined ? failureOf(one) : undefined;
    return own === undefined && failed === undefined ? [] : [{ effect: one.effect, one, own, failed }];
  });
  if (told.length === 0) return { told, heard: new Set() };
  const { now } = await tx.readMoment();
  const results = await dispatchWithin(
    parts,
    tx,
    told.flatMap(({ own, failed }) => own ?? (failed === undefined ? [] : [effectFailed(failed, now)])),
  );
  const unheard = told.flatMap(({ one, own, effect }, index) => {
    const result = results[index];
    if (own === undefined || (result?.outcome !== 'refused' && result?.outcome !== 'failed')) return [];
    const error = `What came of it (${one.end.status}) was refused: ${result.refusal.message}`;
    return [
      { name: effectName(effect), failed: { effect, outcome: 'refused', error, as: 'unheard', ...raisedBy(effect) } as const },
    ];
  });
  await dispatchWithin(
    parts,
    tx,
    unheard.map(({ failed }) => effectFailed(failed, now)),
  );
  const isUnheard = new Set(unheard.map(({ name }) => name));
  return { told, heard: new Set([...calls.keys()].filter((name) => !isUnheard.has(name))) };
}

function failureOf({ effect, end: { status, error = '' } }: Ended): FailedEffect | undefined {
  if (status !== 'refused' && status !== 'dead' && status !== 'unknown') return undefined;
  return { effect, outcome: status, error, ...raisedBy(effect) };
}

const raisedBy = ({ payload: { onFailed } }: ClaimedEffect) => (typeof onFailed === 'string' ? { raise: onFailed } : {});

function isNotToBeTold(ended: EndedEffect | undefined): boolean {
  return ended === undefined || ended.moot;
}

/** Notes how the destinations fare. Those that work, and did before, are not written. */
async function noteDestinations(tx: Transaction, machine: Machine, ended: readonly Ended[]): Promise<void> {
  const heard = new Map<string, Heard[]>();
  for (const { effect, heard: one } of ended) {
    if (one === undefined) continue;
    const known = heard.get(effect.destination);
    if (known === undefined) heard.set(effect.destination, [one]);
    else known.push(one);
  }
  const isWorking = (name: string) => heard.get(name)?.every(({ worked }) => worked) === true;
  const working = [...heard.keys()].filter(isWorking);
  const failing = [...heard.keys()].filter((name) => !isWorking(name));
  if (working.length > 0) await tx.closeCircuits(working);
  if (failing.length === 0) return;
  const rows = await tx.lockDestinations(failing, machine.now());
  await tx.writeDestinations(
    rows.map(({ name, now, ...circuit }) => ({
      name,
      ...hear(circuit, heard.get(name) ?? [], { now: machine.now() ?? now, random: machine.random }),
    })),
  );
}
