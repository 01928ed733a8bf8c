import type { RequestView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type Actor, type CompiledFlow, isJsonObject, type Millis, stateTitle } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { ThroughlineError } from '../errors.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';

const pageSize = 1000;
/** More than so many of a flow are not read at once. */
export const readMax = 5000;

/** Every case of a flow that somebody sees. */
export async function readCases(
  { engine }: Pick<Throughline, 'engine'>,
  flow: string,
  visible: Visible = seesAll,
): Promise<readonly CaseView[]> {
  const { latest } = await engine.clock();
  if (latest[flow] === undefined) return [];
  const found: CaseView[] = [];
  for (let after: string | undefined, more = true; more && found.length < readMax; more = after !== undefined) {
    const page = await engine.list({
      flow,
      limit: pageSize,
      ...visible.selection(flow),
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.cases);
    after = page.next;
  }
  return found;
}

/** @throws ThroughlineError request-unknown, plan-unknown */
export async function findNumbered(
  throughline: Throughline,
  { flow, number, visible }: { readonly flow: 'request' | 'plan'; readonly number: string; readonly visible: Visible },
): Promise<CaseView> {
  const found = (await readCases(throughline, flow, visible)).find(({ key }) => key === number);
  if (found !== undefined) return found;
  throw new ThroughlineError(`${flow}-unknown`, `There is no ${flow} ${number}`, { place: flow });
}

/** Whoever looks, and when. */
export interface Looking {
  readonly actor: Actor;
  readonly visible: Visible;
  readonly now: Millis;
}

/** Cases of requests as they are shown to somebody. */
export async function showRequests(
  throughline: Throughline,
  cases: readonly CaseView[],
  looking: Looking,
): Promise<readonly RequestView[]> {
  const flowOf = await loadFlows(throughline, cases);
  return cases.map((found) => {
    const view = viewOf(found, flowOf(found), looking);
    return { ...view, requester: view.requester === null ? null : actorName(throughline, view.requester).name };
  });
}

export const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
export const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);
export const textsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
export const needsOf = (value: unknown) =>
  (Array.isArray(value) ? value : [])
    .filter(isJsonObject)
    .map(({ skill, weeks }) => ({ skill: String(skill), weeks: Number(weeks) }));

const whyMissing: Readonly<Record<string, string>> = {
  title: 'Say in a line what is wanted.',
  rationale: 'Say why the business needs it, in a sentence or two.',
  metric: 'Name the number that is to move.',
  baseline: 'Say where the number stands today.',
  target: 'Say where it is to stand: somewhere else than today.',
  outcomeBy: 'Say by which day it is to stand there.',
};
/** What a request lacks, in words to whoever asks. */
export const missingOf = (value: unknown) =>
  textsOf(value).map((field) => ({ field, why: whyMissing[field] ?? 'Say more about it.' }));

function viewOf(found: CaseView, flow: CompiledFlow, { actor, visible, now }: Looking): RequestView {
  const { data, state, entity } = found;
  const kept = visible.hidden(flow, entity);
  const shown = (field: string) => (kept.has(field) ? null : textOf(data[field]));
  const metric = textOf(data['metric']);
  const needs = needsOf(data['skills']);
  const decision = textOf(data['decision']) as RequestView['decision'];
  const overdue = (found.clocks.children?.['exception/overdue']?.open.length ?? 0) > 0;
  return {
    ...{
      caseId: found.id,
      number: found.key,
      title: String(data['title'] ?? found.key),
      state,
      stateTitle: stateTitle(flow.definition, state),
    },
    ...{ team: String(data['team'] ?? ''), requester: shown('requester'), isMine: data['requester'] === actor.principal },
    submittedOn: String(data['submittedOn']),
    dueAt: found.dueAt === null ? null : new Date(found.dueAt).toISOString(),
    isLate: overdue || (found.dueAt !== null && found.dueAt < now),
    ...{ rationale: shown('rationale'), acceptance: shown('acceptance'), outcomeBy: textOf(data['outcomeBy']) },
    metric: metric === null ? null : { id: metric, title: listMetrics().find(({ id }) => id === metric)?.title ?? metric },
    ...{ baseline: numberOf(data['baseline']), target: numberOf(data['target']) },
    ...{ systems: textsOf(data['systems']), missing: missingOf(data['missing']) },
    ...{
      class: textOf(data['class']),
      kind: textOf(data['kind']) as RequestView['kind'],
      needs,
      duration: numberOf(data['duration']),
    },
    effort: needs.reduce((sum, { weeks }) => sum + weeks, 0),
    ...{
      dependsOn: textsOf(data['dependsOn']),
      complianceBy: textOf(data['complianceBy']),
      emergency: data['emergency'] === true,
    },
    ...{ sponsor: shown('sponsor'), overrideWhy: shown('overrideWhy') },
    ...{ rubric: textOf(data['rubric']), score: numberOf(data['score']), arithmetic: textOf(data['arithmetic']) },
    ...{ decision, decisionWhy: shown('decisionWhy'), options: shown('options'), reviewOn: textOf(data['reviewOn']) },
    ...{
      isAnswered: decision !== null && data['answered'] === decision,
      waitsForAnswer: waitsForAnswer(found),
      duplicateOf: textOf(data['duplicateOf']),
    },
    ...{ plan: textOf(data['plan']), startsOn: textOf(data['startsOn']), endsOn: textOf(data['endsOn']) },
    ...{ release: textOf(data['release']), releasedOn: textOf(data['releasedOn']), verifyOn: textOf(data['verifyOn']) },
    ...{ measured: numberOf(data['measured']), definition: textOf(data['definition']), attained: numberOf(data['attained']) },
  };
}

/** What people call a state of a flow. */
export const titleOf = (flow: CompiledFlow, state: string) => flow.definition.states[state]?.title ?? state;

const answerable: readonly string[] = ['accepted', 'not_now', 'declined', 'duplicate', 'planned', 'in_delivery', 'released'];

/** Something was decided of it, or it was given back, and who asked was not told yet. */
export function waitsForAnswer({ state, data }: Pick<CaseView, 'state' | 'data'>): boolean {
  if (state === 'returned') return data['answered'] === undefined;
  return answerable.includes(state) && data['decision'] !== undefined && data['answered'] !== data['decision'];
}

const triage: readonly string[] = ['submitted', 'returned', 'triaged'];
const ended: readonly string[] = ['withdrawn', 'told_declined', 'told_duplicate', 'declined', 'duplicate', 'not_now'];
const verdicts: readonly string[] = ['outcome_met', 'outcome_missed'];

export type RequestGroup = 'queue' | 'triage' | 'decided' | 'mine';

/** Some of the requests, in the order in which they are dealt with. */
export function grouped(all: readonly RequestView[], of: RequestGroup | undefined): readonly RequestView[] {
  const byNumber = (a: RequestView, b: RequestView) => (a.number < b.number ? -1 : 1);
  const byScore = (a: RequestView, b: RequestView) => (b.score ?? -1) - (a.score ?? -1) || byNumber(a, b);
  if (of === 'triage')
    return all
      .filter(({ state }) => triage.includes(state))
      .sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9') || byNumber(a, b));
  if (of === 'decided') return all.filter(({ decision }) => decision !== null).sort(byScore);
  if (of === 'mine') return all.filter(({ isMine }) => isMine).sort(byNumber);
  if (of === undefined) return [...all].sort(byNumber);
  const rank = ({ state, startsOn }: RequestView) =>
    state === 'in_delivery' ? '0' : state === 'planned' ? `1${startsOn ?? ''}` : state === 'accepted' ? '2' : '3';
  return all
    .filter(({ state }) => !triage.includes(state) && !ended.includes(state) && !verdicts.includes(state))
    .filter(({ state }) => state !== 'released' && state !== 'verifying')
    .sort((a, b) => rank(a).localeCompare(rank(b)) || byScore(a, b));
}
