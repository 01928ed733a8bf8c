import { addAmounts, amountText, type ExactAmount, negated, noAmount } from '../exact-amount.ts';

const breakParts = ['missing', 'extra', 'duplicate', 'mismatched', 'inTransit', 'tolerated'] as const;
type Part = 'left' | 'right' | (typeof breakParts)[number];

/** The totals of both sides in a currency, and what their difference is made of. Plain decimal numbers. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly left: string;
  readonly right: string;
  /** Right less left. */
  readonly difference: string;
  readonly missing: string;
  readonly extra: string;
  readonly duplicate: string;
  readonly mismatched: string;
  readonly inTransit: string;
  /** What is within the tolerance, and no break. */
  readonly tolerated: string;
  /** The difference less all parts: zero. */
  readonly unexplained: string;
}

/** Adds up the two sides and the parts of their difference, each for itself. */
export class Totals {
  readonly #sums = new Map<string, Map<Part, ExactAmount>>();

  add(currency: string, part: Part, amount: ExactAmount): void {
    let sums = this.#sums.get(currency);
    if (sums === undefined) {
      sums = new Map();
      this.#sums.set(currency, sums);
    }
    sums.set(part, addAmounts(sums.get(part) ?? noAmount, amount));
  }

  lines(): readonly CurrencyTotals[] {
    return [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sums]) => lineOf(currency, sums));
  }
}

function lineOf(currency: string, sums: ReadonlyMap<Part, ExactAmount>): CurrencyTotals {
  const sum = (part: Part) => sums.get(part) ?? noAmount;
  const text = (part: Part) => amountText(sum(part), 2);
  const difference = addAmounts(sum('right'), negated(sum('left')));
  const explained = breakParts.map(sum).reduce(addAmounts, noAmount);
  return {
    ...{ currency, left: text('left'), right: text('right'), difference: amountText(difference, 2) },
    ...{ missing: text('missing'), extra: text('extra'), duplicate: text('duplicate'), mismatched: text('mismatched') },
    ...{ inTransit: text('inTransit'), tolerated: text('tolerated') },
    unexplained: amountText(addAmounts(difference, negated(explained)), 2),
  };
}
