import type { Money as Amount } from '@throughline/api';
import type { ReactNode } from 'react';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import styles from './receivables.module.css';
import { words } from './words.ts';

export interface FigureRow {
  readonly key: string;
  readonly title: ReactNode;
  /** Stands between the title and the figures. */
  readonly cells?: readonly ReactNode[];
  readonly cases: number;
  readonly amounts: readonly Amount[];
  /** The list of all of its cases, or of those of a currency. */
  readonly hrefs: (currency?: string | null) => string;
}

interface FigureTableProps {
  readonly head: string;
  readonly cells?: readonly string[];
  readonly noun: string;
  readonly rows: readonly FigureRow[];
  /** Of the whole. */
  readonly total?: FigureRow;
}

/** Cases and money by row, a column per currency and never a sum over them; each figure opens its list. */
export function FigureTable({ head, cells = [], noun, rows, total }: FigureTableProps) {
  const all = total === undefined ? rows : [...rows, total];
  const currencies = [...new Set(all.flatMap(({ amounts }) => amounts.map(({ currency }) => currency)))].sort((a, b) =>
    (a ?? '~') < (b ?? '~') ? -1 : 1,
  );
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {cells.map((title) => (
              <th key={title} scope="col" data-word="">
                {title}
              </th>
            ))}
            <th scope="col">{noun}</th>
            {currencies.map((currency) => (
              <th key={currency} scope="col">
                {currency ?? words.currency}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} currencies={currencies} />
          ))}
        </tbody>
        {total === undefined ? null : (
          <tfoot>
            <Row row={total} currencies={currencies} />
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Row({ row, currencies }: { readonly row: FigureRow; readonly currencies: readonly (string | null)[] }) {
  const { locale } = useFormat();
  const { title, cells = [], cases, amounts, hrefs } = row;
  return (
    <tr>
      <th scope="row">{title}</th>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells stand in the order of their heads.
        <td key={index} data-word="">
          {cell}
        </td>
      ))}
      <td>
        {cases === 0 ? (
          <Absent>0</Absent>
        ) : (
          <Anchor className="link" href={hrefs()}>
            {formatCount(cases, locale)}
          </Anchor>
        )}
      </td>
      {currencies.map((currency) => {
        const money = amounts.find((amount) => amount.currency === currency);
        return (
          <td key={currency}>
            {money === undefined ? (
              <Absent />
            ) : (
              <Anchor href={hrefs(currency)}>
                <Money as="bare" money={money} />
              </Anchor>
            )}
          </td>
        );
      })}
    </tr>
  );
}
