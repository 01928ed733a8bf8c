import type { Change, Decision, Home } from '@throughline/api';
import { calendarOf, dayOf, formatDay, type MetricDefinition, type Pack } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { partialOf } from '../cases/case-list.ts';
import { iso } from '../cases/case-row.ts';
import { loadFlows, newestFlow } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { decisionTitle } from '../work/decision-title.ts';
import { decisionsOf, type WorkContext, waitingDecisions } from '../work/decisions.ts';
import type { Pending } from '../work/pending-approvals.ts';
import { countOpenTasks } from '../work/work-counts.ts';
import { whatBroke } from './broke.ts';
import { changesIn } from './changes.ts';
import { type Measured, measuredLately } from './measuring.ts';
import { recentItems } from './recent.ts';
import { amountsOf, moneyAtRisk } from './risk.ts';
import { tileOf } from './tiles.ts';

const itemsMax = 7;
const groupsMax = 20;
const changesMax = 20;
/** What lines of the page reach back to where nothing was measured yet: nine windows of four weeks. */
const linesDays = 252;

/** What broke, what is at risk in money, and what needs somebody's decision. */
export async function showHome(throughline: Throughline, context: WorkContext): Promise<Home> {
  const { actor, now, visible } = context;
  const pack = homePack();
  const flow = await newestFlow(throughline, pack.flow);
  const { timeZone } = flow.calendar;
  const measured = only(pack.metrics, await measuredLately(throughline, listMetrics(), { now, timeZone, visible }));
  const today = dayOf(calendarOf(timeZone), now);
  const [broke, risk, decide, recent, changes, empty] = await Promise.all([
    whatBroke(throughline, pack.metrics, measured, visible),
    pack.risk === undefined ? null : moneyAtRisk(throughline, pack.risk, context),
    whatToDecide(throughline, context),
    recentItems(throughline, flow, context),
    changesOfLines(throughline, today, visible),
    isEmpty(throughline),
  ]);
  const { id, name } = actorName(throughline, actor.id);
  const comparisons = new Map(measured?.comparisons.map((comparison) => [comparison.id, comparison]));
  return {
    now: iso(now),
    person: { id, name },
    empty,
    broke,
    risk,
    decide,
    metrics: pack.metrics.map((metric) => tileOf(metric, comparisons.get(metric.id))),
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

async function changesOfLines(throughline: Throughline, today: number, visible: Visible): Promise<readonly Change[]> {
  const stretch = { from: formatDay(today - linesDays), to: formatDay(today), limit: changesMax };
  return await changesIn(throughline, stretch, visible);
}

function only(metrics: readonly MetricDefinition[], measured: Measured | undefined): Measured | undefined {
  return measured && { ...measured, comparisons: measured.comparisons.filter(({ id }) => metrics.some((one) => one.id === id)) };
}

interface HomePack {
  readonly metrics: readonly MetricDefinition[];
  readonly risk: NonNullable<Pack['home']>['risk'];
  /** In whose zone the days of the page are. */
  readonly flow: string;
}

/** The first pack that says what a home page shows. */
function homePack(): HomePack {
  const pack = builtInPacks.find(({ home }) => home !== undefined) ?? builtInPacks[0];
  const metrics = (pack?.home?.metrics ?? []).flatMap((id) => pack?.metrics.find((metric) => metric.id === id) ?? []);
  const risk = pack?.home?.risk;
  return { metrics, risk, flow: risk?.flow ?? pack?.flows[0]?.name ?? 'task' };
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
