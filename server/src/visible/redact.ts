import { hiddenText } from '@throughline/api';
import type { CaseView, EventView } from '@throughline/engine';
import { type CompiledFlow, computedFields, isJsonObject, type Json, type JsonObject, type Millis } from '@throughline/language';
import type { Visible } from './visible.ts';

/** Takes out of a text that people or rules wrote what the reader may not see. */
export type Redact = (text: string) => string;

/** The text of a field as a reader may see it: what is kept back says so, as without it nobody would seem to be named. */
export function textSeen(hidden: ReadonlyMap<string, unknown>, data: JsonObject, field: string): string | null {
  const value = data[field];
  if (typeof value !== 'string') return null;
  return hidden.has(field) ? hiddenText : value;
}

/** Shorter values stand in other words, too. */
const lengthMin = 3;

const unchanged: Redact = (text) => text;

/**
 * Texts of a case (reasons, comments, titles and subjects of mails, what failed) without the values of fields that are kept back, those
 * that they had earlier among them. What somebody writes in their own words, no rule can take out.
 */
export function redactFor(
  visible: Visible,
  flow: CompiledFlow,
  found: Pick<CaseView, 'entity' | 'data'>,
  { events = [], now }: { readonly events?: readonly EventView[]; readonly now: Millis },
): Redact {
  const kept = visible.hidden(flow, found.entity);
  if (kept.size === 0) return unchanged;
  const values = new Set<string>();
  const collect = (data: JsonObject) => {
    for (const name of kept.keys()) collectTexts(data[name], values);
  };
  collect(found.data);
  collect(computedFields(flow, found.data, { now }, found.entity));
  for (const { patch, input } of events) {
    collect(patch?.data ?? {});
    collect(input ?? {});
  }
  return redactValues(values);
}

const escaped = (value: string) => value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

function redactValues(values: ReadonlySet<string>): Redact {
  // The longest first: one may be part of another.
  const ordered = [...values].sort((a, b) => b.length - a.length);
  if (ordered.length === 0) return unchanged;
  const pattern = new RegExp(ordered.map(escaped).join('|'), 'giu');
  return (text) => text.replaceAll(pattern, hiddenText);
}

function collectTexts(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string' && value.length >= lengthMin) into.add(value);
  // Numbers of few digits are everywhere.
  else if (typeof value === 'number' && String(value).length >= 5) into.add(String(value));
  else if (Array.isArray(value)) for (const item of value) collectTexts(item, into);
  else if (isJsonObject(value)) for (const item of Object.values(value)) collectTexts(item, into);
}
