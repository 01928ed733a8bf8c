import type { Diagnosis, DiagnosisRow, StepName } from '@throughline/api';
import type { CaseView, EventView } from '@throughline/engine';
import { type CompiledFlow, stateTitle } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { iso } from '../cases/case-row.ts';
import { actorName, caseNames } from '../cases/names.ts';
import { metricHead } from '../metric-answers.ts';
import { findMetric } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { askedIn } from './question.ts';
import { type Steps, stepNames } from './record.ts';

/** A diagnosis as lists show it. */
export function diagnosisRow(
  throughline: Throughline,
  flow: CompiledFlow,
  found: CaseView,
  first: Pick<EventView, 'actor' | 'actorKind'> | undefined,
): DiagnosisRow {
  const { id, key, entity, state, data } = found;
  const role = String(data['answers']);
  const open = flow.states.get(state)?.definition.final === undefined;
  return {
    case: { id, flow: 'diagnosis', key, entity, state, stateTitle: stateTitle(flow.definition, state) },
    state,
    stateTitle: stateTitle(flow.definition, state),
    open,
    question: askedIn(found),
    metric: { id: String(data['metric']), title: String(data['title']) },
    owner: {
      role,
      title: builtInPacks.find(({ roles }) => Object.hasOwn(roles, role))?.roles[role]?.title ?? role,
      person: found.clocks.assignee === undefined ? null : actorName(throughline, found.clocks.assignee).name,
    },
    openedAt: String(data['openedAt']),
    openedBy: actorName(throughline, first?.actor ?? 'diagnosis', first?.actorKind ?? 'automation'),
    dueAt: open && found.dueAt !== null ? iso(found.dueAt) : null,
    says: String(data['says'] ?? ''),
  };
}

export interface Shown {
  readonly steps: Partial<Steps>;
  readonly summaries: Partial<Record<StepName, string>>;
  readonly verdict: Diagnosis['verdict'];
  readonly says: string;
  readonly forYouAlone: boolean;
  readonly visibleEntities?: string[];
}

/** The steps as they were recorded. */
export function recorded({ data }: CaseView): Shown {
  const read = <K extends StepName>(step: K): Partial<Record<K, Steps[K]>> => {
    const json = data[step];
    return (typeof json === 'string' ? { [step]: JSON.parse(json) } : {}) as Partial<Record<K, Steps[K]>>;
  };
  const steps: Partial<Steps> = { ...read('stage'), ...read('bucket'), ...read('sample'), ...read('pattern'), ...read('action') };
  const summaries = Object.fromEntries(stepNames.map((step) => [step, String(data[`${step}Says`] ?? '')]));
  const entities = Array.isArray(data['entities']) ? data['entities'].map(String) : [];
  return {
    steps,
    summaries,
    verdict: (data['verdict'] ?? null) as Diagnosis['verdict'],
    says: String(data['says'] ?? ''),
    forYouAlone: false,
    ...(entities.length === 0 ? {} : { visibleEntities: entities }),
  };
}

/** A diagnosis as its page shows it. */
export async function diagnosisView(
  throughline: Throughline,
  flow: CompiledFlow,
  found: CaseView,
  { steps, summaries, verdict, says, forYouAlone, visibleEntities }: Shown,
): Promise<Diagnosis> {
  const events = (await throughline.engine.history(found.id, { limit: 200 })).toSorted((a, b) => a.seq - b.seq);
  const { data } = found;
  const ids = [
    ...(steps.sample?.cases.map(({ caseId }) => caseId) ?? []),
    ...(steps.action?.causes.flatMap(({ caseId }) => caseId ?? []) ?? []),
  ];
  const names = await caseNames(throughline, ids);
  const head = diagnosisRow(throughline, flow, found, events[0]);
  const step = <K extends StepName, R>(name: K, result: R | undefined) =>
    result === undefined ? null : { summary: summaries[name] ?? '', ...timesOf(throughline, events, name, found), result };
  const decided = events.findLast(({ type }) => type === 'decide');
  return {
    ...head,
    says,
    metric: metricHead(findMetric(head.metric.id)),
    verdict,
    sentence: (steps.action?.sentence ?? []).map(({ text, of, to }) => ({
      text,
      ...(of === undefined ? {} : { of }),
      ...(to === undefined
        ? {}
        : { to: { kind: to.kind as never, key: to.key, case: to.caseId === undefined ? null : (names.get(to.caseId) ?? null) } }),
    })),
    steps: {
      stage: step('stage', stageOf(steps)),
      bucket: step('bucket', steps.bucket && { ...steps.bucket, buckets: [...steps.bucket.buckets] }),
      sample: step('sample', sampleOf(steps, names)),
      pattern: step('pattern', patternOf(steps)),
      action: step('action', actionOf(steps, names)),
    },
    decision:
      decided === undefined || data['decision'] === undefined
        ? null
        : {
            decision: String(data['decision']),
            note: typeof data['decisionNote'] === 'string' ? data['decisionNote'] : (decided.reason ?? null),
            by: actorName(throughline, decided.actor, decided.actorKind),
            at: iso(decided.occurredAt),
          },
    asOf: {
      seal: (data['seal'] ?? null) as number | null,
      recordedAt: String(data['knownAt']),
      behind: Number(data['behind'] ?? 0),
    },
    forYouAlone,
    seq: found.seq,
    ...(visibleEntities === undefined ? {} : { visibleEntities }),
  };
}

const finders = {
  stage: 'findStage',
  bucket: 'findBucket',
  sample: 'findSample',
  pattern: 'findPattern',
  action: 'findAction',
} as const;
const revisers = {
  stage: 'reviseStage',
  bucket: 'reviseBucket',
  sample: 'reviseSample',
  pattern: 'revisePattern',
  action: 'reviseAction',
} as const;

function timesOf(throughline: Throughline, events: readonly EventView[], step: StepName, { lastAt }: CaseView) {
  const found = events.findLast(({ type }) => type === finders[step]);
  const revised = events.findLast(({ type }) => type === revisers[step]);
  return {
    recordedAt: iso(found?.occurredAt ?? lastAt),
    revised:
      revised === undefined
        ? null
        : {
            by: actorName(throughline, revised.actor, revised.actorKind),
            at: iso(revised.occurredAt),
            reason: revised.reason ?? '',
          },
  };
}

type Names = Awaited<ReturnType<typeof caseNames>>;

function stageOf({ stage }: Partial<Steps>) {
  if (stage === undefined) return undefined;
  const { definition } = stage;
  return {
    ...stage,
    parts: [...stage.parts],
    definition: definition === null ? null : { ...definition, at: iso(definition.at) },
  };
}

/** A case that has been removed since is no longer shown. */
function sampleOf({ sample }: Partial<Steps>, names: Names) {
  if (sample === undefined) return undefined;
  return {
    ...sample,
    fields: [...sample.fields],
    cases: sample.cases.flatMap(({ caseId, why, currency, cells }) => {
      const name = names.get(caseId);
      return name === undefined ? [] : [{ case: name, why, currency, cells: [...cells] }];
    }),
  };
}

function patternOf({ pattern }: Partial<Steps>) {
  if (pattern === undefined) return undefined;
  return {
    ...pattern,
    rows: pattern.rows.map((row) => ({ ...row, conditions: [...row.conditions] })),
    attributes: [...pattern.attributes],
    leftOut: [...pattern.leftOut],
  };
}

function actionOf({ action }: Partial<Steps>, names: Names) {
  if (action === undefined) return undefined;
  const { since, causes, note, proposals } = action;
  return {
    since: since === null ? null : iso(since).slice(0, 10),
    causes: causes.map(({ caseId, at, axis: _, ...cause }) => ({
      ...cause,
      at: iso(at),
      case: caseId === undefined ? null : (names.get(caseId) ?? null),
    })),
    note,
    proposals: [...proposals],
  };
}
