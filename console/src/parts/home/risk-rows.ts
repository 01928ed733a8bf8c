/** `+7` for a rung after 7 days; for what is late but on no rung yet, the days that the first rung leaves: `1–6`. */
export function riskLabel(after: string | null, nextAfter: string | null): string {
  if (after !== null) {
    const days = daysOf(after);
    return days === undefined ? after : `+${days}`;
  }
  const until = nextAfter === null ? undefined : daysOf(nextAfter);
  if (until === undefined || until < 2) return '';
  return until === 2 ? '1' : `1–${until - 1}`;
}

function daysOf(after: string): number | undefined {
  const digits = /^(\d+) days?$/.exec(after)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
