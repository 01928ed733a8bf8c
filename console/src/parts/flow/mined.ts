import type { Mining, StateActivity } from '@throughline/api';
import { beginning, type Diagram, type DiagramEdge, edgeId, flat, thick, thin, wide } from './graph.ts';
import { type WaitHeat, waitText } from './wait.ts';

/* What a diagram draws of what really happened: activities as boxes, what directly followed what as lines. */

/** Where cases end; no activity has this name. */
export const ending = '$end';
/** Of all waiting: from so much on a line is shaded once, twice, three times. */
const shares = [0.04, 0.1, 0.25] as const;

export interface MinedWords {
  readonly end: string;
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly medianMs: number | null;
  readonly totalMs: number | null;
}

/**
 * The directly-follows graph of a flow.
 *
 * @param percent how many of the ways are drawn, the most frequent first; each activity keeps its most frequent way in and out
 */
export function minedDiagram(
  mining: Pick<Mining, 'activities' | 'edges' | 'cases'>,
  percent: number,
  words: MinedWords,
  locale: string,
): Diagram {
  const { activities, edges, cases } = mining;
  const known = new Set(activities.map(({ name }) => name));
  const ways = [
    ...activities.map((one): Way => ({ from: beginning, to: one.name, count: one.starts, medianMs: null, totalMs: null })),
    ...edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to)),
    ...activities.map((one): Way => ({ from: one.name, to: ending, count: one.ends, medianMs: null, totalMs: null })),
  ].filter(({ count }) => count > 0);
  const kept = mostFrequent(ways, percent);
  const most = Math.max(1, ...kept.map(({ count }) => count));
  const waiting = ways.reduce((sum, { totalMs }) => sum + Math.max(0, totalMs ?? 0), 0);
  return {
    nodes: [
      { id: beginning, width: 14, height: 14, heat: 0, bar: undefined },
      ...activities.map((one) => ({ ...box, id: one.name, state: boxOf(one.name, one.title, one.cases, 'state') })),
      { ...box, id: ending, state: boxOf(ending, words.end, cases, 'done') },
    ],
    edges: kept.map(
      ({ from, to, count, medianMs, totalMs }): DiagramEdge => ({
        ...{ id: edgeId(from === beginning ? null : from, to), from, to, count, declared: true },
        width: thin + (thick - thin) * Math.sqrt(count / most),
        ...(medianMs === null ? {} : { note: waitText(Math.max(0, medianMs), locale) }),
        heat: heatOf(totalMs, waiting),
      }),
    ),
    hidden: ways.length - kept.length,
  };
}

const box = { width: wide, height: flat, heat: 0, bar: undefined } as const;

function boxOf(name: string, title: string, cases: number, kind: StateActivity['kind']): StateActivity {
  const none = { owner: null, target: null, oldest: null, entered: 0, left: 0, medianMs: null, p90Ms: null };
  return { name, title, kind, cases, ...none };
}

function heatOf(totalMs: number | null, waiting: number): WaitHeat {
  const share = waiting === 0 ? 0 : Math.max(0, totalMs ?? 0) / waiting;
  return shares.filter((from) => share >= from).length as WaitHeat;
}

function mostFrequent(ways: readonly Way[], percent: number): readonly Way[] {
  const sorted = ways.toSorted((a, b) => b.count - a.count);
  const kept = new Set(sorted.slice(0, Math.ceil((sorted.length * percent) / 100)));
  const [into, out] = [new Set<string>(), new Set<string>()];
  for (const way of sorted) {
    if (!into.has(way.to) || !out.has(way.from)) kept.add(way);
    into.add(way.to);
    out.add(way.from);
  }
  return ways.filter((way) => kept.has(way));
}
