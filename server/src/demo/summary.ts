import { endOf, entities, firstDay, monthsMax, people } from './company.ts';
import { isoDay } from './move.ts';
import { plantedDefects } from './planted.ts';

/** What the demo is, told without building it. */
export interface DemoSummary {
  /** How many there are with the usual seed and length, rounded down to hundreds. */
  readonly invoices: number;
  readonly cases: number;
  readonly events: number;
  readonly entities: readonly string[];
  readonly currencies: readonly string[];
  readonly people: number;
  readonly plantedDefects: number;
  readonly months: number;
  /** First and last day of what is built, `YYYY-MM-DD`; `to` is the day on which a visitor comes. */
  readonly from: string;
  readonly to: string;
}

export const defaultSeed = 42;

/** With the usual seed and length, rounded down to hundreds. A test of the whole build counts again. */
const builtCounts = { invoices: 1200, cases: 9100, events: 40_400 } as const;

export function demoSummary(): DemoSummary {
  return {
    ...builtCounts,
    entities: entities.map(({ name }) => name),
    currencies: entities.map(({ currency }) => currency),
    people: people.length,
    plantedDefects,
    months: monthsMax,
    from: isoDay(firstDay),
    to: isoDay(endOf(monthsMax)),
  };
}

/** Everybody of the simulated company, to act as. */
export function demoPeople(): typeof people {
  return people;
}

/** Its legal units. */
export function demoEntities(): typeof entities {
  return entities;
}
