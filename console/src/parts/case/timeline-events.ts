import type { CaseEvent } from '@throughline/api';
import { words } from './words.ts';

export type EventMark = 'state' | 'rung' | 'other' | 'deviation';

export function markOf({ deviation, rung, kind, from, to }: CaseEvent): EventMark {
  if (deviation !== null) return 'deviation';
  if (rung !== null || kind === 'deadline') return 'rung';
  return from === null || from.state !== to.state ? 'state' : 'other';
}

/** Kinds of quiet events that are named before the rest is only counted. */
const namedMax = 4;

/** `4 quieter events hidden: validation, assignment, comment.` */
export function hiddenWords(events: readonly CaseEvent[], count: string): string {
  const titles = [...new Set(events.filter(({ quiet }) => quiet).map(({ title }) => lowerFirst(title)))];
  const named = titles.slice(0, namedMax).join(', ');
  return words.quieterHidden(count, named, titles.length > namedMax);
}

function lowerFirst(text: string): string {
  // Names such as VAT stay as they are.
  return /^[A-Z][a-z]/.test(text) ? `${text.slice(0, 1).toLowerCase()}${text.slice(1)}` : text;
}
