import type { StepName } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { diagnose } from '@throughline/insight';
import type { Actor, Millis } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { assignOwner } from './assign-owner.ts';
import { askedIn, choicesIn, contextOf, questionOf } from './question.ts';
import { recordSteps, runner, stepNames } from './record.ts';

/** Whoever asked, or took a step back, is still at it for so long. */
const patienceMs = 2 * 60_000;

export interface Finishing {
  /** Who puts it on the desk of somebody. */
  readonly actor: Actor;
  readonly signal?: AbortSignal;
}

/**
 * Finds the steps that a server which died has left: of a diagnosis that was just asked for, and of one of which somebody took a step back. As it was asked, with
 * what was chosen, over the same stretch of the log.
 */
export async function finishDiagnosis(throughline: Throughline, id: string, { actor, signal }: Finishing): Promise<void> {
  const found = await throughline.engine.readCase(id);
  const from = found === undefined ? undefined : await leftAt(throughline, found);
  if (found === undefined || from === undefined) return;
  const question = questionOf(askedIn(found));
  const { seed, knownAt } = found.data;
  const context = await contextOf(throughline, {
    ...{ question, seed: Number(seed), knownAt: String(knownAt), visible: seesAll },
    ...(signal === undefined ? {} : { signal }),
  });
  await recordSteps(throughline, id, await diagnose(throughline.reader, question, context, choicesIn(found)), { context, from });
  if (found.clocks.assignee === undefined)
    await assignOwner(throughline, id, { role: question.metric.owner, entity: found.entity, actor });
}

/** The step that is to be found next. While it is decided what to do, none is, unless the last one was taken back. */
async function leftAt({ engine }: Throughline, { id, state }: CaseView): Promise<StepName | undefined> {
  const step = stepNames.find((name) => name === state);
  if (step !== 'action') return step;
  const events = await engine.history(id, { limit: 200 });
  const last = events.filter(({ type }) => aboutAction.has(type)).sort((a, b) => b.seq - a.seq)[0];
  return last?.type === 'findAction' ? undefined : step;
}

const aboutAction: ReadonlySet<string> = new Set(['findPattern', 'findAction', 'reviseAction']);

/**
 * Finishes what no request is at any more. A diagnosis of somebody who sees a part is theirs to go on with: here it is not known what they
 * see. Returns how many were finished.
 */
export async function finishLeft(throughline: Throughline, now: Millis, signal?: AbortSignal): Promise<number> {
  const { rows } = await throughline.pool.query<{ id: string }>(
    `select c.id from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      join lateral (
        select e.type, e.recorded_at from throughline.event_log e
        where e.bucket = c.bucket and e.case_id = c.id and (e.type = 'ask' or e.type like 'find%' or e.type like 'revise%') order by e.seq desc limit 1
      ) as latest on true
      where c.flow = 'diagnosis' and c.state = any($1) and d.data->>'seenAs' = 'all' and (c.state <> 'action' or latest.type <> 'findAction')
        and latest.recorded_at < $2 order by d.key`,
    [stepNames, new Date(now - patienceMs).toISOString()],
  );
  let finished = 0;
  for (const { id } of rows) {
    signal?.throwIfAborted();
    try {
      await finishDiagnosis(throughline, id, { actor: runner, ...(signal === undefined ? {} : { signal }) });
      finished += 1;
    } catch (error) {
      // Somebody else has gone on with it meanwhile, or it can be answered no more.
      if (!(error instanceof RefusedError || error instanceof ThroughlineError)) throw error;
    }
  }
  return finished;
}
