import type { Jobs } from '@throughline/api';
import { loadFlows } from '../cases/flow-book.ts';
import { roleName } from '../cases/names.ts';
import type { Loops } from '../observability/loops.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

const iso = (at: number) => new Date(at).toISOString();
const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;

/** How the work in the background fares: what works, what waits, and what came to nothing of cases that may be seen. */
export async function readJobs(throughline: Throughline, loops: Loops, visible: Visible): Promise<Jobs> {
  const { engine, database } = throughline;
  const [gauges, { hold }, { effects, next }] = await Promise.all([engine.gauges(), engine.effectHold(), engine.deadEffects()]);
  const seen = effects.filter((effect) => visible.sees(effect));
  const flowOf = await loadFlows(throughline, seen);
  return {
    workers: loops.since(database).map(({ name, milliseconds, failed }) => ({
      ...{ name, lookedSecondsAgo: seconds(milliseconds), fails: failed },
    })),
    lagSeconds: seconds(gauges.lagMs),
    due: gauges.due,
    openSweeps: gauges.openSweeps,
    quarantined: gauges.quarantined,
    unanchoredSeals: gauges.unanchored,
    queues: gauges.effects.map((queue) => ({ ...queue })),
    hold: hold === undefined ? null : { reason: hold.reason, since: iso(hold.since) },
    failed: seen.map((effect) => ({
      case: { id: effect.caseId, flow: effect.flow, key: effect.caseKey, entity: effect.entity },
      ...{ effect: effect.key, kind: effect.kind, status: effect.status, attempts: effect.attempts },
      owner: roleName(flowOf(effect), effect.owner),
      at: iso(effect.finishedAt),
    })),
    ...(next === undefined ? {} : { moreFailed: true }),
  };
}
