import type { CaseRecord, Millis } from './case.ts';
import type { CompiledFlow } from './compile/compiled.ts';
import { decide } from './decide/decide.ts';
import type { Subject } from './decide/draft.ts';
import type { Decision } from './decision.ts';
import type { Context, Input } from './input.ts';

/** A history of one case that anybody can run: what is asked of it, and when. */
export interface Replay {
  /** The business key of the case. */
  readonly key: string;
  readonly steps: readonly ReplayStep[];
}

export interface ReplayStep {
  /** What the clock shows when it is decided. */
  readonly at: Millis;
  readonly input: Input;
}

export interface Replayed {
  readonly step: ReplayStep;
  readonly decision: Decision;
  /** The case after it; `undefined` while it is not born. */
  readonly record: CaseRecord | undefined;
}

/** Decides the steps one after the other, each on the case that the one before left. */
export function replay(flow: CompiledFlow, { key, steps }: Replay, context: Omit<Context, 'now'> = {}): readonly Replayed[] {
  let subject: Subject = { id: key, flow: flow.name, entity: 'replay', key };
  let record: CaseRecord | undefined;
  return steps.map((step) => {
    const decision = decide(flow, subject, step.input, { ...context, now: step.at });
    for (let taken = decision, left: readonly Input[] = []; taken.kind === 'applied' || taken.kind === 'deviated'; ) {
      record = taken.next;
      subject = record;
      left = [...(taken.following ?? []), ...left];
      const [next, ...others] = left;
      if (next === undefined) break;
      left = others;
      taken = decide(flow, subject, next, { ...context, now: step.at });
    }
    return { step, decision, record };
  });
}
