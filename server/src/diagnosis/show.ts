import type { Diagnosis } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { diagnose, spoken, summariesOf } from '@throughline/insight';
import { findSeen } from '../cases/case-detail.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import { partialOfMetric } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';
import { askedIn, choicesIn, contextOf, mayRead, questionOf } from './question.ts';
import { stepsOf } from './record.ts';
import { diagnosisView, recorded, type Shown } from './view.ts';

/**
 * A diagnosis as it is recorded; to whoever does not see all that it was made of, what comes of what they see.
 *
 * @throws ThroughlineError case-unknown, field-hidden
 */
export async function showDiagnosis(
  throughline: Throughline,
  id: string,
  { visible, signal }: Pick<CompanyContext, 'visible' | 'signal'>,
): Promise<Diagnosis> {
  const found = await findDiagnosis(throughline, id, visible);
  const flow = await newestFlow(throughline, 'diagnosis');
  const shown = (await mayRead(throughline, found, visible))
    ? recorded(found)
    : await foundAlone(throughline, found, { visible, signal });
  return await diagnosisView(throughline, flow, found, shown);
}

/** @throws ThroughlineError case-unknown */
export async function findDiagnosis(throughline: Throughline, id: string, visible: Visible): Promise<CaseView> {
  const found = await findSeen(throughline, id, visible);
  if (found.flow === 'diagnosis') return found;
  throw new ThroughlineError('case-unknown', `The case ${found.key} is no diagnosis`, { place: 'case' });
}

async function foundAlone(
  throughline: Throughline,
  found: CaseView,
  { visible, signal }: Pick<CompanyContext, 'visible' | 'signal'>,
): Promise<Shown> {
  const question = questionOf(askedIn(found));
  const { seed, knownAt } = found.data;
  const asking = { question, seed: Number(seed), knownAt: String(knownAt), visible, signal };
  const context = await contextOf(throughline, asking);
  const diagnosis = await diagnose(throughline.reader, question, context, choicesIn(found));
  return {
    steps: stepsOf(diagnosis, context),
    summaries: summariesOf(diagnosis),
    verdict: diagnosis.verdict,
    says: spoken(diagnosis.sentence),
    forYouAlone: true,
    ...partialOfMetric(visible, question.metric),
  };
}
