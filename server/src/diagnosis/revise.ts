import type { BodyOf, Diagnosis, ParamsOf, Routes, StepName } from '@throughline/api';
import { type Choices, diagnose } from '@throughline/insight';
import { command } from '../cases/commands.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import { askedIn, choicesIn, contextOf, mayRead, questionOf } from './question.ts';
import { cut, recordSteps } from './record.ts';
import { requireRole } from './require-role.ts';
import { findDiagnosis, showDiagnosis } from './show.ts';

type Route = Routes['POST /{database}/diagnoses/{case}/steps/{step}'];
type Body = BodyOf<Route>;

const revisers = {
  stage: 'reviseStage',
  bucket: 'reviseBucket',
  sample: 'reviseSample',
  pattern: 'revisePattern',
  action: 'reviseAction',
} as const;

/** A reason may be as long as the text that it is told in. */
const toldMax = 1000;

/**
 * A person takes a step back and says how it is to be done: it and those after it are found anew, over the same stretch of the log.
 *
 * @throws ThroughlineError case-unknown, diagnosis-step; RefusedError role-required, case-moved-on, not-allowed-in-state, data-error
 */
export async function reviseStep(
  throughline: Throughline,
  { case: id, step }: ParamsOf<Route>,
  body: Body,
  { actor, visible, now, signal, idempotencyKey, ifMatch }: CompanyContext,
): Promise<Diagnosis> {
  const found = await findDiagnosis(throughline, id, visible);
  const flow = await newestFlow(throughline, 'diagnosis');
  requireRole(flow, flow.states.get(found.state)?.on.get(revisers[step]) ?? [], actor, found.entity);
  if (ifMatch !== undefined && ifMatch !== found.seq)
    throw new RefusedError({
      code: 'case-moved-on',
      message: 'The diagnosis has moved on since you looked',
      expected: found.seq,
    });
  if (!(await mayRead(throughline, found, visible)))
    throw new ThroughlineError('diagnosis-step', 'You do not see all cases that this diagnosis was made of', { place: 'step' });
  const choices = { ...choicesIn(found), ...chosen(step, body) };
  const question = questionOf(askedIn(found));
  const { seed, knownAt, revisions } = found.data;
  const context = await contextOf(throughline, { question, seed: Number(seed), knownAt: String(knownAt), visible, signal });
  const diagnosis = await diagnose(throughline.reader, question, context, choices);
  requireTaken(step, body, diagnosis);
  const told = [...(Array.isArray(revisions) ? revisions : []), cut(`${step}: ${body.reason}`, toldMax)].slice(-20);
  await command(
    throughline,
    id,
    {
      type: revisers[step],
      data: { choices: JSON.stringify(choices), revisions: told },
      reason: body.reason,
      actor,
      ifSeq: found.seq,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
    { now, visible },
  );
  await recordSteps(throughline, id, diagnosis, { context, from: step });
  return await showDiagnosis(throughline, id, { visible, signal });
}

/** @throws ThroughlineError diagnosis-step */
function chosen(step: StepName, { part, bucket, seed, leaveOut, cause }: Body): Choices {
  const given: Readonly<Record<StepName, Choices | undefined>> = {
    stage: part === undefined ? undefined : { stage: part },
    bucket: bucket === undefined ? undefined : { bucket },
    sample: seed === undefined ? undefined : { sampleSeed: seed },
    pattern: leaveOut === undefined ? undefined : { leaveOut },
    action: cause === undefined ? undefined : { cause },
  };
  const member = { stage: 'part', bucket: 'bucket', sample: 'seed', pattern: 'leaveOut', action: 'cause' }[step];
  const found = given[step];
  if (found !== undefined) return found;
  throw new ThroughlineError('diagnosis-step', `To revise ${step}, say what instead`, { place: member, expected: member });
}

/** What was chosen is there. @throws ThroughlineError diagnosis-step */
function requireTaken(step: StepName, { part, bucket, cause }: Body, found: Awaited<ReturnType<typeof diagnose>>): void {
  const isThere = {
    stage: part === undefined || found.stage.parts.some(({ id }) => id === part),
    bucket:
      bucket === undefined || bucket === 'metric' || found.bucket.buckets.some(({ flow, kind }) => `${flow}/${kind}` === bucket),
    sample: true,
    pattern: true,
    action: cause === undefined || cause === 'none' || found.causes.causes.some(({ kind, key }) => `${kind}/${key}` === cause),
  }[step];
  if (isThere) return;
  const expected = {
    stage: found.stage.parts.map(({ id }) => id).join(', '),
    bucket: [...found.bucket.buckets.map(({ flow, kind }) => `${flow}/${kind}`), 'metric'].join(', '),
    sample: '',
    pattern: '',
    action: [...found.causes.causes.map(({ kind, key }) => `${kind}/${key}`), 'none'].join(', '),
  }[step];
  throw new ThroughlineError('diagnosis-step', `There is no ${part ?? bucket ?? cause} to choose`, { place: step, expected });
}
