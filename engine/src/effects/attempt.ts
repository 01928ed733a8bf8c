import type { JsonObject } from '@throughline/language';
import { dataBytesMax } from '../dispatch/submission.ts';
import type { ClaimedEffect } from '../sql/claim-effects.ts';
import type { EffectEnd } from '../sql/end-effects.ts';
import type { Heard } from './circuit.ts';
import type { Machine } from './perform-effects.ts';
import {
  attemptsMax,
  backoffMs,
  type EffectToPerform,
  type LookUpOutcome,
  type Sink,
  type SinkOutcome,
  timeoutMsDefault,
} from './sink.ts';
import { TimeOver, withinTime } from './within-time.ts';

/** How an attempt ended, and what it says of the destination: nothing, where nobody was asked. */
export interface Attempted {
  readonly end: EffectEnd;
  readonly heard?: Heard;
}

/**
 * One attempt. What may have been done already is looked up where that is possible, and else sent again as its delivery allows. What the case needs
 * no more is not begun.
 */
export async function attempt(effect: ClaimedEffect, sink: Sink, machine: Machine, lost: AbortSignal): Promise<Attempted> {
  const limits = { timeoutMs: sink.timeoutMs ?? timeoutMsDefault, lost };
  const toPerform = performable(effect);
  let { doubt } = effect;
  if (doubt !== null) {
    const found = sink.lookUp === undefined ? cannotSay : await lookUp(sink.lookUp.bind(sink), toPerform, machine, limits);
    if (found.outcome === 'cannot-say') {
      if (effect.moot || (doubt === 'open' && effect.delivery === 'at-most-once'))
        return { end: { effect, status: 'unknown', error: 'An earlier attempt may have done it, and it cannot be looked up' } };
    } else {
      if (found.outcome === 'done') return { end: done(effect, found.result), heard: { worked: true } };
      if (found.outcome === 'unknown')
        return { end: again(effect, machine, { error: found.error, doubt }), heard: failed(found.error) };
      doubt = null;
    }
  }
  if (effect.moot) return { end: { effect, status: 'pending', error: 'The case needs it no more' } };
  const outcome = await perform(sink, toPerform, machine, limits);
  if (outcome.outcome === 'done') return { end: done(effect, outcome.result), heard: { worked: true } };
  const { error } = outcome;
  if (outcome.outcome === 'refused') return { end: { effect, status: 'refused', error }, heard: { worked: true } };
  if (outcome.outcome === 'retry') return { end: again(effect, machine, { error, doubt }), heard: failed(error) };
  if (effect.delivery === 'at-most-once' && sink.lookUp === undefined)
    return { end: { effect, status: 'unknown', error, doubt: 'open' }, heard: failed(error) };
  return { end: again(effect, machine, { error, doubt: 'open' }), heard: failed(error) };
}

const cannotSay: LookUpOutcome = { outcome: 'cannot-say' };
const failed = (error: string): Heard => ({ worked: false, error });

function performable({ caseId, key, kind, payload, attempts, trace }: ClaimedEffect): EffectToPerform {
  const traced = trace === undefined || trace === null ? {} : { traceparent: trace };
  return { caseId, key, kind, payload, attempt: attempts, idempotencyKey: `${caseId}/${key}`, ...traced };
}

function done(effect: ClaimedEffect, result: JsonObject | undefined): EffectEnd {
  return { effect, status: 'done', ...(result === undefined || !isKeepable(result) ? {} : { result }) };
}

/** What a receiver says is kept where it is JSON of a size that a case may have. */
function isKeepable(result: JsonObject): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(result)) <= dataBytesMax;
  } catch {
    return false;
  }
}

/** Later once more; after the last attempt it is dead, or unknown where some attempt may have done it. */
function again(
  effect: ClaimedEffect,
  machine: Machine,
  { error, doubt }: { readonly error: string; readonly doubt: ClaimedEffect['doubt'] },
): EffectEnd {
  if (effect.attempts >= attemptsMax) return { effect, status: doubt === null ? 'dead' : 'unknown', error, doubt };
  return { effect, status: 'pending', error, doubt, retryMs: backoffMs(effect.attempts, machine.random) };
}

type Limits = { readonly timeoutMs: number; readonly lost: AbortSignal };

/** A sink that throws, does not answer, or says what means nothing, has not said whether it did anything. */
async function perform(sink: Sink, effect: EffectToPerform, machine: Machine, limits: Limits): Promise<SinkOutcome> {
  try {
    const outcome = await withinTime(machine, limits, (signal) => sink.perform(effect, signal));
    if (!outcomes.has(outcome?.outcome)) return { outcome: 'unknown', error: 'The sink did not say what came of it' };
    return outcome.outcome === 'done' ? outcome : { ...outcome, error: String(outcome.error) };
  } catch (error) {
    return { outcome: 'unknown', error: textOf(error) };
  }
}

const outcomes: ReadonlySet<unknown> = new Set<SinkOutcome['outcome']>(['done', 'refused', 'retry', 'unknown']);

async function lookUp(
  ask: NonNullable<Sink['lookUp']>,
  effect: EffectToPerform,
  machine: Machine,
  limits: Limits,
): Promise<LookUpOutcome> {
  try {
    const found = await withinTime(machine, limits, (signal) => ask(effect, signal));
    if (found?.outcome === 'done' || found?.outcome === 'not-done' || found?.outcome === 'cannot-say') return found;
    return { outcome: 'unknown', error: String(found?.error ?? 'The look-up did not say what it found') };
  } catch (error) {
    return { outcome: 'unknown', error: error instanceof TimeOver ? `Look-up: ${error.message}` : textOf(error) };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
