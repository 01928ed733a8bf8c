import type { Millis } from '@throughline/language';

export type FailureOutcome = 'rejected' | 'unknown' | 'duplicate' | 'failed' | 'missed' | 'volume';

/** Something that an integration did not do as it should, as its run log tells it. */
export interface Failure {
  readonly integration: string;
  /** Of what was moved; of a whole run its id. */
  readonly record: string;
  readonly at: Millis;
  readonly outcome: FailureOutcome;
  /** What kind of fault it was: delivery-reference-missing, timed-out. */
  readonly errorClass: string;
  /** Money that hangs on the record, in minor units. */
  readonly amount?: { readonly currency: string; readonly units: number };
}

/** What failed of one integration within one stretch of time. */
export interface FailureGroup {
  readonly integration: string;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
  readonly count: number;
  /** Of unknown outcome. */
  readonly unknown: number;
  /** By error class and outcome, the most frequent first. */
  readonly parts: readonly { readonly errorClass: string; readonly outcome: FailureOutcome; readonly count: number }[];
  /** By currency; a record that failed twice counts once. */
  readonly atRisk: readonly { readonly currency: string; readonly amount: number }[];
  readonly failures: readonly Failure[];
}

/**
 * Failures of one integration are one group as long as no more than so many hours pass between two of them: so what one cause does is told once, with
 * its parts.
 */
export function groupFailures(
  failures: readonly Failure[],
  { quietHours }: { readonly quietHours: number },
): readonly FailureGroup[] {
  const open = new Map<string, Failure[]>();
  const groups: Failure[][] = [];
  for (const failure of [...failures].sort((a, b) => a.at - b.at || (a.record < b.record ? -1 : 1))) {
    const group = open.get(failure.integration);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && failure.at - last.at <= quietHours * 3_600_000) {
      group.push(failure);
      continue;
    }
    const begun = [failure];
    open.set(failure.integration, begun);
    groups.push(begun);
  }
  return groups.map(groupOf);
}

function groupOf(failures: readonly Failure[]): FailureGroup {
  const first = failures[0] as Failure;
  const parts = new Map<string, { errorClass: string; outcome: FailureOutcome; count: number }>();
  const amounts = new Map<string, NonNullable<Failure['amount']>>();
  for (const { errorClass, outcome, record, amount } of failures) {
    const name = `${outcome} ${errorClass}`;
    const part = parts.get(name) ?? { errorClass, outcome, count: 0 };
    part.count += 1;
    parts.set(name, part);
    if (amount !== undefined) amounts.set(record, amount);
  }
  const atRisk = new Map<string, number>();
  for (const { currency, units } of amounts.values()) atRisk.set(currency, (atRisk.get(currency) ?? 0) + units);
  return {
    ...{
      integration: first.integration,
      firstAt: first.at,
      lastAt: (failures.at(-1) ?? first).at,
      count: failures.length,
      failures,
    },
    unknown: failures.filter(({ outcome }) => outcome === 'unknown').length,
    parts: [...parts.values()].sort((a, b) => b.count - a.count || (a.errorClass < b.errorClass ? -1 : 1)),
    atRisk: [...atRisk].map(([currency, amount]) => ({ currency, amount })).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

/** So many must have gone well before a release for its being blamed to say anything. */
const enoughBefore = 20;

export interface ReleaseBehind {
  readonly release: string;
  readonly errorClass: string;
  readonly before: { readonly failed: number; readonly of: number };
  readonly after: { readonly failed: number; readonly of: number };
}

/**
 * The release behind a kind of failure: the latest one before its first failure, where enough was moved before it without one. It is a suspicion with
 * its figures, and no proof.
 */
export function releaseBehind(
  errorClass: string,
  {
    failures,
    moved,
    releases,
  }: {
    readonly failures: readonly Failure[];
    /** When each record was moved, failed or not. */
    readonly moved: readonly Millis[];
    readonly releases: readonly { readonly number: string; readonly at: Millis }[];
  },
): ReleaseBehind | undefined {
  const own = failures.filter((one) => one.errorClass === errorClass);
  const firstAt = own.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
  const release = [...releases].sort((a, b) => b.at - a.at).find(({ at }) => at <= firstAt);
  if (own.length === 0 || release === undefined) return undefined;
  const before = moved.filter((at) => at < release.at).length;
  if (before < enoughBefore) return undefined;
  return {
    ...{ release: release.number, errorClass },
    before: { failed: 0, of: before },
    after: { failed: own.length, of: moved.length - before },
  };
}
