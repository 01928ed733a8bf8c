import { currencyDigits } from '@throughline/language';

/** Minor units (cents) as whole units of the currency: the nearest double to the exact decimal. Without a currency: two digits. */
export function majorUnits(minor: number, currency: string | null): number {
  return minor / 10 ** (currency === null ? 2 : (currencyDigits(currency) ?? 2));
}
