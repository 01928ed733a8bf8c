import type { Millis } from '@throughline/language';
import { deployPacks } from '../flows.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { recordMetricVersions } from '../series/metric-versions.ts';
import { analyseTables } from '../sql/analyse-tables.ts';
import { initialiseVirtual, type Throughline } from '../throughline.ts';
import { runWatches } from '../watching/run-watches.ts';
import {
  type BuildRecord,
  edition,
  emptyDemo,
  insertBuildRecord,
  noneNumbered,
  readBuildRecord,
  recordFinish,
} from './build-record.ts';
import { endOf, firstDay, monthsMax } from './company.ts';
import { runIntegrations } from './integrations.ts';
import { liveUntil, type Progress, withDemoLock } from './live.ts';
import { simulatedMail } from './simulate.ts';
import { defaultSeed } from './summary.ts';

export interface DemoRequest {
  /** Another seed is another company. Default 42. */
  readonly seed?: number;
  /** 1 to 18. Default 18. */
  readonly months?: number;
  /** Builds it anew even if it is there. */
  readonly rebuild?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface Demo {
  readonly seed: number;
  readonly months: number;
  /** `false`: it was there. */
  readonly isNew: boolean;
}

/**
 * Halden Components, a simulated company, run by the engine itself from a seed under a virtual clock. What is there already is
 * not built again; what was interrupted goes on where it stopped, and ends as if it had not been.
 */
export function buildDemo(throughline: Throughline, request: DemoRequest = {}): Promise<Demo> {
  return withDemoLock(throughline, () => buildLocked(throughline, request));
}

async function buildLocked(throughline: Throughline, request: DemoRequest): Promise<Demo> {
  const { pool } = throughline;
  const found = await readBuildRecord(pool);
  const isUsable = found !== undefined && request.rebuild !== true && isAsWanted(found, request);
  if (isUsable && found.finished) return { seed: Number(found.seed), months: found.months, isNew: false };
  const { seed = defaultSeed, months = monthsMax } = isUsable ? { seed: Number(found.seed), months: found.months } : request;
  if (!isUsable) {
    await emptyDemo(pool);
    await insertBuildRecord(pool, { seed, months });
  }
  await initialiseVirtual(throughline, firstDay);
  await deployPacks(throughline);
  const to = endOf(months);
  const { workedAt, numbered } = isUsable ? found : { workedAt: 0, numbered: noneNumbered };
  const sinks = { mail: simulatedMail };
  await liveUntil(throughline, { ...request, seed, workedAt, numbered, visitedAfter: to, from: firstDay, to, sinks });
  if (months >= watchedMonthsMin) await watchTargets(throughline, to, request.signal);
  await runIntegrations(throughline, seed);
  // What failed has opened its incidents before anybody looks, whether or not a server runs then.
  await throughline.engine.travel(to, { sinks, ...(request.signal && { signal: request.signal }) });
  await recordFinish(pool);
  await analyseTables(pool);
  return { seed, months, isNew: true };
}

/** Of a shorter history nothing can be expected, so nothing leaves it. */
const watchedMonthsMin = 6;
/** So far back a number that left its target has been diagnosed when a visitor comes. */
const watchedMs = 93 * 86_400_000;

/** The company has looked after its targets: what left them lately was diagnosed, and waits for a decision. */
async function watchTargets(throughline: Throughline, to: Millis, signal: AbortSignal | undefined): Promise<void> {
  await migrateServer(throughline.pool);
  await recordMetricVersions(throughline);
  await runWatches(throughline, { watches: [], since: Math.max(firstDay, to - watchedMs), ...(signal && { signal }) });
}

/** Without a wish for one, any seed and length will do. */
function isAsWanted({ seed, months, edition: built }: BuildRecord, wanted: DemoRequest): boolean {
  return built === edition && (wanted.seed ?? Number(seed)) === Number(seed) && (wanted.months ?? months) === months;
}
