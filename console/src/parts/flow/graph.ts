import type { EdgeActivity, StateActivity } from '@throughline/api';
import { type WaitHeat, waitHeat, waitShare } from './wait.ts';

/* What a diagram draws of a flow: states as boxes, what leads from one to the other as one line. */

/** Where cases begin. No state has this name. */
export const beginning = '';

export interface DiagramNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Absent: the beginning. */
  readonly state?: StateActivity;
  readonly heat: WaitHeat;
  /** The median wait as a part of twice the target, so that the target is in the middle. */
  readonly bar: number | undefined;
}

export interface DiagramEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly declared: boolean;
  /** In px. */
  readonly width: number;
  /** Behind the count: how long it took. */
  readonly note?: string;
  /** How much of all waiting is along it. */
  readonly heat?: WaitHeat;
}

export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  /** Ways that nobody took and that are not drawn. */
  readonly hidden: number;
}

export const wide = 190;
const tall = 66;
export const flat = 44;
export const [thin, thick] = [1, 5] as const;
/** With more lines than these, those that nobody took would hide the others. */
const linesMax = 24;

export function edgeId(from: string | null, to: string): string {
  return JSON.stringify([from, to]);
}

/**
 * The diagram of a flow.
 *
 * @param all draw also the ways that nobody took, where there are many
 */
export function diagramOf(
  states: readonly StateActivity[],
  edges: readonly EdgeActivity[],
  { all }: { readonly all: boolean },
): Diagram {
  // Nothing waits to be born as a rule; then the state for it is no part of the picture.
  const shown = states.filter(({ kind, cases, entered }) => (kind !== 'expected' && kind !== 'gone') || cases + entered > 0);
  const known = new Set(shown.map(({ name }) => name));
  const drawable = edges.filter(({ from, to }) => (from === null || known.has(from)) && known.has(to) && from !== to);
  const most = Math.max(1, ...drawable.map(({ count }) => count));
  const kept = all || drawable.length <= linesMax ? drawable : withoutIdle(drawable);
  return {
    nodes: [
      { id: beginning, width: 14, height: 14, heat: 0, bar: undefined },
      ...shown.map((state): DiagramNode => {
        const share = waitShare(state);
        const hasWait = state.kind === 'state' && (state.medianMs !== null || state.target !== null);
        return {
          id: state.name,
          width: wide,
          height: hasWait ? tall : flat,
          state,
          heat: waitHeat(share),
          bar: share === undefined ? undefined : Math.min(1, share / 2),
        };
      }),
    ],
    edges: kept.map(({ from, to, count, declared }) => ({
      ...{ id: edgeId(from, to), from: from ?? beginning, to, count, declared },
      // By the root: of two that differ a hundredfold, the smaller can still be seen.
      width: count === 0 ? thin : thin + (thick - thin) * Math.sqrt(count / most),
    })),
    hidden: drawable.length - kept.length,
  };
}

/** Without the ways that nobody took; but the first one into and out of each state that would have none stays. */
function withoutIdle(edges: readonly EdgeActivity[]): readonly EdgeActivity[] {
  const kept = new Set(edges.filter(({ count }) => count > 0));
  const add = (edge: EdgeActivity, has: (other: EdgeActivity) => boolean) => {
    if (![...kept].some(has)) kept.add(edge);
  };
  for (const edge of edges) add(edge, ({ to }) => to === edge.to);
  for (const edge of edges) add(edge, ({ from }) => from === edge.from);
  return edges.filter((edge) => kept.has(edge));
}

const directions = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const;

interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** The state to which an arrow key leads: the nearest in that direction, what lies across counting double. */
export function neighbour(placed: readonly Placed[], from: string, key: 'up' | 'down' | 'left' | 'right'): string | undefined {
  const here = placed.find(({ id }) => id === from);
  if (here === undefined) return placed[0]?.id;
  const [right, down] = directions[key];
  const distances = placed.flatMap(({ id, x, y }) => {
    const [dx, dy] = [x - here.x, y - here.y];
    const ahead = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    return ahead <= 1 ? [] : [{ id, far: ahead + 2 * aside }];
  });
  return distances.toSorted((a, b) => a.far - b.far)[0]?.id;
}
