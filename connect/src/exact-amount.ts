/*
 * Amounts added up by their digits, never through a fraction, and apart from the way on which facts are made of them: two programs that agree.
 */

/** `digits` over ten to the power of `scale`. */
export interface ExactAmount {
  readonly digits: bigint;
  readonly scale: number;
}

export const noAmount: ExactAmount = { digits: 0n, scale: 0 };

export function addAmounts(a: ExactAmount, b: ExactAmount): ExactAmount {
  const scale = Math.max(a.scale, b.scale);
  const raised = ({ digits, scale: own }: ExactAmount) => digits * 10n ** BigInt(scale - own);
  return { digits: raised(a) + raised(b), scale };
}

export function negated({ digits, scale }: ExactAmount): ExactAmount {
  return { digits: -digits, scale };
}

/** As a plain decimal number with at least so many decimals. */
export function amountText({ digits, scale }: ExactAmount, decimalsMin = 0): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const decimals = (scale === 0 ? '' : text.slice(-scale)).replace(/0+$/, '').padEnd(decimalsMin, '0');
  return `${sign}${whole}${decimals === '' ? '' : `.${decimals}`}`;
}

export function isSameAmount(a: ExactAmount, b: ExactAmount): boolean {
  return addAmounts(a, negated(b)).digits === 0n;
}

/** Between thousands, beside whichever of point and comma is not before the decimals. */
const betweenThousands = " '\u2019\u00a0\u202f";

/**
 * The amount that a cell says; `undefined`: none. A sign or a code of three letters may stand before or after it, and is given back. Marks between
 * thousands must stand in their places, all the same one.
 */
export function exactAmount(
  text: string,
  decimal: '.' | ',',
): { readonly amount: ExactAmount; readonly mark: string } | undefined {
  let rest = text.trim();
  let mark = '';
  const strip = (expression: RegExp) => {
    const match = expression.exec(rest);
    if (match === null || mark !== '') return;
    mark = (match[1] ?? '').trim();
    rest = rest.replace(expression, '').trim();
  };
  const isNegative = /^[+-]/.test(rest) ? rest.startsWith('-') : undefined;
  if (isNegative !== undefined) rest = rest.slice(1).trim();
  strip(/^([A-Z]{3}|\p{Sc})/u);
  strip(/([A-Z]{3}|\p{Sc})$/u);
  let sign = isNegative === true;
  if (isNegative === undefined && /^[+-]/.test(rest)) {
    sign = rest.startsWith('-');
    rest = rest.slice(1).trim();
  }
  const at = rest.indexOf(decimal);
  const [whole, decimals] = at < 0 ? [rest, ''] : [rest.slice(0, at), rest.slice(at + 1)];
  if ((at >= 0 && !/^\d+$/.test(decimals)) || whole === '') return undefined;
  const plain = withoutThousands(whole, decimal === '.' ? ',' : '.');
  if (plain === undefined) return undefined;
  const digits = BigInt(`${plain}${decimals}`);
  return { amount: { digits: sign ? -digits : digits, scale: decimals.length }, mark };
}

function withoutThousands(whole: string, other: string): string | undefined {
  const marks = [...whole].filter((character) => character < '0' || character > '9');
  if (marks.length === 0) return whole;
  const [first = ''] = marks;
  if (!`${betweenThousands}${other}`.includes(first) || marks.some((each) => each !== first)) return undefined;
  const [head = '', ...groups] = whole.split(first);
  if (head.length < 1 || head.length > 3 || groups.some((group) => group.length !== 3)) return undefined;
  return [head, ...groups].join('');
}
