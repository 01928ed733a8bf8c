import {
  type Applied,
  type CaseIdentity,
  type CompiledFlow,
  canonical,
  type EventDraft,
  type Json,
  type JsonObject,
  type Millis,
  splitPersonal,
} from '@throughline/language';
import { canonicalObject, chainStart, commitment, dataText, type EventHead, eventHash } from '../chain.ts';
import type { EffectRow } from '../sql/insert-effects.ts';
import type { EventRow } from '../sql/insert-events.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import { dataBytesMax } from './submission.ts';

/** The case that an input is for, born or not. */
export type Target = CaseIdentity & { readonly id: string };

/** The event of another case that one follows from. */
export type Cause = EventHead['cause'];

/** Data whose canonical text was written already. */
export interface KnownText {
  readonly data: JsonObject;
  readonly text: string;
}

export interface EventRowParts {
  readonly flow: CompiledFlow;
  readonly target: Target;
  readonly event: EventDraft;
  readonly actorKind: EventHead['actorKind'];
  /** The case before; `undefined`: the event bears it. */
  readonly before: StoredCase | undefined;
  readonly cause: Cause;
  readonly now: Millis;
  readonly nextSalt: () => string;
  readonly known: KnownText | undefined;
}

/** A decided event as the next row of its case's log: numbered, dated, split from what is personal, committed to and chained. */
export function eventRow({ flow, target, event, actorKind, before, cause, now, nextSalt, known }: EventRowParts): EventRow {
  const { open, personal } = splitPersonal(flow, event);
  const input = open.input === known?.data ? known.text : canonicalObject(open.input);
  const patch = canonicalObject(open.patch as JsonObject);
  const reason = event.reason ?? null;
  const personalText = personal === undefined ? null : canonical(personal as unknown as Json);
  const dataSalt = nextSalt();
  const personalSalt = personalText === null ? null : nextSalt();
  const row = {
    caseId: target.id,
    seq: (before?.record.seq ?? 0) + 1,
    flow: event.flow,
    version: event.version,
    type: event.type,
    kind: event.kind,
    from: event.from,
    to: event.to,
    actor: event.actor,
    actorKind,
    principal: event.principal,
    occurredAt: event.occurredAt,
    // Clocks of machines differ, and a transaction may begin before the one that it waits for.
    recordedAt: Math.max(now, before?.recordedAt ?? Number.NEGATIVE_INFINITY),
    reason,
    input,
    patch,
    personal: personalText,
    context: canonicalObject(before === undefined ? { ...event.context, case: identityOf(target) } : event.context),
    outcome: canonicalObject(event.outcome as JsonObject),
    deviation: event.deviation === undefined ? null : canonical(event.deviation as unknown as Json),
    cause,
    prevType: before?.lastType ?? null,
    gapMs: before === undefined ? null : event.occurredAt - before.lastAt,
    dataSalt,
    dataCommitment: commitment(dataSalt, dataText(input, patch, reason)),
    personalSalt,
    personalCommitment: personalSalt === null || personalText === null ? null : commitment(personalSalt, personalText),
  };
  return { ...row, hash: eventHash(before?.head ?? chainStart, row) };
}

function identityOf({ flow, entity, key, parent }: Target): JsonObject {
  return { flow, entity, key, ...(parent === undefined ? {} : { parent }) };
}

/**
 * The bytes of the event's input, or of the case's data where the event brings a good part of it: fields are numbered and a list
 * that changes is in the patch whole, so what grows past the limit shows in some patch.
 */
export function dataSize(row: EventRow, { next, event }: Applied): number {
  const brought = row.patch.length + (row.personal?.length ?? 0);
  const ofCase = brought > dataBytesMax / 16 ? Buffer.byteLength(JSON.stringify(next.data)) : 0;
  const input = row.personal === null ? row.input : JSON.stringify(event.input);
  return Math.max(Buffer.byteLength(input), ofCase);
}

/** A decided effect as a row beside its event. */
export function effectRow(id: string, seq: number, ordinal: number, effect: Applied['effects'][number]): EffectRow {
  const base = { caseId: id, key: effect.key, kind: effect.kind, seq, ordinal };
  if (effect.kind === 'message') {
    const { target, message, onRefused, reply } = effect;
    const payload = {
      target,
      message: message as unknown as Json,
      ...(onRefused === undefined ? {} : { onRefused }),
      ...(reply === undefined ? {} : { reply: reply as JsonObject }),
    };
    return { ...base, payload: canonical(payload), delivery: 'exactly-once' };
  }
  const to = effect.kind === 'call' ? { destination: callDestination(effect.payload.to) } : {};
  return { ...base, ...to, payload: canonical(effect.payload), delivery: effect.delivery };
}

/** Where a call goes, among all that effects go to. */
export function callDestination(to: string): string {
  return `call:${to}`;
}
