import type { EventDraft, Millis } from '@throughline/language';

/** So many deadlines of a case are worked off in one go: one that comes again and again must not hold the batch up. */
const inOneGo = 32;
/** As long as nothing that is due lies later than what was due first, it goes on: the next go could not tell that it stands still. */
const standingMax = 1000;
/** A deadline can come once more at the same instant by other ways; not so often. */
const repeatsMax = 3;

/**
 * Watches the deadlines of one case that fire one after the other, and tells a case that catches up from one that goes round in a
 * circle: rungs without length between states, each due again at the very instant at which it fires.
 */
export class DeadlineRun {
  readonly #seen = new Map<string, number>();
  #fired = 0;
  #dueFirst: Millis | undefined;

  /** After one fired, and something is due at `dueAt`, which has come, too: what to do. */
  next({ type, from, outcome }: EventDraft, dueAt: Millis): 'go-on' | 'later' | 'set-aside' {
    this.#fired += 1;
    this.#dueFirst ??= dueAt;
    const name = `${type} ${from} ${outcome.fired ?? ''} ${outcome.due ?? ''}`;
    const times = (this.#seen.get(name) ?? 0) + 1;
    this.#seen.set(name, times);
    if (times > repeatsMax) return 'set-aside';
    if (dueAt > this.#dueFirst) return this.#fired >= inOneGo ? 'later' : 'go-on';
    return this.#fired >= standingMax ? 'set-aside' : 'go-on';
  }
}
