import { createHash } from 'node:crypto';
import type { DiagnosisQuestion as Asked } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { Choices, DiagnosisContext, DiagnosisQuestion } from '@throughline/insight';
import { kernelFlows } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import { findMetric, metricContext } from '../metrics.ts';
import { formerDefinition } from '../series/metric-versions.ts';
import type { Throughline } from '../throughline.ts';
import { partialOfMetric, seenOf } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';
import { changesFor } from './changes.ts';

/** The question as it stands in a case of the flow `diagnosis`. */
export function askedIn({ data }: Pick<CaseView, 'data'>): Asked {
  const text = (name: string) => String(data[name] ?? '');
  const { where } = data;
  return {
    ...{ metric: text('metric'), from: text('from'), to: text('to') },
    against: { from: text('againstFrom'), to: text('againstTo') },
    where: Array.isArray(where) ? where.map(String) : [],
  };
}

/** @throws ThroughlineError metric-unknown, metric-request */
export function questionOf({ metric, from, to, against, where = [] }: Asked): DiagnosisQuestion {
  if (from >= to) throw emptyPeriod('to', to, from);
  if (against.from >= against.to) throw emptyPeriod('against.to', against.to, against.from);
  const conditions = where.map((text, index) => {
    const at = text.indexOf('=');
    if (at < 1)
      throw new ThroughlineError('metric-request', `${JSON.stringify(text)} is no dimension and value`, {
        place: `where[${index}]`,
        expected: '<dimension>=<value>',
      });
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return { metric: findMetric(metric), from, to, against, where: Object.fromEntries(conditions) };
}

function emptyPeriod(place: string, end: string, from: string): ThroughlineError {
  return new ThroughlineError('metric-request', `The period ends on ${end}, before it begins`, {
    place,
    expected: `a day after ${from}; it is the day after the last`,
  });
}

export interface ContextRequest {
  readonly question: DiagnosisQuestion;
  readonly seed: number;
  readonly knownAt: string;
  readonly visible: Visible;
  readonly signal?: AbortSignal;
}

/** Those that say who may sign in and act: no number of the business comes of them. */
const ofAccess: ReadonlySet<string> = new Set(
  builtInPacks.filter(({ name }) => name === 'access').flatMap(({ flows }) => flows.map(({ name }) => name)),
);

/** Whether cases of a flow are looked at at all. */
const isRead = (flow: string) => !kernelFlows.has(flow) && !ofAccess.has(flow);

/** What was recorded is for those who see what its asker saw, or everything. */
export async function mayRead(throughline: Throughline, { data }: Pick<CaseView, 'data'>, visible: Visible): Promise<boolean> {
  const own = await seenAs(throughline, visible);
  return own === 'all' || own === data['seenAs'];
}

/** All that a diagnosis is told beside the log. @throws ThroughlineError field-hidden */
export async function contextOf(
  throughline: Throughline,
  { question, seed, knownAt, visible, signal }: ContextRequest,
): Promise<DiagnosisContext> {
  const { timeZone, now } = await metricContext(throughline, question.metric);
  const formerly = await formerDefinition(throughline.pool, question.metric.id, {
    after: Date.parse(question.against.from),
    before: Date.parse(question.to),
  });
  const flows = (await newestFlows(throughline)).map(({ definition }) => definition).filter(({ name }) => isRead(name));
  return {
    ...{ timeZone, now, knownAt, seed, flows },
    ...seenOf(visible, question.metric, { where: question.where ?? {} }),
    changes: await changesFor(throughline, question, { flows, visible, knownAt }),
    samples: builtInPacks.flatMap((pack) => pack.samples ?? []),
    ...(formerly === undefined ? {} : { formerly }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** What somebody sees of the log, as a digest: two who see the same have the same diagnosis. `all`: everything that a diagnosis looks at. */
export async function seenAs(throughline: Throughline, visible: Visible): Promise<string> {
  const seen = visible.seen();
  if (seen === undefined) return 'all';
  const flows = await newestFlows(throughline);
  const isAll = flows.every(({ name }) => !isRead(name) || visible.cases(name) === 'all');
  return isAll ? 'all' : createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}

export function entitiesOf(visible: Visible, { metric }: DiagnosisQuestion): readonly string[] {
  return (partialOfMetric(visible, metric).visibleEntities ?? []).slice(0, 100);
}

/** What people chose, as it stands in the case. */
export function choicesIn({ data }: Pick<CaseView, 'data'>): Choices {
  return JSON.parse(String(data['choices'] ?? '{}')) as Choices;
}
