import type { Millis } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { insertReleaseDecision, lockDeployment, readVersions, releasesOf, setReleasedAt } from '../sql/flow-versions.ts';
import { readInstant } from '../sql/read-moment.ts';
import { countSettings } from '../sql/read-settings.ts';
import { releasesAt } from './releases.ts';

/** Whose decision it is, and why. */
export interface Decided {
  readonly by: string;
  readonly reason: string;
}

export interface VersionName {
  readonly flow: string;
  readonly version: number;
}

/**
 * Lets newborn cases run a deployed version from an instant on (one that has passed means now); one that was to come is put at another
 * date. Cases that exist keep theirs.
 *
 * @throws EngineError version-unknown, reason-missing
 */
export async function releaseVersion(
  database: Database,
  { flow, version, from, by, reason }: VersionName & Decided & { readonly from?: Millis },
): Promise<{ readonly releasedAt: Millis }> {
  requireReason({ by, reason });
  return inTransaction(database, async (client) => {
    await lockDeployment(client);
    return { releasedAt: await releaseWithin(client, { flow, version, by, reason, ...(from === undefined ? {} : { from }) }) };
  });
}

/** In a transaction that holds the lock on deployments. */
export async function releaseWithin(
  client: Client,
  { flow, version, from, by, reason }: VersionName & Decided & { readonly from?: Millis },
): Promise<Millis> {
  const { now } = await readInstant(client);
  const releasedAt = Math.max(now, from ?? now);
  if (!(await setReleasedAt(client, { flow, version, releasedAt, isScheduled: releasedAt > now })))
    throw versionUnknown({ flow, version });
  await insertReleaseDecision(client, { flow, version, from: releasedAt, by, at: now, reason });
  await countSettings(client);
  return releasedAt;
}

/**
 * Takes a release back: newborn cases run the version that was released before it, whose number comes back. Cases that run it go on; map
 * them back with `migrateCases`.
 *
 * @throws EngineError version-unknown, version-needed, reason-missing
 */
export async function withdrawVersion(
  database: Database,
  { flow, version, by, reason }: VersionName & Decided,
): Promise<{ readonly inForce: number }> {
  requireReason({ by, reason });
  return inTransaction(database, async (client) => {
    await lockDeployment(client);
    const { now } = await readInstant(client);
    const versions = await readVersions(client, [flow]);
    const found = versions.find((row) => row.version === version);
    if (found === undefined || found.releasedAt === null) throw versionUnknown({ flow, version });
    const others = releasesOf(versions).filter((row) => row.version !== version);
    const inForce = releasesAt(others, now).latest[flow];
    if (inForce === undefined)
      throw new EngineError(
        'version-needed',
        `No other version of ${flow} is in force, so nothing could be born any more: release another one first`,
      );
    await setReleasedAt(client, { flow, version, releasedAt: null, isScheduled: false });
    await insertReleaseDecision(client, { flow, version, from: null, by, at: now, reason });
    await countSettings(client);
    return { inForce };
  });
}

export function versionUnknown({ flow, version }: VersionName): EngineError {
  return new EngineError('version-unknown', `There is no such version ${version} of ${flow}, or it is not released`, {
    details: { flow, version },
  });
}

/** @throws EngineError reason-missing */
export function requireReason({ by, reason }: Decided): void {
  if (by.trim() === '' || reason.trim() === '')
    throw new EngineError('reason-missing', 'Who decides this, and why? Say both: they are kept for whoever asks later');
}
