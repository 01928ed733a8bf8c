import type { CaseDetail } from '@throughline/api';
import type { EffectView } from '@throughline/engine';
import { inWords, isJsonObject, type Json } from '@throughline/language';
import { iso, isoOrNull } from './case-row.ts';

const effectsMax = 200;

/** What was done outside for a case, or waits to be done; the newest first. */
export function effectViews(effects: readonly EffectView[]): CaseDetail['effects'] {
  return effects
    .slice(-effectsMax)
    .reverse()
    .map((effect) => ({
      key: effect.key,
      kind: effect.kind,
      seq: effect.seq,
      status: effect.status,
      ...addressOf(effect),
      attempts: effect.attempts,
      createdAt: iso(effect.createdAt),
      finishedAt: isoOrNull(effect.finishedAt),
      error: effect.error,
      simulated: isSimulated(effect),
    }));
}

/** It went nowhere: the sink of the simulated company says so. */
export function isSimulated({ result }: Pick<EffectView, 'result'>): boolean {
  return result?.['simulated'] === true;
}

/** To whom, and about what: the address and subject of a mail; the case that a message goes to, and what it asks for. */
export function addressOf({ kind, payload }: Pick<EffectView, 'kind' | 'payload'>): {
  readonly to: string | null;
  readonly subject: string | null;
} {
  if (kind !== 'message') return { to: textOf(payload['to']), subject: textOf(payload['subject']) };
  const { target, message } = payload;
  if (!isJsonObject(target) || !isJsonObject(message)) return { to: null, subject: null };
  return { to: `${inWords(String(target['flow']))} ${String(target['key'])}`, subject: inWords(String(message['type'])) };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
