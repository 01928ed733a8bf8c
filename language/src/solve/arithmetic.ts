import { constantOf, type Linear, minus, plus, times, variable } from './linear.ts';
import type { Then } from './places.ts';
import type { Search } from './search.ts';
import { assume, type Store } from './store.ts';
import { int, type Term } from './terms.ts';

type Operator = '+' | '-' | '*' | '/' | '%';

export function arithmetic(search: Search, op: Operator, a: Term, b: Term, store: Store, then: Then): boolean {
  if (a.kind !== 'int' || b.kind !== 'int') {
    if (op === '+' && a.kind === 'list' && b.kind === 'list')
      return then({ kind: 'list', items: [...a.items, ...b.items] }, store);
    return then({ kind: 'call', source: `a0 ${op} a1`, of: [a, b] }, store);
  }
  switch (op) {
    case '+':
      return then(int(plus(a.sum, b.sum)), store);
    case '-':
      return then(int(minus(a.sum, b.sum)), store);
    case '*':
      if (a.sum.terms.size === 0) return then(int(times(b.sum, a.sum.constant)), store);
      if (b.sum.terms.size === 0) return then(int(times(a.sum, b.sum.constant)), store);
      return search.chooseNumber(b.sum, store, (factor, next) => then(int(times(a.sum, factor)), next));
    default:
      return search.chooseNumber(b.sum, store, (divisor, next) =>
        divisor === 0n ? then('failed', next) : divide(op, a.sum, divisor, next, then),
      );
  }
}

/** Division rounds towards zero; the remainder has the sign of what is divided. */
function divide(op: '/' | '%', sum: Linear, divisor: bigint, store: Store, then: Then): boolean {
  if (sum.terms.size === 0) {
    const value = op === '/' ? sum.constant / divisor : sum.constant % divisor;
    return then(int(constantOf(value)), store);
  }
  const size = divisor < 0n ? -divisor : divisor;
  const quotient = variable(`(${[...sum.terms].join(' ')} ${sum.constant}) / ${divisor}`);
  const rest = plus(sum, quotient, -divisor);
  const most = constantOf(size - 1n);
  const result = int(op === '/' ? quotient : rest);
  const positive = assume(store, sum, rest, minus(most, rest));
  if (positive !== undefined && then(result, positive)) return true;
  const negative = assume(store, minus(constantOf(-1), sum), times(rest, -1n), plus(most, rest));
  return negative !== undefined && then(result, negative);
}
