import type { Diagnosis, DiagnosisQuestion } from '@throughline/api';
import { diagnose } from '@throughline/insight';
import type { Actor, JsonObject } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { assignOwner } from './assign-owner.ts';
import { contextOf, entitiesOf, questionOf, seenAs } from './question.ts';
import { recordSteps } from './record.ts';
import { requireRole } from './require-role.ts';
import { showDiagnosis } from './show.ts';

/** Where diagnoses stand that are about more than one entity. */
const wholeCompany = 'company';
const seedMax = 100_000;

export interface Opening {
  readonly actor: Actor;
  readonly visible: Visible;
  readonly now: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a diagnosis for somebody, finds its five steps and records them, and shows it.
 *
 * @throws ThroughlineError metric-unknown, metric-request, field-hidden; RefusedError role-required
 */
export async function openDiagnosis(
  throughline: Throughline,
  asked: DiagnosisQuestion,
  context: Pick<CompanyContext, 'actor' | 'visible' | 'now' | 'signal'>,
): Promise<Diagnosis> {
  return await showDiagnosis(throughline, await startDiagnosis(throughline, asked, context), context);
}

/** The same for whoever needs no answer, such as a watch that saw a breach. Returns the id of the case. */
export async function startDiagnosis(
  throughline: Throughline,
  asked: DiagnosisQuestion,
  { actor, visible, now, signal }: Opening,
): Promise<string> {
  const question = questionOf(asked);
  const entities = entitiesOf(visible, question);
  const [only, ...more] = entities;
  const entity = only !== undefined && more.length === 0 ? only : wholeCompany;
  const flow = await newestFlow(throughline, 'diagnosis');
  requireRole(flow, flow.start.get('ask') ?? [], actor, entity);
  const fresh = await throughline.reader.freshness();
  const knownAt = new Date(Date.parse(fresh.recordedAt ?? new Date(now).toISOString()) + 1).toISOString();
  const seen = await seenAs(throughline, visible);
  const data = (number: string) => ({
    ...{ number, metric: question.metric.id, title: question.metric.title, answers: question.metric.owner },
    ...{ from: question.from, to: question.to, againstFrom: question.against.from, againstTo: question.against.to },
    ...{
      where: [...(asked.where ?? [])],
      openedAt: new Date(now).toISOString(),
      entities: [...entities],
      seenAs: seen,
    },
    ...{ seed: seedOf(asked), knownAt, behind: fresh.behind, choices: '{}', revisions: [] },
    ...(fresh.seal === null ? {} : { seal: fresh.seal }),
  });
  // Everything that can be wrong with the question is found before there is a case.
  const context = await contextOf(throughline, {
    ...{ question, seed: seedOf(asked), knownAt, visible },
    ...(signal === undefined ? {} : { signal }),
  });
  const found = await diagnose(throughline.reader, question, context);
  const id = await bearNumbered(throughline, { actor, data, entity });
  await recordSteps(throughline, id, found, { context, from: 'stage' });
  await assignOwner(throughline, id, { role: question.metric.owner, entity, actor });
  return id;
}

/** The same question draws the same samples. */
function seedOf(asked: DiagnosisQuestion): number {
  const text = JSON.stringify([asked.metric, asked.from, asked.to, asked.against, asked.where ?? []]);
  let hash = 0;
  for (const char of text) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash % seedMax;
}

interface Birth {
  readonly actor: Actor;
  readonly entity: string;
  readonly data: (number: string) => JsonObject;
}

/** Under the next number that is free: two that are opened at once both get one. */
async function bearNumbered({ engine, pool }: Throughline, { actor, entity, data }: Birth): Promise<string> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from throughline.case_ where flow = 'diagnosis'`,
  );
  for (let number = (rows[0]?.count ?? 0) + 1; ; number += 1) {
    const key = `DG-${String(number).padStart(4, '0')}`;
    const result = await engine.submit({
      case: { flow: 'diagnosis', entity, key },
      input: { kind: 'command', type: 'ask', data: data(key), actor },
    });
    if (result.outcome === 'applied') return result.caseId;
    const isTaken = result.outcome === 'refused' && result.refusal.code === 'case-exists';
    if (result.outcome === 'refused' && !isTaken) throw new RefusedError(result.refusal);
    if (result.outcome === 'failed') throw new RefusedError(result.refusal);
  }
}
