import type { CaseDetail } from '@throughline/api';
import { Money } from '../text/money.tsx';
import { unseen } from '../text/unseen.ts';
import { When } from '../text/when.tsx';
import styles from './small-tables.module.css';
import { words } from './words.ts';

/** The arithmetic of a case: what it was worth, what each event changed, and what is open. The lines sum to the balance. */
export function MoneyBox({ money }: { readonly money: NonNullable<CaseDetail['money']> }) {
  const { currency, lines, balance, before } = money;
  return (
    <table className={styles['table']}>
      <caption className={unseen}>
        {words.money}
        {currency === null ? '' : words.in(currency)}
      </caption>
      <tbody>
        {before === undefined ? null : (
          <tr>
            <th scope="row">{words.earlier}</th>
            <td className="num">
              <Money as="bare" money={{ amount: before, currency }} />
            </td>
          </tr>
        )}
        {lines.map(({ title, at, seq, amount }) => (
          <tr key={seq}>
            <th scope="row">
              {title}{' '}
              <span className={styles['quiet']}>
                <When at={at} as="day" />
              </span>
            </th>
            <td className="num">
              <Money as="bare" money={{ amount, currency }} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{balance.title}</th>
          <td className="num">
            <Money as="bare" money={{ amount: balance.amount, currency }} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
