import { daysOf, shortDays } from '../../format/length.ts';

/** `+7` for a rung after 7 days; for what is late but on no rung yet, the days that the first rung leaves: `1–6`. */
export function riskLabel(after: string | null, nextAfter: string | null): string {
  if (after !== null) {
    const days = shortDays(after);
    return days === undefined ? after : `+${days}`;
  }
  const until = nextAfter === null ? undefined : daysOf(nextAfter)?.least;
  if (until === undefined || until < 2) return '';
  return until === 2 ? '1' : `1–${until - 1}`;
}

/** `7–13`, and for what is open to the top `45+`. */
export function ageLabel({ from, to }: { readonly from: number; readonly to: number | null }): string {
  if (to === null) return `${from}+`;
  return from === to ? String(from) : `${from}–${to}`;
}
