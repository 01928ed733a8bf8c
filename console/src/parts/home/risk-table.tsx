import type { Money as Amount, Risk } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { heatOf } from '../marks/heat.ts';
import { Swatch } from '../marks/rung-swatch.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent, Money } from '../text/money.tsx';
import { ageLabel, riskLabel } from './risk-rows.ts';
import styles from './risk-table.module.css';
import { words } from './words.ts';

type Age = Risk['lateBefore']['ages'][number];

/**
 * Which cases a number of the table opens: those of a rung (null: before the first), of them those that were due on some days, the
 * paused ones, or all.
 */
export type RiskPart = { readonly rung: string | null; readonly due?: Age['due'] } | 'paused' | 'all';

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
  /** `paused`: it stands still. `none`: its parts have theirs. */
  readonly heat: ReturnType<typeof heatOf> | 'paused' | 'none';
  /** A part of the row above it, whose rungs are counted there. */
  readonly isPart?: true;
  readonly cases: number;
  readonly amounts: readonly Amount[];
  readonly soon: number | null;
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
            <th scope="col">{words.daysLateRungReached}</th>
            <th scope="col">{capital(risk.noun.many)}</th>
            {currencies.map((currency) => (
              <th key={currency} scope="col">
                {currency ?? words.noCurrency}
              </th>
            ))}
            <th scope="col">{words.rungsInWeek}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-part={row.isPart}>
              <th scope="row">
                <RowName row={row} />
              </th>
              <RowFigures row={row} {...{ currencies, hrefOf, soonHrefOf }} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.overdue}</th>
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

function RowName({ row: { heat, label, title } }: { readonly row: Row }) {
  return (
    <>
      {heat === 'none' ? null : <Swatch heat={heat === 'paused' ? 1 : heat} paused={heat === 'paused'} />}
      {typeof heat === 'string' ? null : <span className={styles['label']}>{label}</span>}
      {title}
    </>
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
        <Soon soon={row.soon} href={soonHrefOf(row.part)} />
      </td>
    </>
  );
}

function Soon({ soon, href }: { readonly soon: number | null; readonly href: string }) {
  const { locale } = useFormat();
  if (soon === null) return null;
  return soon === 0 ? <Absent>0</Absent> : <Anchor href={href}>{formatCount(soon, locale)}</Anchor>;
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
  const filled = rows.filter(({ cases, heat }) => cases > 0 && heat !== 'none');
  return (
    <div className={styles['bar']} aria-hidden="true">
      {filled.map(({ key, heat, cases, title }) => (
        <span
          key={key}
          title={`${title}: ${cases} ${cases === 1 ? noun.one : noun.many}`}
          data-paused={heat === 'paused' ? '' : undefined}
          style={{ flexGrow: cases, ...(heat === 'paused' ? {} : { background: `var(--heat${heat})` }) }}
        />
      ))}
    </div>
  );
}

/** One line of the table's file: what one row has in one currency. A part of the row above it is told by its days. */
export interface RiskLine {
  readonly days: string;
  readonly title: string;
  readonly cases: number;
  readonly money: Amount | null;
  readonly soon: number | null;
}

/** What the table shows, for a file; rows without an amount have one line. */
export function riskLines(risk: Risk): readonly RiskLine[] {
  const all = { label: '', title: words.overdue, cases: risk.cases, amounts: risk.amounts, soon: risk.soon };
  return [...rowsOf(risk), all].flatMap(({ label, title, cases, amounts, soon }) =>
    (amounts.length === 0 ? [null] : amounts).map((money) => ({ days: label, title, cases, money, soon })),
  );
}

function rowsOf({ rungs, lateBefore, paused }: Risk): readonly Row[] {
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
  if (lateBefore.cases > 0)
    rows.push(
      { key: lateBefore.rung, part: { rung: lateBefore.rung }, label: '', heat: 'none', ...lateBefore },
      ...agesOf(lateBefore),
    );
  if (paused.cases > 0) rows.push({ key: '$paused', part: 'paused', label: '', title: words.paused, heat: 'paused', ...paused });
  return rows;
}

/** What was late before, as far as there is any, by how late it is by now. */
function agesOf({ rung, ages }: Risk['lateBefore']): readonly Row[] {
  const rows = ages.map(
    ({ days, due, cases, amounts }, index): Row => ({
      key: `${rung} ${days.from}`,
      part: { rung, due },
      label: ageLabel(days),
      title: words.daysLate,
      heat: heatOf(index, ages.length - 1),
      isPart: true,
      cases,
      amounts,
      soon: null,
    }),
  );
  return rows.filter(({ cases }) => cases > 0);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
