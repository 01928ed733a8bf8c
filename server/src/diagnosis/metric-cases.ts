import type { DiagnosisCase, StageStep } from '@throughline/api';
import { type CasesBehind, casesBehind, casesOfStage, type DiagnosisContext, type DiagnosisQuestion } from '@throughline/insight';
import type { Throughline } from '../throughline.ts';

export interface StageNumber {
  readonly stage: StageStep;
  readonly question: DiagnosisQuestion;
  readonly context: DiagnosisContext;
}

const pageSize = 5000;

/**
 * The cases behind a number of step 1: `whole.before|after` and `stage.<index>.before|after`, as the metric counted them then. Of a span of time
 * they are those that spent time in it. `undefined`: there is no such number.
 */
export async function casesOfStageNumber(
  { reader }: Throughline,
  name: string,
  { stage, question, context }: StageNumber,
): Promise<DiagnosisCase[] | undefined> {
  const period = name.endsWith('.before') ? 'before' : name.endsWith('.after') ? 'after' : undefined;
  const part = name.startsWith('stage.') ? stage.parts[Number(name.split('.')[1])] : undefined;
  if (period === undefined || (part === undefined && name !== `whole.${period}`)) return undefined;
  const { metric, where = {}, against } = question;
  const { from, to } = period === 'before' ? against : question;
  const { timeZone, now, knownAt, seen } = context;
  const request = {
    ...{ timeZone, now, from, to },
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(seen === undefined ? {} : { seen }),
    where: { ...where, ...(stage.currency === null ? {} : { [metric.currency ?? 'currency']: stage.currency }) },
  };
  const shown = (each: { id: string; flow: string; entity: string; key: string; counted: boolean }): DiagnosisCase => {
    const { id, flow, entity, key, counted: affected } = each;
    return { ...{ id, flow, entity, key, period, affected }, at: `${from}T00:00:00.000Z`, attributes: [] };
  };
  if (part !== undefined && stage.by.name === 'stages') return (await casesOfStage(reader, metric, request, part.id)).map(shown);
  const found: DiagnosisCase[] = [];
  const split = part === undefined ? {} : { by: stage.by.name };
  for (let after: string | undefined; ; ) {
    const asked = { ...request, ...split, limit: pageSize, ...(after === undefined ? {} : { after }) };
    const page: CasesBehind = await casesBehind(reader, metric, asked);
    for (const { caseId: id, flow, entity, key, numerator: counted, segment } of page.cases)
      if (part === undefined || (segment ?? 'none') === part.id) found.push(shown({ id, flow, entity, key, counted }));
    if (page.next === undefined) return found;
    after = page.next;
  }
}
