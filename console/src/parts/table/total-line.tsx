import type { Money } from '@throughline/api';
import { formatAmount } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from './data-table.module.css';
import { words } from './words.ts';

export interface TotalLineProps {
  /** With the noun: `41 invoices`. Of the whole result, not of what is loaded. */
  readonly count: string;
  /** Rows in sight, counted from 1. */
  readonly visible?: { readonly from: number; readonly to: number };
  /** Of what the sums are: `Open`. */
  readonly of?: string;
  /** One per currency. */
  readonly sums?: readonly Money[];
}

/** The last line of a table: how many there are and what they sum to, each currency by itself. */
export function TotalLine({ count, visible, of, sums = [] }: TotalLineProps) {
  const { locale } = useFormat();
  return (
    <div className={styles['total']}>
      <strong>{count}</strong>
      {visible === undefined || visible.to === 0 ? null : (
        <span>{words.rowsTo(formatCount(visible.from, locale), formatCount(visible.to, locale))}</span>
      )}
      <span className={styles['sums']}>
        {sums.length === 0 ? null : <span>{of}</span>}
        {sums.map((money) => (
          <strong key={money.currency}>
            {money.currency ?? words.noCurrency} {formatAmount(money, locale)}
          </strong>
        ))}
      </span>
    </div>
  );
}
