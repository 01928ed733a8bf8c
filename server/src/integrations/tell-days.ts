import type { Submission } from '@throughline/engine';
import type { Actor, Millis } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { type DayFigures, readDays, storeDays } from './day-table.ts';
import { expectedRecords } from './expected-records.ts';
import { writeFailures } from './failure-table.ts';
import type { Registered } from './register.ts';
import { historyMs } from './take-runs.ts';

export const dayMs = 86_400_000;
/** Runs may be told so much after their day; then the day is over for good. */
const graceMs = 3_600_000;
/** Days further back are no longer told: whoever sends them can tell of them by facts. */
const daysBack = 800;
const factsAtOnce = 2000;

const source = 'integrations';
/** What the days are told by. */
const teller: Actor = { id: source, kind: 'source', principal: source, roles: [] };

export const dayOf = (at: Millis): string => new Date(at).toISOString().slice(0, 10);
const startOf = (day: string): Millis => Date.parse(`${day}T00:00:00Z`);

/**
 * Tells the log of the days that are over: what should have run, and what did. Each day is told once, as it happened on that day.
 *
 * @param since days before it are not looked at
 * @param volumes those that declare how many records come: no day of theirs is held against those before it
 */
export async function tellDays(
  { pool, engine }: Pick<Throughline, 'pool' | 'engine'>,
  register: readonly Registered[],
  { now, since, volumes }: { readonly now: Millis; readonly since: Millis; readonly volumes: ReadonlyMap<string, unknown> },
): Promise<void> {
  const byName = new Map(register.map((one) => [one.name, one]));
  const [from, to] = [dayOf(Math.max(since, now - daysBack * dayMs)), dayOf(now - graceMs)];
  const untold = (await readDays(pool, [...byName.keys()], { from, to })).filter(({ isTold }) => !isTold);
  for (let first = 0; first < untold.length; first += factsAtOnce) {
    const some = untold.slice(first, first + factsAtOnce);
    const submissions = some.flatMap((day) => {
      const of = byName.get(day.integration);
      return of === undefined ? [] : [tally(of, day)];
    });
    await engine.dispatch(submissions);
    await storeDays(pool, some);
  }
  for (const [name, days] of Map.groupBy(untold, ({ integration }) => integration)) {
    const of = byName.get(name);
    if (of !== undefined && !volumes.has(name)) await tellVolume(pool, of, { days, now });
  }
}

function tally({ name, tier, entity }: Registered, { day, ...figures }: DayFigures): Submission {
  const { due, succeeded, missed, records, recordsFailed } = figures;
  const number = `${name}/${day}`;
  return {
    case: { flow: 'integration-day', entity, key: number },
    input: {
      ...{ kind: 'fact', type: 'tally', actor: teller, source: { name: source, liveFrom: 0 } },
      data: { number, integration: name, tier, day, due, succeeded, missed, records, recordsFailed },
      occurredAt: startOf(day) + dayMs - 1000,
    },
    receipt: { source, key: number },
  };
}

/** So far back days say what is usual. */
const usualMs = 70 * dayMs;

/** Days on which other numbers of records came than those before let one expect. What is declared is held against each run. */
async function tellVolume(
  pool: Throughline['pool'],
  { name, atLeast, atMost }: Registered,
  { days, now }: { readonly days: readonly DayFigures[]; readonly now: Millis },
): Promise<void> {
  const fresh = days.filter(({ day }) => startOf(day) >= now - historyMs);
  const [first] = fresh;
  if (first === undefined || atLeast !== undefined || atMost !== undefined) return;
  const around = await readDays(pool, [name], { from: dayOf(startOf(first.day) - usualMs), to: dayOf(now) });
  const judged = new Set(fresh.map(({ day }) => day));
  const strange = expectedRecords(around, first.day).flatMap(({ day, records, expected }) => {
    if (expected === null || !judged.has(day)) return [];
    if (records >= expected.low && records <= expected.high) return [];
    const errorClass = records < expected.low ? 'volume-low' : 'volume-high';
    const at = startOf(day) + dayMs - 1000;
    return [{ record: day, run: undefined, at, outcome: 'volume', errorClass, isHistory: false } as const];
  });
  await writeFailures(pool, name, strange);
}
