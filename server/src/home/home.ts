import type { Decision, Home } from '@throughline/api';
import { partialOf } from '../cases/case-list.ts';
import { iso } from '../cases/case-row.ts';
import { loadFlows, newestFlow } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { decisionTitle } from '../work/decision-title.ts';
import { decisionsOf, type WorkContext, waitingDecisions } from '../work/decisions.ts';
import type { Pending } from '../work/pending-approvals.ts';
import { countOpenTasks } from '../work/work-counts.ts';
import { whatBroke } from './broke.ts';
import { changesLately } from './changes.ts';
import { homePack } from './home-pack.ts';
import { measuredLately } from './measuring.ts';
import { recentItems } from './recent.ts';
import { amountsOf, moneyAtRisk } from './risk.ts';
import { tileOf } from './tiles.ts';

const itemsMax = 7;
const groupsMax = 20;

/** What broke, what is at risk in money, and what needs somebody's decision. */
export async function showHome(throughline: Throughline, context: WorkContext): Promise<Home> {
  const { actor, now, visible } = context;
  const pack = homePack();
  const flow = await newestFlow(throughline, pack.flow);
  const { timeZone } = flow.calendar;
  const measured = await measuredLately(throughline, listMetrics(), { now, timeZone, visible });
  const [broke, risk, decide, recent, changes, empty] = await Promise.all([
    whatBroke(throughline, pack.metrics, measured, visible),
    pack.risk === undefined ? null : moneyAtRisk(throughline, pack.risk, context),
    whatToDecide(throughline, context),
    recentItems(throughline, flow, context),
    changesLately(throughline, context),
    isEmpty(throughline),
  ]);
  const { id, name } = actorName(throughline, actor.id);
  return {
    now: iso(now),
    person: { id, name },
    empty,
    broke,
    risk,
    decide,
    metrics: pack.metrics.map((metric) => tileOf(metric, measured?.metrics.get(metric.id))),
    recent,
    changes: [...changes],
    ...partialOf(visible, pack.flow),
  };
}

/** Begins to measure what the first page shows, so that whoever opens it has less to wait for. */
export async function measureAhead(throughline: Throughline): Promise<void> {
  const { now } = await throughline.engine.clock();
  const { timeZone } = (await newestFlow(throughline, homePack().flow)).calendar;
  await measuredLately(throughline, listMetrics(), { now, timeZone, visible: seesAll });
}

async function isEmpty({ pool }: Throughline): Promise<boolean> {
  const { rows } = await pool.query<{ empty: boolean }>('select not exists (select from throughline.case_) as empty');
  return rows[0]?.empty === true;
}

async function whatToDecide(throughline: Throughline, context: WorkContext): Promise<Home['decide']> {
  const [waiting, tasks] = await Promise.all([
    waitingDecisions(throughline, context, 'mine'),
    countOpenTasks(throughline, context, 'mine'),
  ]);
  const [first] = waiting;
  return {
    decisions: waiting.length,
    tasks,
    groups: await groupsOf(throughline, context, waiting),
    firstDue: first === undefined ? null : iso(first.dueAt ?? context.now),
    items: await decisionsOf(throughline, context, waiting.slice(0, itemsMax)),
  };
}

/** By what is decided; the group with the most urgent decision first. */
async function groupsOf(
  throughline: Throughline,
  { now }: WorkContext,
  waiting: readonly Pending[],
): Promise<Home['decide']['groups']> {
  const flowOf = await loadFlows(throughline, waiting);
  const titled = Map.groupBy(waiting, (one): Decision['title'] => decisionTitle(flowOf(one).definition, one.of));
  return [...titled].slice(0, groupsMax).map(([title, group]) => ({
    title,
    count: group.length,
    amounts: amountsOf(group.flatMap(({ amount, currency }) => (amount === null ? [] : [{ amount, currency }]))),
    dueAt: iso(group[0]?.dueAt ?? now),
  }));
}
