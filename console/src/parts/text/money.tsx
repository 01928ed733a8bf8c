import type { Money as Amount } from '@throughline/api';
import { formatAmount, formatMoney, formatMoneyWhole } from '../../format/money.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { absent } from '../../format/value.ts';
import styles from './text.module.css';
import { words } from './words.ts';

export interface MoneyProps {
  readonly money: Amount | null;
  /** `bare`: its currency stands in the head or beside it. `whole`: for sentences, the exact amount on hover. Default: exact. */
  readonly as?: 'exact' | 'whole' | 'bare';
}

/** An amount of one currency. */
export function Money({ money, as = 'exact' }: MoneyProps) {
  const { locale } = useFormat();
  if (money === null) return <Absent />;
  if (as === 'whole') return <span title={formatMoney(money, locale)}>{formatMoneyWhole(money, locale)}</span>;
  return <span className={styles['amount']}>{as === 'bare' ? formatAmount(money, locale) : formatMoney(money, locale)}</span>;
}

/** Amounts in several currencies: side by side, never summed. */
export function Amounts({ amounts }: { readonly amounts: readonly Amount[] }) {
  const { locale } = useFormat();
  if (amounts.length === 0) return <Absent />;
  return <span className={styles['amount']}>{joined(amounts.map((money) => formatMoney(money, locale)))}</span>;
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : words.and(texts.slice(0, -1).join(', '), texts.at(-1));
}

/** Where there is no value. */
export function Absent({ children = absent }: { readonly children?: string }) {
  return <span className={styles['absent']}>{children}</span>;
}
