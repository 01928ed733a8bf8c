import type { FieldKind, Value } from '@throughline/api';
import { formatDay, formatMoment } from './day.ts';
import { formatAmount } from './money.ts';
import { formatNumber } from './number.ts';
import type { FormatSettings } from './settings.ts';

/** What absence is called wherever a value is missing. */
export const absent = 'none';

/** A field of a case, as text. Money is without its currency, in whole units: say the currency beside it. */
export function formatValue(
  value: Value,
  { kind, currency, settings }: { readonly kind: FieldKind; readonly currency: string | null; readonly settings: FormatSettings },
): string {
  if (value === null || value === '') return absent;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') {
    if (kind === 'day') return formatDay(value, settings);
    return kind === 'instant' ? formatMoment(value, settings) : value;
  }
  return kind === 'money' ? formatAmount({ amount: value, currency }, settings.locale) : formatNumber(value, settings.locale);
}

/** Kinds of values that stand at the right of their column, so that their digits align. */
export function isFigure(kind: FieldKind): boolean {
  return kind === 'number' || kind === 'money';
}
