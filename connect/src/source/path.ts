import type { Json } from '@throughline/language';

/**
 * The value at a path of a record: names and positions with points between (`lines.0.amount`); a point that is part of a name has a backslash
 * before it. A member that is called like the whole path comes first. `undefined`: there is none.
 */
export function valueAt(record: Json, path: string): Json | undefined {
  if (path === '') return record;
  const whole = memberOf(record, path);
  if (whole !== undefined) return whole;
  let value: Json | undefined = record;
  for (const name of segments(path)) {
    value = memberOf(value, name);
    if (value === undefined) return undefined;
  }
  return value;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return /^\d{1,9}$/.test(name) ? (value[Number(name)] as Json | undefined) : undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}

const known = new Map<string, readonly string[]>();
const knownMax = 5000;

function segments(path: string): readonly string[] {
  const found = known.get(path);
  if (found !== undefined) return found;
  const names = path.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));
  if (known.size >= knownMax) known.clear();
  known.set(path, names);
  return names;
}

/** A value as a cell would have it: nothing is empty, a list or an object is its JSON. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
