/** Any value that JSON can say. Numbers are finite; strings are well-formed Unicode without NUL (see `findUnstorable`). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Applies a JSON merge patch (RFC 7396). Returns a new value; what the patch does not touch is shared, never copied. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, Json> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value);
  }
  return result;
}

/**
 * The canonical text of a value: keys in code-unit order, no white space, numbers as ECMAScript writes them (RFC 8785).
 * Two equal values have the same text, whatever order their keys were written in.
 */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const object = value as JsonObject;
  let text = '{';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonical(member)}`;
  }
  return `${text}}`;
}

/**
 * The path (JSON Pointer) of the first string or key that PostgreSQL or the log cannot hold: one with a NUL character or half
 * a surrogate pair; of a key that JavaScript would take for the prototype; or of nesting deeper than 32. `undefined` where all can be stored.
 */
export function findUnstorable(value: Json, path = '', depth = 0): string | undefined {
  if (typeof value === 'string') return isStorableText(value) ? undefined : path;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= 32) return path;
  // Of several the first by name: in which order they were written says nothing.
  let first: string | undefined;
  for (const [key, member] of Object.entries(value)) {
    const place = `${path}/${key}`;
    const isNamed = key !== '__proto__' && isStorableText(key);
    const found = isNamed ? findUnstorable(member as Json, place, depth + 1) : place;
    if (found !== undefined && (first === undefined || found < first)) first = found;
  }
  return first;
}

function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
