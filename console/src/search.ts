/*
 * The address holds the view: what a page shows can be linked to, printed and gone back to. A search is flat text, as the API
 * takes it: `?open=true&where=dueOn<2027-01-11&where=$state=sent`.
 */

/** The query of an address, before a page has made sense of it. */
export type RawSearch = Readonly<Record<string, unknown>>;

export function parseSearch(text: string): Record<string, string | string[]> {
  const search: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = search[name];
    if (before === undefined) search[name] = value;
    else search[name] = [...(Array.isArray(before) ? before : [before]), value];
  }
  return search;
}

export function stringifySearch(search: RawSearch): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) text.append(name, String(item));
  }
  return text.size === 0 ? '' : `?${text}`;
}

/** The value of a parameter that is given at most once. */
export function one(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null || first === '' ? undefined : String(first);
}

/** The values of a parameter that may be given again and again. */
export function many(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** The value, where it is one of those; else undefined, so that an old or mistyped address still opens. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === one(value));
}
