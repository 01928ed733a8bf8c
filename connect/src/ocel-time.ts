/** A time of an object-centric log in milliseconds since 1970: ISO 8601, also with a blank for the T; without an offset in UTC. NaN: none. */
export function ocelTime(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  const iso = value.trim().replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d/.test(iso)) return Number.NaN;
  return Date.parse(iso.includes('T') && !/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? `${iso}Z` : iso);
}
