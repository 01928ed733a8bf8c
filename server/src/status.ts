import { mailSinks } from './mail.ts';
import type { Throughline } from './throughline.ts';

/** How a company stands. */
export interface Status {
  readonly cases: number;
  readonly now: number;
  /** Whether mails go out; where not, how many wait. */
  readonly mail: { readonly goesOut: boolean; readonly waiting: number };
  /** Cases whose deadline could not be worked off. */
  readonly quarantined: number;
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
