/**
 * A snapshot of transactions: those that were over at an instant. `xmax`: the first that had not begun; `running`: those below it that
 * were not over. Numbers are texts: they have 64 bits.
 */
export interface Snapshot {
  readonly xmin: bigint;
  readonly xmax: bigint;
  readonly running: readonly bigint[];
}

/** Reads the text of a `pg_snapshot`; `shift` is added to its numbers. */
export function parseSnapshot(text: string, shift = 0n): Snapshot {
  const [xmin = '', xmax = '', running = ''] = text.split(':');
  const numbers = running === '' ? [] : running.split(',');
  return { xmin: BigInt(xmin) + shift, xmax: BigInt(xmax) + shift, running: numbers.map((number) => BigInt(number) + shift) };
}

export function snapshotText({ xmin, xmax, running }: Snapshot): string {
  return `${xmin}:${xmax}:${running.join(',')}`;
}

/** The snapshot in which all transactions below a number are over. */
export function snapshotBelow(xmax: bigint): Snapshot {
  return { xmin: xmax, xmax, running: [] };
}

/** What became visible between two snapshots. `after` is absent for the first seal: all from the beginning. */
export interface Span {
  readonly after?: Snapshot;
  /** Absent: whatever is visible. */
  readonly upto?: Snapshot;
}

/** Whether a transaction was over at the instant of a snapshot. */
export function isOver({ xmax, running }: Snapshot, number: bigint): boolean {
  return number < xmax && !running.includes(number);
}

const array = (numbers: readonly bigint[]) => `{${numbers.join(',')}}`;

/**
 * A condition for events of a span, and its parameters from `$first` on. It is exact, and made so that the summary of page ranges over
 * `xact` answers it: either at or past the old snapshot's end, or one of the few that ran when it was taken. What has no number is
 * older than all numbers.
 */
export function spanCondition({ after, upto }: Span, first: number): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${first - 1 + values.push(value)}`;
  const begins =
    after === undefined
      ? '(e.xact is null or e.xact >= 0)'
      : `(e.xact >= ${parameter(String(after.xmax))}::int8 or e.xact = any(${parameter(array(after.running))}::int8[]))`;
  if (upto === undefined) return { text: begins, values };
  const xmax = `${parameter(String(upto.xmax))}::int8`;
  const isOver = `e.xact < ${xmax} and e.xact <> all(${parameter(array(upto.running))}::int8[])`;
  return { text: `${begins} and ${after === undefined ? `(e.xact is null or (${isOver}))` : isOver}`, values };
}
