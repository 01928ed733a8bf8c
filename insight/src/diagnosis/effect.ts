import { eventTitle, type MetricDefinition, stateTitle } from '@throughline/language';
import { type CaseBehind, type CasesBehind, casesBehind } from '../metric/cases-behind.ts';
import type { Bucket } from './buckets.ts';
import { bornPredicate, type Desk, literal, Statement } from './log-sql.ts';

/** What is counted of the cases that are looked at, and how a case comes to where it can be counted. */
export interface Effect {
  /** The flow of the cases. */
  readonly flow: string;
  /** What rose, in words: the title of an exception, or of the metric. */
  readonly title: string;
  /** The cases that are looked at, in words. */
  readonly population: string;
  /** SQL over events: the first of them is where a case can come to be affected. */
  readonly risk: string;
  /** Of an exception: its kind. */
  readonly kind?: string;
  /** Of the metric itself: which cases are measured, and whether they are affected. */
  readonly measured?: ReadonlyMap<string, { readonly period: 0 | 1; readonly affected: boolean }>;
}

/** These come by the clock: a case is at risk from when it enters the state in which they find it. */
const byClock: ReadonlySet<string> = new Set(['rung', 'overdue']);

/**
 * A case can have an exception from the event on that raises it in others: a partial payment from its first payment, a missing reference
 * from its being sent. What the clock raises can come from when the case enters the state.
 */
export async function effectOfBucket(desk: Desk, { flow, kind, title }: Bucket): Promise<Effect> {
  const statement = new Statement(desk);
  const raised = await statement.rows<{ type: string; state: string | null; n: number }>(`with opened as (
  select cause_case, cause_seq from throughline.event_log
  where ${statement.events('exception')} and (${bornPredicate}) and cause_case is not null
    and (patch -> 'data' ->> 'ofFlow') = ${literal(flow)} and (patch -> 'data' ->> 'kind') = ${literal(kind)}
)
select e.type, e.state_from as state, count(*)::int as n
from opened join throughline.event_log e on e.case_id = opened.cause_case and e.seq = opened.cause_seq
where e.flow = ${literal(flow)} group by e.type, e.state_from order by n desc, e.type, e.state_from`);
  const all = raised.reduce((sum, { n }) => sum + n, 0);
  // A few may come by another way: what nine of ten do says where it is.
  const usual = raised.filter(({ n }) => n >= all * 0.1);
  const parts = usual.map(({ type, state }) => {
    if (state === null) return `(${bornPredicate})`;
    if (byClock.has(type)) return `(state_to = ${literal(state)} and state_from is distinct from ${literal(state)})`;
    return `(type = ${literal(type)} and state_from = ${literal(state)})`;
  });
  const noun = nounOf(desk, flow);
  return {
    flow,
    title,
    kind,
    population: usual.length === 0 ? `${noun} begun in the period` : `${noun} ${wordsOf(desk, flow, usual)}`,
    risk: parts.length === 0 ? `(${bornPredicate})` : parts.join(' or '),
  };
}

function wordsOf(
  { context }: Pick<Desk, 'context'>,
  flow: string,
  [first]: readonly { readonly type: string; readonly state: string | null }[],
): string {
  const definition = context.flows.find(({ name }) => name === flow);
  if (first === undefined || first.state === null) return 'begun in the period';
  const state = definition === undefined ? first.state : stateTitle(definition, first.state);
  if (byClock.has(first.type)) return `that came to be “${state}” in the period`;
  return `whose first “${definition === undefined ? first.type : eventTitle(definition, first.type)}” was in the period`;
}

/** Titles of flows in the plural: `invoices`. */
export function nounOf({ context }: Pick<Desk, 'context'>, flow: string): string {
  const title = context.flows.find(({ name }) => name === flow)?.title ?? flow;
  return `${title.toLowerCase().replace(/y$/, 'ie')}s`;
}

/** What is owed at the end of a period depends on how long it is: cases are compared by how long they took. */
function perCase(metric: MetricDefinition): MetricDefinition {
  const { formula } = metric;
  if (formula.kind !== 'days-sales-outstanding') return metric;
  const { sold, settled, where } = formula;
  return {
    ...metric,
    title: 'Days to settle',
    formula: {
      kind: 'duration',
      from: sold,
      to: settled,
      in: 'calendar-days',
      aggregate: 'mean',
      ...(where === undefined ? {} : { where }),
    },
  };
}

const pageSize = 10_000;

/**
 * Where no exception spiked: what the metric itself says of its cases. Of a share the part that should be small; of a duration those longer
 * than three in four were before; of counts and balances those that count.
 */
export async function effectOfMetric(desk: Desk): Promise<Effect> {
  const { question, context } = desk;
  const { against } = question;
  const metric = perCase(question.metric);
  const [flow = ''] = [metric.flow].flat();
  const measure = async (period: { readonly from: string; readonly to: string }) => {
    const { timeZone, now, seen, knownAt } = context;
    const request = { timeZone, now, from: period.from, to: period.to, where: question.where ?? {}, limit: pageSize };
    const found: CaseBehind[] = [];
    for (let after: string | undefined; ; ) {
      const page: CasesBehind = await casesBehind(desk.reader, metric, {
        ...request,
        ...(seen === undefined ? {} : { seen }),
        ...(knownAt === undefined ? {} : { knownAt }),
        ...(after === undefined ? {} : { after }),
      });
      found.push(...page.cases.filter((each) => each.flow === flow));
      if (page.next === undefined) return found;
      after = page.next;
    }
  };
  const [before, after] = [await measure(against), await measure(question)];
  const isDuration = metric.formula.kind === 'duration';
  const sorted = before.map(({ value }) => value).sort((a, b) => a - b);
  const limit = sorted[Math.floor(sorted.length * 0.75)] ?? Number.POSITIVE_INFINITY;
  const isAffected = ({ value, numerator }: CaseBehind) => {
    if (isDuration) return metric.direction === 'up' ? value < (sorted[Math.floor(sorted.length * 0.25)] ?? 0) : value > limit;
    return metric.direction === 'up' && metric.formula.kind === 'share' ? !numerator : numerator;
  };
  const measured = new Map<string, { readonly period: 0 | 1; readonly affected: boolean }>([
    ...before.map((each) => [each.caseId, { period: 0 as const, affected: isAffected(each) }] as const),
    ...after.map((each) => [each.caseId, { period: 1 as const, affected: isAffected(each) }] as const),
  ]);
  const noun = nounOf(desk, flow);
  const title = isDuration ? `${metric.title} above ${Math.round(limit * 10) / 10}` : metric.title;
  return { flow, title, population: `${noun} measured by ${metric.title.toLowerCase()}`, risk: `(${bornPredicate})`, measured };
}
