import type { MetricDefinition, Moment } from '@throughline/language';
import { withCalendarRange } from '../metric/calendar-range.ts';
import { type CasesBehind, casesBehind } from '../metric/cases-behind.ts';
import { compileMeasured } from '../metric/compile.ts';
import type { MetricRequest } from '../metric/request.ts';
import { spanSql } from '../metric/stages.ts';
import type { LogReader } from '../reader/log-reader.ts';
import type { Desk } from './log-sql.ts';
import type { Choices, DiagnosisQuestion, Period } from './question.ts';
import { requestOf, type StageResult, stagesBy } from './stage.ts';

/** The part of a metric in which exceptions are looked for. */
export interface StagePart {
  readonly title: string;
  /** Only on cases of these flows. */
  readonly flows?: readonly string[];
  /** Only on these cases. */
  readonly parents?: ReadonlySet<string>;
}

/**
 * The question about a part that a person took, where the part is a value of the cases: their entity, their flow, or the field by which
 * the metric is told apart. All steps from the second one on are then about those cases alone. What was only computed narrows nothing: in
 * which entity it rose is what the pattern search finds.
 */
export function narrowed(question: DiagnosisQuestion, { stage }: Choices): DiagnosisQuestion {
  const field = fieldOf(question.metric);
  if (stage === undefined || stage === 'none' || field === undefined) return question;
  return { ...question, where: { ...question.where, [field]: stage } };
}

function fieldOf(metric: MetricDefinition): string | undefined {
  const by = stagesBy(metric);
  if (by !== 'stages') return by;
  return metric.stages?.kind === 'field' ? metric.stages.field : undefined;
}

/**
 * The part that brings the change, as far as it says where exceptions of it are opened: a span of time is the work of the flow in which it
 * begins, a kind of case has its cases, a flow its own.
 */
export async function stagePartOf(desk: Desk, { by, parts, chosen }: StageResult): Promise<StagePart | undefined> {
  const part = chosen === null ? undefined : parts[chosen];
  if (part === undefined || by.name === 'entity') return undefined;
  const { title, id } = part;
  if (by.name === 'flow') return { title, flows: [id] };
  const { metric } = desk.question;
  const { stages } = metric;
  if (stages?.kind !== 'spans') return { title, parents: new Set(await idsOf(desk, id)) };
  const span = stages.spans.find((each) => each.id === id);
  return span === undefined ? undefined : { title, flows: flowsOf(span.from, metric) };
}

/** A case of a part, and whether the metric counts it. */
export interface StageCase {
  readonly id: string;
  readonly flow: string;
  readonly entity: string;
  readonly key: string;
  readonly counted: boolean;
}

const pageSize = 10_000;

/**
 * The cases behind one of the metric's declared stages in a period, in the order of their ids: those of the kind, or those that spent time in
 * the span.
 *
 * @throws {MetricRequestError} where the metric has no stages.
 */
export async function casesOfStage(
  reader: LogReader,
  metric: MetricDefinition,
  request: MetricRequest & Period,
  id: string,
): Promise<readonly StageCase[]> {
  const { stages } = metric;
  if (stages?.kind === 'spans') return await casesOfSpan(reader, metric, request, id);
  const found: StageCase[] = [];
  for (let after: string | undefined; ; ) {
    const asked = { ...request, by: 'stages', limit: pageSize, ...(after === undefined ? {} : { after }) };
    const page: CasesBehind = await casesBehind(reader, metric, asked);
    for (const { caseId, flow, entity, key, segment, numerator } of page.cases)
      if ((segment ?? 'none') === id) found.push({ id: caseId, flow, entity, key, counted: numerator });
    if (page.next === undefined) return found;
    after = page.next;
  }
}

async function casesOfSpan(
  reader: LogReader,
  metric: MetricDefinition,
  { from, to, ...request }: MetricRequest & Period,
  id: string,
): Promise<readonly StageCase[]> {
  const { stages, formula } = metric;
  if (stages?.kind !== 'spans') return [];
  const unit = formula.kind === 'duration' ? formula.in : 'calendar-days';
  const { measured, params } = compileMeasured(metric, await withCalendarRange(reader, metric, request), {
    ...{ by: [], windows: [{ from, to }] },
    extra: (planning) => spanSql(stages, unit, planning),
  });
  const index = stages.spans.findIndex((span) => span.id === id);
  // What belongs to no span is what is left of the whole.
  const all = stages.spans.map((_, at) => `extra${at + 1}`).join(' + ');
  const time = index < 0 ? `abs(value - (${all})) > 1e-9` : `extra${index + 1} <> 0`;
  const rows = await reader.query(
    `${measured}
select case_id::text as id, flow, entity, key, numerator as counted from measured where ${time} order by case_id`,
    params.values,
  );
  return rows as unknown as readonly StageCase[];
}

/** The cases of a part in both periods. */
async function idsOf(desk: Desk, id: string): Promise<readonly string[]> {
  const { reader, question } = desk;
  const of = async ({ from, to }: Period) => await casesOfStage(reader, question.metric, { ...requestOf(desk), from, to }, id);
  return [...(await of(question.against)), ...(await of(question))].map((each) => each.id);
}

/** The flow in which a moment is: that of another case, or the metric's own. */
function flowsOf(moment: Moment, { flow }: MetricDefinition): readonly string[] {
  const inner = 'after' in moment ? moment.after : moment;
  const via = 'via' in inner ? inner.via : undefined;
  return via === undefined || !('flow' in via) ? [flow].flat() : [via.flow];
}
