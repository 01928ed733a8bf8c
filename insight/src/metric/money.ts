const digits = new Map<string, number>();

/** Minor units (cents) as whole units of the currency: the nearest double to the exact decimal. Without a currency: two digits. */
export function majorUnits(minor: number, currency: string | null): number {
  return minor / 10 ** (currency === null ? 2 : digitsOf(currency));
}

function digitsOf(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const found = /^[A-Z]{3}$/.test(currency) ? isoDigits(currency) : 2;
  digits.set(currency, found);
  return found;
}

function isoDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
