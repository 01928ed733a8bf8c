import { formatCounted } from '../format/number.ts';

/** `1,204 invoices`, `1 invoice` */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return formatCounted(count, { one, many }, navigator.language);
}

/** `EUR, GBP and USD` */
export function listWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `Monday 11 January 2027`; the day as it is in UTC, for the doors know no company's zone. */
export function dayWords(at: string): string {
  const parts = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  // In a sentence that has commas of its own, the date has none.
  return new Intl.DateTimeFormat(navigator.language, parts).format(new Date(at)).replace(',', '');
}
