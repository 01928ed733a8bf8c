import { pointer } from '../checker/finding.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { ChangeDirection, ChangePart, ChangeWeight, FlowChange } from './change.ts';
import { own, same } from './members.ts';
import { valueText } from './words.ts';

/** The two versions. `before` has the names of states that `after` has, where one was renamed; the pointers have its own. */
export interface Versions {
  readonly before: FlowDefinition;
  readonly after: FlowDefinition;
}

export type Segments = readonly (string | number)[];

/** Where a comparison stands: in what, in words and in both documents, and whose work it is. */
export interface Spot {
  readonly versions: Versions;
  /** What a sentence begins with. */
  readonly subject: string;
  readonly before: Segments;
  readonly after: Segments;
  readonly roles: readonly string[];
}

export function within(spot: Spot, step: string | number, more: Partial<Pick<Spot, 'subject' | 'roles'>> = {}): Spot {
  return { ...spot, before: [...spot.before, step], after: [...spot.after, step], ...more };
}

/** Compares two values that differ; either may be absent. */
export type Differ<V> = (before: V | undefined, after: V | undefined, spot: Spot) => readonly FlowChange[];

/** One differ for each member: a new member of the language does not compile before somebody says what a change of it means. */
export type MemberTable<T> = { readonly [K in keyof Required<T>]: Differ<Required<T>[K]> };

/**
 * Compares member by member. What differs is never passed over: where a differ finds no words of its own, the member is named.
 */
export function compareMembers<T extends object>(table: MemberTable<T>, before: T, after: T, spot: Spot): readonly FlowChange[] {
  return (Object.keys(table) as (keyof T & string)[]).flatMap((member) => {
    if (same(before[member], after[member])) return [];
    const here = within(spot, member);
    const found = (table[member] as Differ<unknown>)(before[member], after[member], here);
    return found.length > 0
      ? found
      : [change(here, { part: 'consequences', values: [before[member], after[member]], what: member })];
  });
}

/** What is to be done with what was added, taken away or changed of a record by name. */
export interface Entries<V> {
  added(name: string, value: V, spot: Spot): readonly FlowChange[];
  removed(name: string, value: V, spot: Spot): readonly FlowChange[];
  changed(name: string, before: V, after: V, spot: Spot): readonly FlowChange[];
}

export function compareEntries<V>(entries: Entries<V>): Differ<Readonly<Record<string, V>>> {
  return (before = {}, after = {}, spot) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
      const [old, now] = [own(before, name), own(after, name)];
      const here = within(spot, name);
      if (old === undefined) return now === undefined ? [] : entries.added(name, now, here);
      if (now === undefined) return entries.removed(name, old, here);
      return same(old, now) ? [] : entries.changed(name, old, now, here);
    });
}

interface Said {
  readonly part: ChangePart;
  readonly weight?: ChangeWeight;
  readonly kind?: FlowChange['kind'];
  readonly direction?: ChangeDirection | undefined;
  /** The whole sentence; without it, it is made from `what` and `values`. */
  readonly sentence?: string;
  readonly what?: string;
  readonly values?: readonly [before: unknown, after: unknown];
  readonly roles?: readonly (string | undefined)[];
  readonly guess?: string;
}

/** A change at a spot. Its kind follows from the values where it is not said. */
export function change(spot: Spot, said: Said): FlowChange {
  const { part, weight = 'behaviour', direction, guess, values } = said;
  const kind =
    said.kind ??
    (values?.[0] === undefined && values !== undefined
      ? 'added'
      : values?.[1] === undefined && values !== undefined
        ? 'removed'
        : 'changed');
  const sentence = said.sentence ?? `${spot.subject}: ${said.what ?? 'it'} ${valuesText(values)}`;
  const roles = [...spot.roles, ...(said.roles ?? [])].filter((role) => role !== undefined);
  return {
    part,
    kind,
    weight,
    sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1),
    ...(kind === 'added' ? {} : { before: pointer(...spot.before) }),
    ...(kind === 'removed' ? {} : { after: pointer(...spot.after) }),
    ...(direction === undefined ? {} : { direction }),
    roles: [...new Set(roles)].sort(),
    ...(guess === undefined ? {} : { guess }),
  };
}

function valuesText([before, after]: readonly [unknown, unknown] = [undefined, undefined]): string {
  if (before === undefined) return `is new: ${valueText(after)}`;
  if (after === undefined) return `is gone; it was ${valueText(before)}`;
  return `was ${valueText(before)}, is ${valueText(after)}`;
}

/** For members that need no more words than their name and values. */
export function plainly<V>(part: ChangePart, what: string, weight: ChangeWeight = 'behaviour'): Differ<V> {
  return (before, after, spot) => [change(spot, { part, what, weight, values: [before, after] })];
}
