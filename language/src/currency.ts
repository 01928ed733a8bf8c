/*
 * ISO 4217 as it stands, not as Intl has it: Intl follows everyday use (CLDR) and gives the forint, the rupiah and the Iraqi
 * dinar no decimals, which would make every amount wrong by a factor of 100 or 1,000.
 */
const digitsByCurrency: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(
    (code) => [code, 0] as const,
  ),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
]);

const known = new Set(Intl.supportedValuesOf('currency'));

/** How many digits stand behind the point of an amount (ISO 4217): EUR 2, JPY 0, KWD 3. `undefined`: there is no such currency. */
export function currencyDigits(code: string): number | undefined {
  return digitsByCurrency.get(code) ?? (known.has(code) ? 2 : undefined);
}
