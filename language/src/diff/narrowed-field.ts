import type { Json, JsonObject } from '../json.ts';
import { fits, smallest } from '../solve/samples.ts';
import { isWordsOnly, widens } from './data-changes.ts';
import { same } from './members.ts';

export const unproven = Symbol('no value was found, nor that there is none');
/** What only people, lists and the birth of a case read of a schema. */
const harmless: ReadonlySet<string> = new Set(['default', 'personal', 'confidential', 'list', 'decided', 'kind']);

/** A value that satisfied the one schema and does not satisfy the other; `undefined` where there can be none. */
export function nowRefused(before: JsonObject, after: JsonObject): Json | typeof unproven | undefined {
  const narrowed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (member) =>
      !isWordsOnly(member) &&
      !harmless.has(member) &&
      !same(before[member], after[member]) &&
      !widens(member, before[member], after[member]),
  );
  if (narrowed.length === 0) return undefined;
  return candidates(before, after).find((value) => fits(before, value) && !fits(after, value)) ?? unproven;
}

function candidates(before: JsonObject, after: JsonObject): readonly Json[] {
  const numbers = [before.minimum, before.maximum, after.minimum, after.maximum].flatMap((bound) =>
    typeof bound === 'number' ? [bound - 1, bound, bound + 1] : [],
  );
  const lengths = [before.maxLength, after.maxLength, after.minLength].flatMap((bound) =>
    typeof bound === 'number' && bound < 5000 ? [bound - 1, bound, bound + 1] : [],
  );
  const texts = [0, 1, ...lengths].filter((length) => length >= 0).map((length) => 'a'.repeat(length));
  const lists = Array.isArray(before.enum) ? (before.enum as readonly Json[]) : [];
  const least = [smallest(before)].filter((value) => value !== undefined);
  return [...lists, ...least, ...numbers, 0, 1, -1, 0.5, ...texts, true, false];
}
