import { fieldTitle, type MetricDefinition, type MetricUnit } from '@throughline/language';
import { measure } from '../metric/measure.ts';
import { decomposeInOneCurrency } from '../metric/one-currency.ts';
import type { Desk } from './log-sql.ts';
import type { Period } from './question.ts';

interface Moved {
  readonly before: number | null;
  readonly after: number | null;
  readonly change: number | null;
}
interface CasesOf {
  readonly before: number;
  readonly after: number;
}

export interface StageResult {
  readonly unit: MetricUnit;
  readonly currency: string | null;
  readonly by: { readonly name: string; readonly title: string };
  readonly parts: readonly (Moved & { readonly id: string; readonly title: string; readonly cases: CasesOf })[];
  readonly whole: Moved & { readonly cases: CasesOf };
  readonly chosen: number | null;
  /** The metric's definition changed between the periods: the change with one definition over both, by each of the two. */
  readonly definition: {
    readonly title: string;
    readonly at: number;
    readonly underOld: number | null;
    readonly underNew: number | null;
    /** What people were told: the period before by the old definition, the one after by the new. */
    readonly told: { readonly before: number | null; readonly after: number | null };
  } | null;
}

const partsMax = 12;

/** Step 1: which stage of the metric brings its change. The parts sum to the whole. */
export async function stageOf(desk: Desk, chosen: string | undefined): Promise<StageResult> {
  const { metric } = desk.question;
  const by = stagesBy(metric);
  const { from, to, against } = desk.question;
  const request = { ...requestOf(desk), before: against, after: { from, to }, by };
  const { found, currency } = await decomposeInOneCurrency(desk.reader, metric, request);
  const parts = found.parts.map(({ id, title, before, after, change, casesBefore, casesAfter }) => ({
    ...{ id: id ?? 'none', title: title === '-' ? 'none' : title, before, after, change },
    cases: { before: casesBefore, after: casesAfter },
  }));
  const { whole } = found;
  const direction = Math.sign(whole.change ?? 0);
  const sorted = direction === 0 ? -1 : indexOfMost(parts.map(({ change }) => (change ?? 0) * direction));
  const asked = chosen === undefined ? sorted : parts.findIndex(({ id }) => id === chosen);
  return {
    unit: metric.unit,
    currency,
    by: { name: by, title: byTitle(desk, by) },
    parts: parts.slice(0, partsMax),
    whole: {
      ...{ before: whole.before, after: whole.after, change: whole.change },
      cases: { before: whole.casesBefore, after: whole.casesAfter },
    },
    chosen: asked < 0 || asked >= partsMax ? null : asked,
    definition: await definitional(desk),
  };
}

/** What the parts of a metric are told apart by: the stages that it declares; else the flows of its cases, or their entity. */
export function stagesBy({ stages, flow }: MetricDefinition): 'stages' | 'flow' | 'entity' {
  if (stages !== undefined) return 'stages';
  return Array.isArray(flow) && flow.length > 1 ? 'flow' : 'entity';
}

function byTitle({ question, context }: Desk, by: string): string {
  if (by === 'stages') return 'Stage';
  const [flow] = [question.metric.flow].flat();
  const found = context.flows.find(({ name }) => name === flow);
  return by === 'flow' ? 'Flow' : by === 'entity' || found === undefined ? 'Entity' : fieldTitle(found, by);
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce(
    (best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best),
    values.length > 0 ? 0 : -1,
  );
}

/** What every measurement of a question asks alike. */
export function requestOf({ question, context }: Desk) {
  const { timeZone, now, seen, knownAt } = context;
  return {
    ...{ timeZone, now, where: question.where ?? {} },
    ...(seen === undefined ? {} : { seen }),
    ...(knownAt === undefined ? {} : { knownAt }),
  };
}

/** With one definition over both periods: what is left of the change is real. */
async function definitional(desk: Desk): Promise<StageResult['definition']> {
  const { formerly } = desk.context;
  if (formerly === undefined) return null;
  const of = async (metric: MetricDefinition, { from, to }: Period) =>
    (await measure(desk.reader, metric, { ...requestOf(desk), from, to })).value;
  const { question } = desk;
  const [old, anew] = [formerly.metric, question.metric].map(async (metric) => {
    const [before, after] = [await of(metric, question.against), await of(metric, question)];
    return { before, after, change: before === null || after === null ? null : after - before };
  }) as [Promise<Moved>, Promise<Moved>];
  const [underOld, underNew] = [await old, await anew];
  return {
    ...{ title: formerly.title, at: formerly.at },
    ...{ underOld: underOld.change, underNew: underNew.change },
    told: { before: underOld.before, after: underNew.after },
  };
}
