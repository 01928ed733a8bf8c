import { falseDiscoveryRates } from '../false-discovery.ts';
import { type Expectation, type ExpectationOptions, expectationOf, type SeriesPoint } from './expectation.ts';

/** A series that is watched: a metric, or a metric of some cases. */
export interface WatchedSeries extends ExpectationOptions {
  readonly id: string;
  /** Series of one metric belong together. */
  readonly metric: string;
  /** Oldest first; the points of all series end with the same period. */
  readonly points: readonly SeriesPoint[];
}

export interface AlertMember {
  readonly id: string;
  readonly metric: string;
  readonly value: number;
  readonly expectation: Expectation;
  readonly moved: 'up' | 'down';
  /** Of all series watched, how many false ones are to be expected among those that stand out as much (Benjamini and Hochberg). */
  readonly falseDiscovery: number;
}

/** What moved together, told once. */
export interface Alert {
  /** The one that stands out most. */
  readonly lead: AlertMember;
  /** All of them, the lead first. */
  readonly members: readonly AlertMember[];
}

export interface AlertOptions {
  /** Of the series alerted, the share that may be false. Default 0.05. */
  readonly falseDiscovery?: number;
}

const falseDiscoveryDefault = 0.05;
/** Series whose surprises went together that closely in the past move together. */
const togetherMin = 0.6;
const sharedMin = 8;

/**
 * Which series left what is expected of them in the latest period. Of all that are watched together, the share of false alerts is
 * controlled (Y. Benjamini, Y. Hochberg, 1995; also where series depend on each other positively: Benjamini, Yekutieli, 2001): a house
 * that watches a thousand numbers is not woken more often than one that watches ten. Series of one metric, and those that used to move
 * together, make one alert.
 */
export function alertsOf(watched: readonly WatchedSeries[], options: AlertOptions = {}): readonly Alert[] {
  const judged = watched.flatMap((series) => {
    const expectations = expectationOf(series.points, series);
    const value = series.points.at(-1)?.value;
    const expectation = expectations.at(-1);
    return value == null || expectation == null ? [] : [{ series, expectations, value, expectation }];
  });
  const rates = falseDiscoveryRates(judged.map(({ expectation }) => expectation.p));
  const alerted = judged
    .map((each, index) => ({ ...each, falseDiscovery: rates[index] as number }))
    .filter(({ falseDiscovery }) => falseDiscovery <= (options.falseDiscovery ?? falseDiscoveryDefault))
    .sort((a, b) => a.expectation.p - b.expectation.p || (a.series.id < b.series.id ? -1 : 1));
  return grouped(alerted).map((group): Alert => {
    const members = group.map(({ series, value, expectation, falseDiscovery }): AlertMember => {
      const moved = value > expectation.expected ? 'up' : 'down';
      return { id: series.id, metric: series.metric, value, expectation, moved, falseDiscovery };
    });
    return { lead: members[0] as AlertMember, members };
  });
}

interface Alerted {
  readonly series: WatchedSeries;
  readonly expectations: readonly (Expectation | null)[];
  readonly value: number;
  readonly expectation: Expectation;
  readonly falseDiscovery: number;
}

function grouped(alerted: readonly Alerted[]): readonly (readonly Alerted[])[] {
  const groups: Alerted[][] = [];
  for (const each of alerted) {
    const joined = groups.filter((group) => group.some((other) => belongTogether(each, other)));
    const [first, ...others] = joined;
    if (first === undefined) {
      groups.push([each]);
      continue;
    }
    first.push(each);
    for (const other of others) first.push(...groups.splice(groups.indexOf(other), 1).flat());
    first.sort((a, b) => a.expectation.p - b.expectation.p);
  }
  return groups;
}

function belongTogether(a: Alerted, b: Alerted): boolean {
  if (a.series.metric === b.series.metric) return true;
  const [ofA, ofB] = [surprises(a), surprises(b)];
  const shared = [...ofA.keys()].flatMap((back) => {
    const [x, y] = [ofA[back], ofB[back]];
    return x == null || y == null ? [] : [[x, y] as const];
  });
  return shared.length >= sharedMin && Math.abs(correlation(shared)) >= togetherMin;
}

/** How far each past point was from what was expected of it, the latest past one first; the period alerted is not among them. */
function surprises({ series, expectations }: Alerted): readonly (number | null)[] {
  return series.points
    .map(({ value }, index) => {
      const expectation = expectations[index];
      return value === null || expectation == null ? null : value - expectation.expected;
    })
    .slice(0, -1)
    .reverse();
}

/** Of ranks (C. Spearman, 1904): one wild period makes no friendship. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  const ranks = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
  };
  const [x, y] = [ranks(pairs.map(([a]) => a)), ranks(pairs.map(([, b]) => b))];
  const middle = (pairs.length - 1) / 2;
  const sum = (of: (index: number) => number) => pairs.reduce((total, _, index) => total + of(index), 0);
  const [dx, dy] = [(index: number) => (x[index] as number) - middle, (index: number) => (y[index] as number) - middle];
  const spread = Math.sqrt(sum((index) => dx(index) ** 2) * sum((index) => dy(index) ** 2));
  return spread === 0 ? 0 : sum((index) => dx(index) * dy(index)) / spread;
}
