import { remembered } from './settings.ts';

const formatter = remembered(
  (locale: string, least: string, most: string) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: Number(least), maximumFractionDigits: Number(most) }),
);

/** A real minus sign: as wide as the plus, so that columns stay aligned. */
const minus = '−';

/** With exactly `digits` decimals. */
export function formatDecimal(value: number, digits: number, locale: string): string {
  const text = formatter(locale, String(digits), String(digits)).format(value);
  // What rounds to nothing has no sign.
  return /[1-9]/.test(text) ? text.replace('-', minus) : text.replace(/[-−]/, '');
}

/** A plain decimal as the API writes it (`-1234.50`), with just its decimals and none of its digits lost. */
export function formatExactDecimal(text: string, locale: string): string {
  const digits = text.split('.')[1]?.length ?? 0;
  return formatter(locale, String(digits), String(digits))
    .format(text as `${number}`)
    .replace('-', minus);
}

export function formatCount(value: number, locale: string): string {
  return formatDecimal(value, 0, locale);
}

/** A field of a case that is a number: as many decimals as it has, at most 6. */
export function formatNumber(value: number, locale: string): string {
  return formatter(locale, '0', '6').format(value).replace('-', minus);
}

const percent = remembered(
  (locale: string, digits: string) =>
    new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: Number(digits),
      maximumFractionDigits: Number(digits),
    }),
);

/** `0.71` is `71.0%`. */
export function formatPercent(share: number, locale: string, digits = 1): string {
  return percent(locale, String(digits)).format(share).replace('-', minus);
}

/** With its sign, also where it is positive: `+6.4`. Nothing is `0`. */
export function formatChange(value: number, digits: number, locale: string): string {
  const text = formatDecimal(value, digits, locale);
  if (!/[1-9]/.test(text)) return '0';
  return value > 0 ? `+${text}` : text;
}

/** `1 invoice`, `41 invoices`. */
export function formatCounted(count: number, noun: { readonly one: string; readonly many: string }, locale: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? noun.one : noun.many}`;
}

/**
 * Rounds parts so that they sum to the rounded whole: each is cut, and what is missing goes to those that lost most (largest
 * remainder). Readers add up what they see.
 */
export function roundToSum(parts: readonly number[], digits: number): readonly number[] {
  const scale = 10 ** digits;
  const scaled = parts.map((part) => part * scale);
  const whole = Math.round(scaled.reduce((sum, part) => sum + part, 0));
  const cut = scaled.map(Math.floor);
  const missing = whole - cut.reduce((sum, part) => sum + part, 0);
  const byLoss = scaled.map((part, index) => ({ index, loss: part - Math.floor(part) })).sort((a, b) => b.loss - a.loss);
  const raised = new Set(byLoss.slice(0, missing).map(({ index }) => index));
  return cut.map((part, index) => (raised.has(index) ? part + 1 : part) / scale);
}

const separators = remembered((locale: string) => {
  const parts = new Intl.NumberFormat(locale).formatToParts(12_345_678.9);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  // Indian locales group by two, but for the last three digits.
  const inner = parts.filter((part) => part.type === 'integer')[1]?.value.length ?? 3;
  return { decimal: of('decimal') || '.', group: of('group'), inner };
});

/** A number as people write it in their locale, as plain digits (`-1234.5`); `undefined` where it is none. */
export function plainDecimal(text: string, locale: string): string | undefined {
  const { decimal, group, inner } = separators(locale);
  const compact = text
    .trim()
    .replace(minus, '-')
    .replaceAll(/[\s\u00a0\u202f’']/g, '');
  const sign = compact.startsWith('-') ? '-' : '';
  const parts = compact.slice(sign.length).split(decimal);
  if (parts.length > 2) return undefined;
  const [whole = '', fraction] = parts;
  const groups = group === '' ? [whole] : whole.split(group);
  // A separator of groups in another place is more likely meant as a decimal point: 1,5 in English is no 15.
  const lengths = groups.map((digits) => (/^\d+$/.test(digits) ? digits.length : 0));
  const grouped =
    lengths.at(-1) === 3 && lengths.slice(1, -1).every((length) => length === inner) && within(lengths[0] ?? 0, 1, inner);
  if (groups.length > 1 ? !grouped : !/^\d+$/.test(whole)) return undefined;
  if (fraction !== undefined && !/^\d+$/.test(fraction)) return undefined;
  return `${sign}${groups.join('')}${fraction === undefined ? '' : `.${fraction}`}`;
}

function within(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

/** As `plainDecimal`, as a number. */
export function parseNumber(text: string, locale: string): number | undefined {
  const plain = plainDecimal(text, locale);
  return plain === undefined ? undefined : Number(plain);
}
