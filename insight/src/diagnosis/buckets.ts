import { exceptionTitle, type FlowDefinition } from '@throughline/language';
import { normalQuantile } from '../distributions.ts';
import { bornPredicate, type Desk, lastValue, literal, Statement } from './log-sql.ts';
import type { StagePart } from './stage-part.ts';

/** Exceptions of a kind that were opened on cases of a flow. */
export interface Bucket {
  readonly kind: string;
  readonly title: string;
  readonly flow: string;
  readonly before: number;
  readonly after: number;
  /** As many as before for each case that there was. */
  readonly expected: number;
  readonly change: number;
  /** A change up to this size is within chance: 95% over all buckets together, Poisson. */
  readonly bound: number;
  readonly beyondChance: boolean;
}

export interface BucketResult {
  readonly where: string;
  readonly buckets: readonly Bucket[];
  readonly cases: { readonly before: number; readonly after: number };
  readonly whole: { readonly before: number; readonly after: number; readonly expected: number; readonly change: number };
  readonly chosen: number | null;
}

/** Of fewer than this, chance decides. */
const countMin = 5;
const bucketsMax = 24;

export interface BucketChoice {
  /** `<flow>/<kind>`, or `metric`: what a person took instead. */
  readonly chosen: string | undefined;
  /** The part of the metric that moved. */
  readonly part: StagePart | undefined;
  /** A person took the part: nowhere else is looked. */
  readonly isPartTaken: boolean;
}

/**
 * Step 2: which exceptions were opened more often than before, for each case that there was, in the part of the metric that moved; where
 * none of that part is beyond chance, in all of it. Of those beyond chance the biggest spike is chosen: first among the metric's own flow,
 * then among the others of its stream.
 */
export async function bucketsOf(desk: Desk, { chosen, part, isPartTaken }: BucketChoice): Promise<BucketResult> {
  if (part !== undefined) {
    const found = await bucketsIn(desk, chosen, part);
    const isOfKind = chosen !== undefined && chosen !== 'metric';
    if (found.chosen !== null || (isPartTaken && !isOfKind)) return found;
  }
  return await bucketsIn(desk, chosen, undefined);
}

async function bucketsIn(desk: Desk, chosen: string | undefined, part: StagePart | undefined): Promise<BucketResult> {
  const flows = flowsAround(desk).filter(({ name }) => part?.flows === undefined || part.flows.includes(name));
  const own = new Set(part?.flows ?? [desk.question.metric.flow].flat());
  const counted = await countExceptions(desk, flows, part?.parents);
  const cases = await countCases(desk, flows);
  const kinds = new Set(counted.map(({ flow, kind }) => `${flow}/${kind}`));
  const quantile = normalQuantile(1 - 0.025 / Math.max(1, kinds.size));
  const buckets = [...kinds].flatMap((name): Bucket[] => {
    const flow = flows.find((each) => name.startsWith(`${each.name}/`));
    if (flow === undefined) return [];
    const kind = name.slice(flow.name.length + 1);
    const of = (period: number) =>
      counted.find((row) => row.flow === flow.name && row.kind === kind && row.period === period)?.n ?? 0;
    return [bucketOf(flow, kind, { before: of(0), after: of(1) }, cases.get(flow.name), quantile)];
  });
  const sorted = buckets.sort((a, b) => b.change - a.change || (a.title < b.title ? -1 : 1)).slice(0, bucketsMax);
  const isSpike = ({ beyondChance, change, flow }: Bucket, ownOnly: boolean) =>
    beyondChance && change > 0 && (!ownOnly || own.has(flow));
  const found = sorted.findIndex((bucket) => isSpike(bucket, true));
  const spike = found >= 0 ? found : sorted.findIndex((bucket) => isSpike(bucket, false));
  const asked = chosen === undefined ? spike : sorted.findIndex(({ flow, kind }) => `${flow}/${kind}` === chosen);
  const all = [...cases].reduce((sum, [, { before, after }]) => ({ before: sum.before + before, after: sum.after + after }), {
    before: 0,
    after: 0,
  });
  const where = part === undefined ? whereOf(desk, flows) : `${whereOf(desk, flows)}, of “${part.title}”`;
  return { where, buckets: sorted, cases: all, whole: sumOf(sorted), chosen: asked < 0 ? null : asked };
}

/** The metric's flows, and the others of their streams; of a metric over exceptions all that can have them. */
export function flowsAround({
  question,
  context,
}: {
  readonly question: Desk['question'];
  readonly context: Pick<Desk['context'], 'flows'>;
}): readonly FlowDefinition[] {
  const own = [question.metric.flow].flat();
  const streams = new Set(context.flows.filter(({ name }) => own.includes(name)).map(({ stream }) => stream));
  const isKernel = own.includes('exception') || own.includes('task');
  return context.flows.filter(
    ({ name, stream }) => isKernel || own.includes(name) || (stream !== undefined && streams.has(stream)),
  );
}

function whereOf({ context }: Desk, flows: readonly FlowDefinition[]): string {
  const streams = new Set(flows.map(({ stream }) => stream));
  const [only] = [...streams];
  return streams.size === 1 && only !== undefined ? `in ${only.replaceAll('-', ' ')}` : `on ${context.flows.length} flows`;
}

function bucketOf(
  flow: FlowDefinition,
  kind: string,
  { before, after }: { readonly before: number; readonly after: number },
  cases: { readonly before: number; readonly after: number } | undefined,
  quantile: number,
): Bucket {
  const ratio = cases === undefined || cases.before === 0 ? 1 : cases.after / cases.before;
  const expected = before * ratio;
  // Both counts are Poisson: the variance of the difference is that of the count now, and of the scaled count before.
  const bound = quantile * Math.sqrt(Math.max(1, expected) * (1 + ratio));
  const change = after - expected;
  const title = exceptionTitle(flow, kind);
  const beyondChance = Math.abs(change) > bound && before + after >= countMin;
  return { kind, title, flow: flow.name, before, after, expected, change, bound, beyondChance };
}

function sumOf(buckets: readonly Bucket[]): BucketResult['whole'] {
  const sum = (of: (bucket: Bucket) => number) => buckets.reduce((total, bucket) => total + of(bucket), 0);
  return {
    before: sum((b) => b.before),
    after: sum((b) => b.after),
    expected: sum((b) => b.expected),
    change: sum((b) => b.change),
  };
}

interface Counted {
  readonly flow: string;
  readonly kind: string;
  readonly period: number;
  readonly n: number;
}

async function countExceptions(
  desk: Desk,
  flows: readonly FlowDefinition[],
  only: ReadonlySet<string> | undefined,
): Promise<readonly Counted[]> {
  if (flows.length === 0) return [];
  const statement = new Statement(desk);
  const names = flows.map(({ name }) => literal(name)).join(', ');
  const parents = parentsWhere(
    desk,
    statement,
    flows.map(({ name }) => name),
  );
  // Cases that are not told by a condition are told by their ids.
  const parent = only === undefined ? '' : ', parent';
  const rows = await statement.rows<Counted & { readonly parent?: string }>(`with opened as (
  select (patch -> 'data' ->> 'ofFlow') as of_flow, (patch -> 'data' ->> 'kind') as kind, ${statement.period('occurred_at')} as period,
    parent::text as parent
  from throughline.event_log
  where ${statement.events('exception')} and (${bornPredicate})${parents === undefined ? '' : ` and parent in (${parents})`}
)
select of_flow as flow, kind, period, count(*)::int as n${parent} from opened
where period is not null and of_flow in (${names}) group by of_flow, kind, period${parent} order by of_flow, kind, period`);
  if (only === undefined) return rows;
  const kept = rows.filter((row) => only.has(row.parent ?? ''));
  const groups = Map.groupBy(kept, ({ flow, kind, period }) => `${flow}/${kind}/${period}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, n: more.reduce((sum, { n }) => sum + n, first.n) }],
  );
}

async function countCases(
  desk: Desk,
  flows: readonly FlowDefinition[],
): Promise<ReadonlyMap<string, { before: number; after: number }>> {
  const counts = new Map<string, { before: number; after: number }>();
  for (const { name } of flows) {
    const statement = new Statement(desk);
    const only = parentsWhere(desk, statement, [name]);
    const rows = await statement.rows<{ period: number; n: number }>(`select period, count(*)::int as n from (
  select ${statement.period('occurred_at')} as period from throughline.event_log
  where ${statement.events(name)} and (${bornPredicate})${only === undefined ? '' : ` and case_id in (${only})`}) as born
where period is not null group by period`);
    const of = (period: number) => rows.find((row) => row.period === period)?.n ?? 0;
    counts.set(name, { before: of(0), after: of(1) });
  }
  return counts;
}

/** Which cases the question is about, where it is not about all. A flow without the field has none of them. */
export function parentsWhere({ question }: Desk, statement: Statement, flows: readonly string[]): string | undefined {
  const asked = Object.entries(question.where ?? {});
  if (asked.length === 0) return undefined;
  const conditions = asked.map(([field, value]) => {
    const column =
      field === 'entity' ? 'min(entity)' : field === 'flow' ? 'min(flow)' : lastValue(field, 'true', "(patch -> 'data')");
    return `${column} = ${statement.params.add(value, 'text')}`;
  });
  const names = flows.map(literal).join(', ');
  return `select case_id from throughline.event_log where flow in (${names}) group by case_id having ${conditions.join(' and ')}`;
}
