import type { Aggregate } from '@throughline/language';

/**
 * What becomes of the cases of a group, as SQL over their columns value, weight, numerator and denominator: by it the value of the
 * whole is made of those of its parts.
 */
export type Form =
  /** Parts add up. */
  | { readonly kind: 'sum'; readonly of: string }
  /** One sum over another, times something that depends on the period alone. */
  | { readonly kind: 'quotient'; readonly of: string; readonly over: string; readonly scale?: string }
  /** Interpolated between the two values beside it (`percentile_cont`). */
  | { readonly kind: 'percentile'; readonly at: number }
  /** How many different values `segment0` has. */
  | { readonly kind: 'distinct' };

/** The group's value; null where nothing was there, or the divisor is zero. */
export function aggregateSql(form: Form): string {
  switch (form.kind) {
    case 'sum':
      return form.of;
    case 'quotient':
      return `(${form.of})::double precision / nullif(${form.over}, 0)${form.scale === undefined ? '' : ` * ${form.scale}`}`;
    case 'percentile':
      return `percentile_cont(${form.at}) within group (order by value)`;
    case 'distinct':
      return 'count(distinct ident)';
  }
}

const percentiles = { median: 0.5, p85: 0.85, p90: 0.9, p95: 0.95 } as const;

/** The mean or a percentile of the values. */
export function formOf(aggregate: Aggregate | 'sum'): Form {
  if (aggregate === 'sum') return { kind: 'sum', of: 'sum(value)' };
  if (aggregate === 'mean') return { kind: 'quotient', of: 'sum(value)', over: 'count(value)' };
  return { kind: 'percentile', at: percentiles[aggregate] };
}
