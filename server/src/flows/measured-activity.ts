import type { Scope } from '@throughline/language';
import { type CompiledFlow, kernelFlows, type Millis } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { type Kept, keptLately } from './kept.ts';
import {
  type ActivityWindow,
  type Endings,
  type EventCount,
  type FailedEffects,
  type OldestCase,
  type RaisedCount,
  readEndings,
  readEventCounts,
  readFailedEffects,
  readOldest,
  readRaised,
  readStateWaits,
  type StateWait,
} from './read-activity.ts';

/** How many days the figures of a flow are of. */
export const activityDays = 30;
export const dayMs = 86_400_000;

/** What the log says of the last days, of all flows. */
export interface Activity {
  readonly events: readonly EventCount[];
  readonly waits: readonly StateWait[];
  readonly endings: readonly Endings[];
  readonly raised: readonly RaisedCount[];
  readonly oldest: readonly OldestCase[];
  readonly failed: readonly FailedEffects[];
}

/**
 * The activity in some entities, worked out in the background. `undefined`: for the first time, just now.
 *
 * @param scope in which entities the reader sees cases
 */
export async function activityLately(
  throughline: Throughline,
  { now, scope }: { readonly now: Millis; readonly scope: Scope },
): Promise<Kept<Activity> | undefined> {
  const entities = scope === 'all' ? null : [...scope].sort();
  return await keptLately(throughline, `activity ${JSON.stringify(entities)}`, now, () =>
    measure(throughline, { now, entities }),
  );
}

async function measure(
  throughline: Throughline,
  { now, entities }: { readonly now: Millis } & Pick<ActivityWindow, 'entities'>,
): Promise<Activity> {
  const { pool } = throughline;
  const window = { from: now - activityDays * dayMs, to: now, entities };
  const flows = await newestFlows(throughline);
  const finals = flows.flatMap((flow) => statesWhere(flow, true));
  const open = flows.filter(({ name }) => !kernelFlows.has(name)).flatMap((flow) => statesWhere(flow, false));
  // One after the other: it is work in the background, and takes one connection.
  const events = await readEventCounts(pool, window);
  const waits = await readStateWaits(pool, window);
  const endings = await readEndings(pool, window, finals);
  const raised = await readRaised(pool, window);
  const oldest = await readOldest(pool, window, open);
  const failed = await readFailedEffects(pool, window);
  return { events, waits, endings, raised, oldest, failed };
}

function statesWhere({ name, states }: CompiledFlow, isFinal: boolean) {
  return [...states].filter(([, { final }]) => final === isFinal).map(([state]) => ({ flow: name, state }));
}
