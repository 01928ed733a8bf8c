import type { CaseDetail } from '@throughline/api';
import type { EffectView } from '@throughline/engine';
import { type CompiledFlow, inWords, isJsonObject, type Json } from '@throughline/language';
import type { Redact } from '../visible/redact.ts';
import type { Hidden, Visible } from '../visible/visible.ts';
import { iso, isoOrNull } from './case-row.ts';

const effectsMax = 200;

/** How effects are shown to somebody. */
export interface EffectSight {
  readonly redact: Redact;
  /** Whether they see to whom mails go. */
  readonly recipients: 'shown' | Hidden;
  /** Why calls of a destination wait; `undefined`: they are made. */
  readonly waits?: (destination: string) => string | undefined;
}

/** Addresses are personal, wherever a rule takes them from: whoever does not see the personal fields of a case sees none. */
export function recipientsSeen(flow: CompiledFlow, visible: Visible, entity: string): 'shown' | Hidden {
  const kept = visible.hidden(flow, entity);
  const personal = [...flow.data.personal].find((field) => kept.has(field));
  return personal === undefined ? 'shown' : (kept.get(personal) ?? 'shown');
}

/** What was done outside for a case, or waits to be done; the newest first. */
export function effectViews(effects: readonly EffectView[], { redact, recipients, waits }: EffectSight): CaseDetail['effects'] {
  const isKept = ({ kind }: EffectView) => recipients !== 'shown' && kind === 'mail';
  return effects
    .slice(-effectsMax)
    .reverse()
    .map((effect) => ({
      key: effect.key,
      kind: effect.kind,
      seq: effect.seq,
      status: effect.status,
      ...shownAddress(effect, redact),
      ...(isKept(effect) && recipients !== 'shown' ? { to: null, hidden: { needs: [...recipients.needs] } } : {}),
      attempts: effect.attempts,
      createdAt: iso(effect.createdAt),
      finishedAt: isoOrNull(effect.finishedAt),
      error: waitingFor(effect, waits) ?? (effect.error === null ? null : redact(effect.error)),
      simulated: isSimulated(effect),
    }));
}

/** A call that nothing takes says so: no attempt has failed yet that could. */
function waitingFor({ kind, status, payload }: EffectView, waits: EffectSight['waits']): string | undefined {
  return kind === 'call' && status === 'pending' ? waits?.(String(payload['to'])) : undefined;
}

function shownAddress(effect: EffectView, redact: Redact) {
  const { to, subject } = addressOf(effect);
  return { to: to === null ? null : redact(to), subject: subject === null ? null : redact(subject) };
}

/** It went nowhere: the sink of the simulated company says so. */
export function isSimulated({ result }: Pick<EffectView, 'result'>): boolean {
  return result?.['simulated'] === true;
}

/** To whom, and about what: the address and subject of a mail; the system that is called; the case that a message goes to, and what it asks for. */
export function addressOf({ kind, payload }: Pick<EffectView, 'kind' | 'payload'>): {
  readonly to: string | null;
  readonly subject: string | null;
} {
  // What it carries may be personal, and is not shown; what is called is named by the flow.
  if (kind === 'call') return { to: null, subject: `Call to ${String(payload['to'])}` };
  if (kind !== 'message') return { to: textOf(payload['to']), subject: textOf(payload['subject']) };
  const { target, message } = payload;
  if (!isJsonObject(target) || !isJsonObject(message)) return { to: null, subject: null };
  return { to: `${inWords(String(target['flow']))} ${String(target['key'])}`, subject: inWords(String(message['type'])) };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
