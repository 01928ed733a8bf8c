import type { LadderView } from '@throughline/api';
import { words } from './words.ts';

type Rung = LadderView['rungs'][number];

/** What a rung's mark looks like: done, to come, waiting for a person, or passed over. */
export type MarkLook = 'fired' | 'pending' | 'awaiting' | 'skipped';

export interface TrackScale {
  readonly from: number;
  readonly to: number;
}

/** When a rung stands on the track: when it fired, else when it is due. */
export function rungAt(rung: Rung): number | null {
  const at = rung.firedAt ?? rung.dueAt ?? rung.plannedAt;
  return at === null ? null : Date.parse(at);
}

/** From the day that the ladder counts from to whatever comes last, and now in between; `undefined`: nothing has a time. */
export function trackScale({ anchor, rungs, pauses }: LadderView, now: number): TrackScale | undefined {
  const times = [
    ...(anchor === null ? [] : [Date.parse(anchor.at)]),
    ...rungs.map(rungAt).filter((at) => at !== null),
    ...pauses.map(({ from }) => Date.parse(from)),
  ];
  if (times.length === 0) return undefined;
  const from = Math.min(...times);
  // Long after the last rung, now would press all rungs together at the left: it is then at the end, and the text says when.
  const last = Math.max(...times);
  const reach = last + Math.max(last - from, 86_400_000);
  return { from, to: Math.max(last, Math.min(now, reach), from + 86_400_000) };
}

/** Where an instant stands on the track: 0 at its begin, 1 at its end. */
export function shareOf(at: number, { from, to }: TrackScale): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

export interface LabelPlace {
  /** px from the left edge of the track to that of the label. */
  readonly left: number;
  /** 0 next to the line, 1 one row further off, ... */
  readonly lane: number;
}

/** Puts labels above or below their points (px, in order), in as few rows as keep them apart, and none over an edge. */
export function placeLabels(
  labels: readonly { readonly at: number; readonly width: number }[],
  trackWidth: number,
  gap = 12,
): readonly LabelPlace[] {
  const ends: number[] = [];
  return labels.map(({ at, width }) => {
    const left = Math.max(0, Math.min(at - width / 2, trackWidth - width));
    const free = ends.findIndex((end) => left >= end + gap);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = left + width;
    return { left, lane };
  });
}

/** The width of a text at 12 px, near enough to keep labels apart: measuring it would mean laying the page out twice. */
export function textWidth(text: string): number {
  return Math.ceil(text.length * 6.4) + 2;
}

const looks: Readonly<Record<Rung['standing'], MarkLook>> = {
  pending: 'pending',
  paused: 'pending',
  held: 'pending',
  awaiting: 'awaiting',
  fired: 'fired',
  passed: 'fired',
  historic: 'skipped',
  superseded: 'skipped',
  stopped: 'skipped',
  declined: 'skipped',
  skipped: 'skipped',
};

export function lookOf(standing: Rung['standing']): MarkLook {
  return looks[standing];
}

/** What became of a rung, in words; nothing where its date says it all. */
export const standingWords: Readonly<Record<Rung['standing'], string>> = {
  pending: '',
  paused: words.paused,
  held: words.held,
  awaiting: words.waitsForApproval,
  fired: '',
  passed: words.passed,
  historic: words.beforeGoingLive,
  superseded: words.passedOver,
  stopped: words.stopped,
  declined: words.declined,
  skipped: words.skippedByHand,
};
