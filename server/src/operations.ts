import type { DeadEffect, Destination, DispatchResult, Holding } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { type WaitingCalls, waitingCalls } from './connections/waiting-calls.ts';
import type { Throughline } from './throughline.ts';

/** What does not go out, and why. */
export interface EffectReport extends Holding {
  /** Calls of systems that no connection takes; they wait. */
  readonly waiting: readonly WaitingCalls[];
  readonly destinations: readonly Destination[];
  /** What came to nothing and waits for somebody; at most 200, longest ago first. */
  readonly failed: readonly DeadEffect[];
  readonly isMore: boolean;
}

export async function listEffects(throughline: Throughline): Promise<EffectReport> {
  const { engine } = throughline;
  const waiting = await waitingCalls(throughline);
  const holding = await engine.effectHold();
  const destinations = await engine.destinations();
  const { effects, next } = await engine.deadEffects();
  return { ...holding, waiting, destinations, failed: effects, isMore: next !== undefined };
}

/** A case that is set aside. */
export interface SetAside {
  readonly id: string;
  readonly flow: string;
  readonly key: string;
  readonly version: number;
  readonly state: string;
  readonly reason: string;
  readonly at: number;
}

/** Cases that are set aside; at most 1,000. */
export async function listQuarantine({ engine }: Throughline): Promise<readonly SetAside[]> {
  const found = await engine.quarantine();
  const cases = await engine.readCases(found.map(({ caseId }) => caseId));
  const reasons = new Map(found.map((each) => [each.caseId, each]));
  return cases.flatMap(({ id, flow, key, version, state }) => {
    const aside = reasons.get(id);
    return aside === undefined ? [] : [{ id, flow, key, version, state, reason: aside.reason, at: aside.at }];
  });
}

export interface EffectRequest {
  /** The id of the case. */
  readonly id: string;
  /** The key of the effect. */
  readonly effect: string;
  readonly by: string;
  readonly reason: string;
  /** How it is known to have ended; without it, it is tried again. */
  readonly ended?: 'done' | 'refused';
}

/** Has an effect that came to nothing tried again, or says how it ended: an event of its case. */
export function dealWithEffect({ engine }: Throughline, request: EffectRequest): Promise<DispatchResult> {
  const { id, effect, by, reason, ended } = request;
  const actor = { id: by, kind: 'person', principal: by, roles: ['operator'] } as const;
  const type = ended === undefined ? 'resend' : 'settle-effect';
  const data: JsonObject = Object.fromEntries([['effect', effect], ...(ended === undefined ? [] : [['outcome', ended]])]);
  return engine.submit({ case: { id }, input: { kind: 'command', type, data, reason, actor } });
}
