import type {
  CompiledActions,
  CompiledCall,
  CompiledMail,
  CompiledOpen,
  CompiledSend,
  CompiledTemplate,
} from '../compile/compiled.ts';
import type { Readings } from '../expression/expression.ts';
import { canonical, type Json, type JsonObject } from '../json.ts';
import { closeChildren, openTask, raise } from './children.ts';
import { type Draft, note, setClock } from './draft.ts';
import { carried, evaluate, refuseOrNote } from './evaluate.ts';
import { effectKey } from './ladders.ts';
import { openMax, openOwned } from './owned-children.ts';
import { draftReadings } from './readings.ts';

/** What a transition or a rung does beside setting fields and moving. Its expressions read the case as it now is. */
export function perform(
  draft: Draft,
  actions: CompiledActions,
  event: JsonObject,
  occasion: { readonly name: string; readonly key: string },
): void {
  for (const kind of actions.resolve) closeChildren(draft, 'exception', kind, draft.type);
  for (const kind of actions.raise) raise(draft, kind);
  if (actions.task !== undefined) openTask(draft, occasion.name, actions.task);
  if (actions.link.length + actions.open.length + actions.effects.length + actions.send.length === 0) return;
  const readings = draftReadings(draft, event);
  for (const { name, key } of actions.link) {
    const to = draft.flow.definition.links?.[name];
    const value = evaluate(draft, key, readings);
    if (to !== undefined && typeof value === 'string' && value !== '') draft.links.push({ name, flow: to.flow, key: value });
  }
  for (const open of actions.open) {
    const child = draft.flow.children.get(open.child ?? '');
    if (child !== undefined) openOwned(draft, child, open, readings);
  }
  if (draft.isHistoric || actions.effects.length + actions.send.length + actions.open.length === 0) return;
  const prefix = occasion.key;
  actions.effects.forEach((effect, index) => {
    const key = effectKey(prefix, effect.kind, index);
    if (effect.kind === 'mail') sendMail(draft, effect, readings, key);
    else makeCall(draft, effect, readings, key);
  });
  actions.send.forEach((send, index) => {
    sendMessage(draft, send, readings, `${prefix}:send:${index}`);
  });
  actions.open.forEach((open, index) => {
    if (open.child === undefined) openCases(draft, open, readings, `${prefix}:open:${index}`);
  });
}

/** The part of an effect's key that says which time of this event it is: a restored case counts the same again. */
export function nextOccurrence(draft: Draft, type: string, actions: CompiledActions): number {
  if (actions.effects.length + actions.send.length + actions.open.length === 0) return 0;
  const occurrence = (draft.clocks.occurrences?.[type] ?? 0) + 1;
  setClock(draft, 'occurrences', type, occurrence);
  return occurrence;
}

function sendMail(draft: Draft, mail: CompiledMail, readings: Readings, key: string): void {
  const to = evaluate(draft, mail.to, readings);
  const subject = fill(draft, mail.subject, readings);
  const text = fill(draft, mail.text, readings);
  // A mail that would go to nobody is heard of: somebody expects that it went out.
  if (to === null || to === '') return raise(draft, 'effectFailed');
  if (typeof to !== 'string' || subject === undefined || text === undefined) return;
  const delivery = mail.definition.delivery ?? 'at-least-once';
  draft.effects.push({ kind: 'mail', key, payload: { to, subject: subject.replace(/[\r\n]+/g, ' '), text }, delivery });
  note(draft, 'effects', key);
}

/** So many characters of JSON one call carries at most. */
export const callLengthMax = 16_384;

function makeCall(draft: Draft, call: CompiledCall, readings: Readings, key: string): void {
  const data: Record<string, Json> = {};
  for (const { field, value } of call.with) {
    const result = evaluate(draft, value, readings);
    // Half of it must not go out.
    if (result === undefined) return;
    if (result !== null) data[field] = result;
  }
  const { to, onFailed, reply, delivery = 'at-most-once' } = call.definition;
  const [fault] = call.data?.errors(data) ?? [];
  const length = canonical(data).length;
  if (fault !== undefined || length > callLengthMax) {
    if (fault !== undefined) refuseOrNote(draft, 'data-invalid', `The call to ${to}: ${fault.path} ${fault.message}`);
    else refuseOrNote(draft, 'limit-exceeded', `A call carries at most ${callLengthMax} characters of JSON, not ${length}`);
    return raise(draft, onFailed ?? 'effectFailed');
  }
  draft.effects.push({
    kind: 'call',
    key,
    payload: {
      to,
      data,
      principal: draft.actor.principal,
      ...(onFailed === undefined ? {} : { onFailed }),
      ...(reply === undefined ? {} : { reply }),
    },
    delivery,
  });
  note(draft, 'effects', key);
}

function fill(draft: Draft, template: CompiledTemplate, readings: Readings): string | undefined {
  let text = '';
  for (const part of template) {
    const value = typeof part === 'string' ? part : evaluate(draft, part, readings);
    if (value === undefined) return undefined;
    text += typeof value === 'string' ? value : canonical(value);
  }
  return text;
}

function sendMessage(draft: Draft, send: CompiledSend, readings: Readings, key: string): void {
  if (send.when !== undefined && evaluate(draft, send.when, readings) !== true) return;
  const target = evaluate(draft, send.key, readings);
  if (typeof target !== 'string' || target === '') return;
  const data = carried(draft, send.with, readings);
  const { flow, entity, key: ownKey } = draft.subject;
  draft.effects.push({
    kind: 'message',
    key,
    target: { flow: send.flow, entity, key: target },
    message: {
      kind: 'message',
      type: send.event,
      data,
      actor: { id: `case:${flow}/${ownKey}`, kind: 'automation', principal: draft.actor.principal, roles: [] },
      occurredAt: draft.at,
    },
    ...(send.onRefused === undefined ? {} : { onRefused: send.onRefused }),
    ...(send.reply === undefined ? {} : { reply: send.reply }),
  });
  note(draft, 'sent', `${send.flow}/${send.event}`);
}

function openCases(draft: Draft, open: CompiledOpen, readings: Readings, key: string): void {
  if (open.each === undefined) return sendMessage(draft, open, readings, key);
  const items = evaluate(draft, open.each, readings);
  if (!Array.isArray(items)) return;
  if (items.length > openMax)
    return refuseOrNote(draft, 'limit-exceeded', `One transition opens at most ${openMax} cases, not ${items.length}`);
  items.forEach((item, index) => {
    sendMessage(draft, open, { ...readings, item }, `${key}:${index}`);
  });
}
