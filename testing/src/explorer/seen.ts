import type { Decision, EffectDraft, ReplayStep } from '@throughline/language';

/** An expression that failed while something was decided. */
export interface Failure {
  readonly text: string;
  readonly isMissing: boolean;
  readonly place: string;
  readonly history: readonly ReplayStep[];
}

/** A message to another case that was emitted. */
export interface Emitted {
  readonly flow: string;
  readonly event: string;
  readonly fields: readonly string[];
  readonly isHandled: boolean;
  readonly place: string;
  readonly history: readonly ReplayStep[];
}

/** What was noticed on the way, each once. */
export interface Seen {
  readonly failures: Map<string, Failure>;
  readonly emitted: Map<string, Emitted>;
  /** By place: approvals that nobody could give. */
  readonly ungiven: Map<string, readonly ReplayStep[]>;
  /** Ladder and rung. */
  readonly fired: Set<string>;
}

export function nothingSeen(): Seen {
  return { failures: new Map(), emitted: new Map(), ungiven: new Map(), fired: new Set() };
}

/** The words by which the expression library says that a field is not there. */
const missing = /no such key|no_such_field|not found/i;

export function notice(seen: Seen, place: string, history: readonly ReplayStep[], decisions: readonly Decision[]): void {
  for (const decision of decisions) {
    for (const text of failuresOf(decision)) {
      const name = `${place}: ${text}`;
      if (!seen.failures.has(name)) seen.failures.set(name, { text, isMissing: missing.test(text), place, history });
    }
    if (decision.kind === 'refused' && decision.code === 'approval-limit' && !seen.ungiven.has(place))
      seen.ungiven.set(place, history);
    if (decision.kind !== 'applied' && decision.kind !== 'deviated') continue;
    for (const effect of decision.effects) noticeEffect(seen, place, history, effect);
    if (decision.event.outcome.fired !== undefined) seen.fired.add(decision.event.outcome.fired);
  }
}

function noticeEffect(seen: Seen, place: string, history: readonly ReplayStep[], effect: EffectDraft): void {
  if (effect.kind !== 'message') return;
  const { target, message, onRefused = effect.reply?.refused } = effect;
  const fields = Object.keys(message.data);
  const name = `${place}: ${target.flow}/${message.type}/${onRefused ?? ''}/${fields.sort().join()}`;
  if (seen.emitted.has(name)) return;
  seen.emitted.set(name, {
    flow: target.flow,
    event: message.type,
    fields,
    isHandled: onRefused !== undefined,
    place,
    history,
  });
}

function failuresOf(decision: Decision): readonly string[] {
  if (decision.kind === 'refused') return decision.code === 'expression-failed' ? [decision.message] : [];
  if (decision.kind === 'ignored') return [];
  const { deviation, outcome } = decision.event;
  const deviated = deviation?.code === 'expression-failed' ? [deviation.message] : [];
  // A limit of the kernel is no expression.
  return [...deviated, ...(outcome.failures ?? []).filter((text) => !text.includes(': more than '))];
}
