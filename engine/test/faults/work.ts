import type { Actor } from '@throughline/language';
import type { DispatchResult, Submission } from '../../src/dispatch/submission.ts';
import type { Sinks } from '../../src/effects/sink.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine.ts';
import { newSealKey, signerOf } from '../../src/seals/signer.ts';

/** What a process that runs the engine can be asked for. Each may be asked for again when nobody knows what came of it. */
export type Work =
  | { readonly do: 'dispatch'; readonly submissions: readonly Submission[] }
  | { readonly do: 'submit'; readonly submissions: readonly Submission[] }
  | { readonly do: 'settle' | 'sweep' | 'seal' | 'start' | 'stop' }
  | { readonly do: 'travel'; readonly to: number }
  | { readonly do: 'migrate'; readonly back: boolean }
  | { readonly do: 'erase'; readonly cases: readonly string[] }
  | { readonly do: 'retire'; readonly before: number }
  | { readonly do: 'ahead'; readonly ms: number };

export interface Hand {
  readonly engine: Engine;
  carryOut(work: Work): Promise<readonly DispatchResult[]>;
}

const because = { by: 'lea', reason: 'as agreed' };
const privacy: Actor = { id: 'pia', kind: 'person', principal: 'pia', roles: ['privacy'] };
const operator: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };

export interface HandOptions {
  readonly database: EngineOptions['database'];
  /** Where effects go; see `sinksTo`. */
  readonly receiver: string;
  readonly canLookUp: boolean;
  /** By how much this machine's clock is fast. */
  readonly aheadMs: number;
  readonly sealKey: string;
}

/** An engine, with sinks that speak to the receiver. */
export function openHand({ database, receiver, canLookUp, aheadMs, sealKey }: HandOptions): Hand {
  let ahead = aheadMs;
  const engine = createEngine({ database, machine: { now: () => Date.now() + ahead }, signer: signerOf(sealKey) });
  const sinks = sinksTo(receiver, canLookUp);
  let workers: ReturnType<Engine['start']> | undefined;
  const way = { flow: 'job', from: 1, to: 2, actor: operator, reason: because.reason };
  const others = async (work: Exclude<Work, { do: 'dispatch' | 'submit' | 'erase' }>): Promise<void> => {
    if (work.do === 'settle') await engine.settle({ sinks });
    else if (work.do === 'seal') await engine.seal();
    else if (work.do === 'travel') await engine.travel(Math.max(work.to, (await engine.clock()).now), { sinks });
    else if (work.do === 'sweep') {
      // Sooner than before, so that the wake-ups of all jobs are looked at again.
      for (const first of [9, 3]) await engine.changeParameters({ flow: 'job', values: { first }, ...because });
      await engine.settle({ sinks });
    } else if (work.do === 'migrate') await engine.migrateCases({ ...way, back: work.back });
    else if (work.do === 'retire') await engine.retire({ before: work.before, flows: ['note'], ...because });
    else if (work.do === 'start') workers ??= engine.start({ sinks, pollMs: 100 });
    else if (work.do === 'stop') await workers?.stop();
    else if (work.do === 'ahead') ahead = work.ms;
  };
  return {
    engine,
    async carryOut(work) {
      if (work.do === 'dispatch') return engine.dispatch(work.submissions);
      if (work.do === 'submit') return Promise.all(work.submissions.map((submission) => engine.submit(submission)));
      if (work.do === 'erase') return engine.erase({ cases: work.cases, by: privacy, reason: because.reason });
      await others(work);
      return [];
    },
  };
}

function sinksTo(url: string, canLookUp: boolean): Sinks {
  return {
    mail: {
      async perform({ idempotencyKey }, signal) {
        const headers = { 'idempotency-key': encodeURIComponent(idempotencyKey) };
        const { status } = await fetch(url, { method: 'POST', headers, signal });
        return status === 200 ? { outcome: 'done' } : { outcome: 'unknown', error: `It answered ${status}` };
      },
      ...(canLookUp
        ? {
            async lookUp({ idempotencyKey }, signal) {
              const found = await fetch(`${url}?key=${encodeURIComponent(idempotencyKey)}`, { signal });
              const { state } = (await found.json()) as { readonly state: string };
              return { outcome: state === 'done' ? ('done' as const) : ('not-done' as const) };
            },
          }
        : {}),
    },
  };
}

export { newSealKey };
