import type { JsonObject } from '../json.ts';

/** The principal whom a field names; `undefined` where it is empty. */
export function personNamed(data: JsonObject, field: string): string | undefined {
  const value = data[field];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
