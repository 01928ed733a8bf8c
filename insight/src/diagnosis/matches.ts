import type { DataRow } from './dataset.ts';

/** Whether a case has what a condition of the pattern says. */
export function matches(row: DataRow, { attribute, value }: { readonly attribute: string; readonly value: string }): boolean {
  const wanted = value === 'missing' ? null : value;
  if (attribute.startsWith('missing:')) {
    const isMissing = (row.values[attribute.slice('missing:'.length)] ?? null) === null;
    return isMissing === (value === 'missing');
  }
  if (attribute.startsWith('raised:')) return (row.values[attribute] ?? 'no') === value;
  if (attribute.startsWith('version:')) return `v${row.versions[attribute.slice('version:'.length)]}` === value;
  return (row.values[attribute] ?? null) === wanted;
}
