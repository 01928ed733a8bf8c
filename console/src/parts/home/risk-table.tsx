import type { Money as Amount, Risk } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { heatOf } from '../marks/heat.ts';
import { Swatch } from '../marks/rung-swatch.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent, Money } from '../text/money.tsx';
import { riskLabel } from './risk-rows.ts';
import styles from './risk-table.module.css';

/** Which cases a number of the table opens: those of a rung (null: before the first), the paused ones, or all. */
export type RiskPart = { readonly rung: string | null } | 'paused' | 'all';

export interface RiskTableProps {
  readonly risk: Risk;
  /** With a currency: only the cases in it. */
  readonly hrefOf: (part: RiskPart, currency?: string | null) => string;
  /** To the rungs that fire soon. */
  readonly soonHrefOf: (part: RiskPart) => string;
}

interface Row {
  readonly key: string;
  readonly part: RiskPart;
  readonly label: string;
  readonly title: string;
  /** `undefined`: it stands still. */
  readonly heat: ReturnType<typeof heatOf> | undefined;
  readonly cases: number;
  readonly amounts: readonly Amount[];
  readonly soon: number;
}

/** Money that is late, by how far the ladder has got; a column per currency, and never a sum over them. */
export function RiskTable({ risk, hrefOf, soonHrefOf }: RiskTableProps) {
  const rows = rowsOf(risk);
  const currencies = [...new Set([...risk.amounts, ...rows.flatMap(({ amounts }) => amounts)].map(({ currency }) => currency))];
  return (
    <div className={styles['frame']}>
      <HeatBar rows={rows} noun={risk.noun} />
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Days late, rung reached</th>
            <th scope="col">{capital(risk.noun.many)}</th>
            {currencies.map((currency) => (
              <th key={currency} scope="col">
                {currency ?? 'no currency'}
              </th>
            ))}
            <th scope="col">Rungs, 7 d</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Swatch heat={row.heat ?? 1} paused={row.heat === undefined} />
                {row.heat === undefined ? null : <span className={styles['label']}>{row.label}</span>}
                {row.title}
              </th>
              <RowFigures row={row} {...{ currencies, hrefOf, soonHrefOf }} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Overdue</th>
            <RowFigures
              row={{ part: 'all', cases: risk.cases, amounts: risk.amounts, soon: risk.soon }}
              {...{ currencies, hrefOf, soonHrefOf }}
            />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface RowFiguresProps extends Pick<RiskTableProps, 'hrefOf' | 'soonHrefOf'> {
  readonly row: Pick<Row, 'part' | 'cases' | 'amounts' | 'soon'>;
  readonly currencies: readonly (string | null)[];
}

/** Each figure opens what it counts. */
function RowFigures({ row, currencies, hrefOf, soonHrefOf }: RowFiguresProps) {
  const { locale } = useFormat();
  const amountIn = (currency: string | null) => row.amounts.find((amount) => amount.currency === currency);
  return (
    <>
      <td>{row.cases === 0 ? <Absent>0</Absent> : <Anchor href={hrefOf(row.part)}>{formatCount(row.cases, locale)}</Anchor>}</td>
      {currencies.map((currency) => (
        <td key={currency}>
          <RowMoney money={amountIn(currency)} href={hrefOf(row.part, currency)} />
        </td>
      ))}
      <td>
        {row.soon === 0 ? <Absent>0</Absent> : <Anchor href={soonHrefOf(row.part)}>{formatCount(row.soon, locale)}</Anchor>}
      </td>
    </>
  );
}

function RowMoney({ money, href }: { readonly money: Amount | undefined; readonly href: string }) {
  if (money === undefined) return <Absent />;
  return (
    <Anchor href={href}>
      <Money as="bare" money={money} />
    </Anchor>
  );
}

/** How the cases are spread over the rungs. Amounts could not be: they are in several currencies. */
function HeatBar({ rows, noun }: { readonly rows: readonly Row[]; readonly noun: Risk['noun'] }) {
  const filled = rows.filter(({ cases }) => cases > 0);
  return (
    <div className={styles['bar']} aria-hidden="true">
      {filled.map(({ key, heat, cases, title }) => (
        <span
          key={key}
          title={`${title}: ${cases} ${cases === 1 ? noun.one : noun.many}`}
          data-paused={heat === undefined ? '' : undefined}
          style={{ flexGrow: cases, ...(heat === undefined ? {} : { background: `var(--heat${heat})` }) }}
        />
      ))}
    </div>
  );
}

function rowsOf({ rungs, paused }: Risk): readonly Row[] {
  const rows: Row[] = rungs.map(({ rung, title, after, cases, amounts, soon }, index) => ({
    key: rung ?? '',
    part: { rung },
    label: riskLabel(after, rungs[index + 1]?.after ?? null),
    title,
    heat: heatOf(index, rungs.length - 1),
    cases,
    amounts,
    soon,
  }));
  if (paused.cases === 0) return rows;
  return [...rows, { key: '$paused', part: 'paused', label: '', title: 'Paused', heat: undefined, ...paused }];
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
