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
  /** Of one in doubt: it was looked up since. */
  readonly isKnown?: boolean;
}

/** What failed of one integration within one stretch of time. */
export interface FailureGroup {
  readonly integration: string;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
  readonly count: number;
  /** Of unknown outcome, and not looked up. */
  readonly unknown: number;
  /** By error class and outcome, the most frequent first. */
  readonly parts: readonly { readonly errorClass: string; readonly outcome: FailureOutcome; readonly count: number }[];
  /** By currency; a record that failed twice counts once. */
  readonly atRisk: readonly { readonly currency: string; readonly amount: number }[];
  readonly failures: readonly Failure[];
}

/** A group as it is known so far. */
export interface KnownGroup {
  readonly key: string;
  readonly integration: string;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
}

/**
 * Failures of one integration are one group as long as no more than so many hours pass between two of them: so what one cause does is told once, with
 * its parts. What comes late joins the group that it lies in. Returns the key of the group of each failure.
 *
 * @param known the groups that can still take one in
 * @param isTaken whether a key names another group already
 */
export function groupFailures<F extends Failure>(
  failures: readonly F[],
  {
    known,
    quietHours,
    isTaken,
  }: { readonly known: readonly KnownGroup[]; readonly quietHours: number; readonly isTaken: (key: string) => boolean },
): readonly { readonly failure: F; readonly key: string }[] {
  const quiet = quietHours * 3_600_000;
  const groups = new Map(known.map((group) => [group.key, group]));
  return [...failures]
    .sort((a, b) => a.at - b.at || (a.record < b.record ? -1 : 1))
    .map((failure) => {
      const { integration, at } = failure;
      const near = [...groups.values()]
        .filter((group) => group.integration === integration && at >= group.firstAt - quiet && at <= group.lastAt + quiet)
        .reduce<KnownGroup | undefined>(
          (latest, each) => (latest === undefined || each.lastAt > latest.lastAt ? each : latest),
          undefined,
        );
      const key = near?.key ?? newKey(failure, (name) => groups.has(name) || isTaken(name));
      groups.set(key, {
        ...{ key, integration, firstAt: Math.min(near?.firstAt ?? at, at), lastAt: Math.max(near?.lastAt ?? at, at) },
      });
      return { failure, key };
    });
}

function newKey({ integration, at }: Failure, isTaken: (key: string) => boolean): string {
  const first = `${integration}/${new Date(at).toISOString()}`;
  for (let nth = 2, key = first; ; nth += 1) {
    if (!isTaken(key)) return key;
    key = `${first}#${nth}`;
  }
}

const partsMax = 50;

/** What some failures of one integration come to; there is at least one. */
export function groupOf(failures: readonly Failure[]): FailureGroup {
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
    unknown: failures.filter(({ outcome, isKnown }) => outcome === 'unknown' && isKnown !== true).length,
    parts: [...parts.values()].sort((a, b) => b.count - a.count || (a.errorClass < b.errorClass ? -1 : 1)).slice(0, partsMax),
    atRisk: [...atRisk].map(([currency, amount]) => ({ currency, amount })).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

/** So many must have gone well before a release for its being blamed to say anything. */
const enoughBefore = 20;

export interface ReleaseBehind<R> {
  readonly release: R;
  readonly errorClass: string;
  readonly before: { readonly failed: number; readonly of: number };
  readonly after: { readonly failed: number; readonly of: number };
}

/**
 * The release behind a kind of failure: the latest one before its first failure, where enough was moved before it without one. It is a suspicion with
 * its figures, and no proof.
 */
export function releaseBehind<R extends { readonly at: Millis }>(
  errorClass: string,
  {
    failures,
    moved,
    releases,
  }: {
    readonly failures: readonly Failure[];
    /** When how many records were moved, failed or not. */
    readonly moved: readonly { readonly at: Millis; readonly records: number }[];
    readonly releases: readonly R[];
  },
): ReleaseBehind<R> | undefined {
  const own = failures.filter((one) => one.errorClass === errorClass);
  const firstAt = own.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
  const release = [...releases].sort((a, b) => b.at - a.at).find(({ at }) => at <= firstAt);
  if (own.length === 0 || release === undefined) return undefined;
  const sum = (from: Millis, to: Millis) =>
    moved.reduce((all, { at, records }) => (at >= from && at < to ? all + records : all), 0);
  const before = sum(Number.NEGATIVE_INFINITY, release.at);
  if (before < enoughBefore) return undefined;
  return {
    ...{ release, errorClass },
    before: { failed: 0, of: before },
    after: { failed: own.length, of: sum(release.at, Number.POSITIVE_INFINITY) },
  };
}
