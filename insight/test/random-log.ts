import fc from 'fast-check';
import type { FixtureCase, FixtureEvent } from './log-fixture.ts';

/** What the events of a random log may be, and the states that they lead to. */
export const randomTypes = { open: 'opened', work: 'working', pause: 'paused', close: 'closed', reopen: 'opened' } as const;
export const randomTeams = ['a', 'b', 'c'] as const;
export const randomZones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'] as const;
export const randomEntities = ['north', 'south'] as const;

type Type = keyof typeof randomTypes;

const minute = 60_000;
/** Two years around a change of the clocks in each zone; between noon and ten at night of UTC, when no clock is changed. */
const instants = fc
  .tuple(fc.integer({ min: 0, max: 365 }), fc.integer({ min: 12 * 60, max: 22 * 60 - 1 }))
  .map(([day, time]) => new Date(Date.UTC(2025, 0, 1 + day) + time * minute).toISOString());

const data = fc.record(
  {
    team: fc.constantFrom(...randomTeams),
    amount: fc.oneof(fc.integer({ min: -5_000, max: 500_000 }), fc.constant('much')),
    paid: fc.integer({ min: 0, max: 100_000 }),
    score: fc.oneof(
      fc.integer({ min: 0, max: 10 }),
      fc.double({ min: 0, max: 10, noNaN: true }).map((value) => Math.round(value * 100) / 100),
    ),
    user: fc.constantFrom('ann', 'ben', 'cem', 'dan', "o'neil"),
    dueOn: fc.oneof(
      instants.map((instant) => instant.slice(0, 10)),
      fc.constant('2025-02-30'),
    ),
    currency: fc.constant('EUR'),
  },
  { requiredKeys: ['currency'] },
);

/** An event: when it happened is in no order, it may have been recorded much later, and what it brought may have been erased. */
const events: fc.Arbitrary<FixtureEvent> = fc
  .record({
    type: fc.constantFrom(...(Object.keys(randomTypes) as Type[])),
    at: instants,
    lateDays: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 90 }) }),
    data: fc.option(data, { nil: undefined }),
    isErased: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    manual: fc.boolean(),
  })
  .map(({ type, at, lateDays, data: brought, isErased, manual }) => ({
    ...{ type, at, to: randomTypes[type], manual },
    recordedAt: new Date(Date.parse(at) + lateDays * 86_400_000).toISOString(),
    ...(brought === undefined ? {} : { data: brought }),
    ...(isErased ? { erased: true as const } : {}),
  }));

/** A log of one flow; every case begins with its opening. */
export function randomLog(flow: string, size = 25): fc.Arbitrary<readonly FixtureCase[]> {
  const one = fc.tuple(events, fc.array(events, { maxLength: 6 }), fc.constantFrom(...randomEntities));
  return fc.array(one, { minLength: 1, maxLength: size }).map((all) =>
    all.map(([first, rest, entity], index) => ({
      ...{ flow, entity, key: `${flow}-${index}` },
      events: [{ ...first, type: 'open', to: 'opened' }, ...rest],
    })),
  );
}

/** The same logs for the same seed, each of a flow of its own. */
export function randomLogs(seed: number, count: number, size?: number): readonly (readonly FixtureCase[])[] {
  return Array.from(
    { length: count },
    (_, index) => fc.sample(randomLog(`thing-${index}`, size), { seed: seed + index, numRuns: 1 })[0] ?? [],
  );
}
